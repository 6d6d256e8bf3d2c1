//! `mediasnap call`: calls any operation of any product by its wire names.

use clap::Args;
use mediasnap::Config;
use mediasnap::runtime::{Error, ErrorKind, Operation, UnsignedRequest, arguments};

use super::connection::{RequestArgs, run_create};
use super::{dry_run, operations};
use crate::deadline::Deadline;
use crate::error::CliError;
use crate::input;
use crate::output::Format;

/// Call an operation of a product with the vendor's parameter names
///
/// The input is one flat JSON object keyed by the vendor's parameter names, header parameters included; the specification of
/// the operation defines where each is sent. Strings are sent unmodified, integers keep all digits, and a null value counts as
/// absent. The response is printed unmodified; a response without a body prints nothing.
#[derive(Debug, Args)]
pub(crate) struct Call {
    #[command(flatten)]
    request: RequestArgs,

    /// Operation, by the vendor's name; `mediasnap operations PRODUCT` lists them
    operation: String,

    /// Read the arguments from a JSON object: on the command line, in a file, or on stdin
    #[arg(long, value_name = "JSON|@FILE|-")]
    input: Option<String>,
}

impl Call {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let deadline = Deadline::start(self.request.connection.timeout);
        deadline
            .run(&self.request.label(&self.operation), self.call(deadline))
            .await
    }

    async fn call(&self, deadline: Deadline) -> Result<(), CliError> {
        let product = self.request.product;
        let operation = operations::find(product, &self.operation)?;
        let output = self.request.output.open(Format::Json)?;
        let input = input::read(self.input.as_deref()).await?;
        let unsigned = arguments::build_request(operation, &input)
            .map_err(|error| CliError::from(error.with_operation(product.key, Some(operation.id))))?;
        let config = self.request.connection.config(deadline)?;
        let transport = match config.timeout(deadline.remaining_for_wait()).transport(product) {
            Ok(transport) => transport,
            // Missing credentials are reported first: without them the region does not matter.
            Err(error) => {
                let missing = self.missing_credentials(operation, &unsigned).await;
                return Err(missing.unwrap_or_else(|| error.into()));
            }
        };
        if self.request.dry_run {
            let signed = transport.sign(operation, &unsigned).await?;
            return dry_run::print(&signed);
        }
        let label = self.request.label(operation.id);
        let convert = |error: &Error| {
            if error.is_timeout() && deadline.is_over() {
                deadline.error(&label)
            } else {
                CliError::from_call(error, transport.endpoint())
            }
        };
        let request = transport.call(operation, &unsigned);
        let response = if operation.idempotent {
            request.await.map_err(|error| convert(&error))?
        } else {
            let advice = "it may have been processed: check before calling it again";
            run_create(deadline, &label, request, convert, advice).await?
        };
        let items = operation.paging.as_ref().map(|paging| paging.items);
        output.response(&response.body, items)
    }

    /// Returns the error for missing credentials, if that is what a call would fail with.
    async fn missing_credentials(
        &self,
        operation: &Operation,
        unsigned: &UnsignedRequest,
    ) -> Option<CliError> {
        // A placeholder: nothing is sent.
        let config = Config::new().endpoint("http://127.0.0.1");
        let config = self.request.connection.with_credentials(config);
        let transport = config.transport(self.request.product).ok()?;
        let error = transport.sign(operation, unsigned).await.err()?;
        (error.kind() == ErrorKind::Config).then(|| error.into())
    }
}
