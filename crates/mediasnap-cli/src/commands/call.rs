//! `mediasnap call`: any operation of any product, by its wire names.

use clap::Args;
use mediasnap::core::{
    ClientBuilder, Draft, ErrorKind, Operation, Product, RetryPolicy, Transport, arguments,
};

use super::request;
use crate::args::{self, Connection};
use crate::deadline::Deadline;
use crate::failure::{Exit, Failure};
use crate::input;
use crate::output::{Format, OutputArgs};

/// Call one operation of a product, with the vendor's own parameter names
///
/// The input is one flat JSON object keyed by the vendor's parameter names, header parameters included; the operation's
/// spec says where each goes. Text goes out as it is, whole numbers keep all their digits, and a member that is null counts
/// as absent. The answer is printed as the vendor sent it; an answer without a body prints nothing.
#[derive(Debug, Args)]
pub(crate) struct Call {
    /// The product
    #[arg(value_parser = args::product())]
    product: String,

    /// The operation, by the vendor's name; `mediasnap operations PRODUCT` lists them
    operation: String,

    /// The arguments: a JSON object, @FILE that holds one, or - for stdin [default: none]
    #[arg(long, value_name = "JSON|@FILE|-")]
    input: Option<String>,

    /// Print the exact signed HTTP request, whatever --output says, and send nothing; it holds a valid signature
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    connection: Connection,

    #[command(flatten)]
    output: OutputArgs,
}

impl Call {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let deadline = Deadline::start(self.connection.timeout);
        let to = self
            .connection
            .endpoint
            .as_ref()
            .or(self.connection.region.as_ref());
        let to = to.map(|to| format!(" [{to}]")).unwrap_or_default();
        let what = format!("{} {}{to}", self.product, self.operation);
        deadline.bound(&what, self.call(deadline)).await
    }

    async fn call(&self, deadline: Deadline) -> Result<(), Failure> {
        let product = super::product(&self.product)?;
        let operation = super::operation(product, &self.operation)?;
        let output = self.output.open(Format::Json)?;
        let input = input::read(self.input.as_deref()).await?;
        let draft = arguments::draft(operation, &input)
            .map_err(|error| Failure::from(error.at(product.key, Some(operation.id))))?;
        let transport = match self.connection.transport(product, deadline) {
            Ok(transport) => transport,
            // Without a key the region does not matter yet: the error names what to set first.
            Err(failure) => {
                let missing = self.connection.without_key(product, operation, &draft).await;
                return Err(missing.unwrap_or(failure));
            }
        };
        if self.dry_run {
            let signed = transport.sign(operation, &draft).await?;
            return request::print(&signed);
        }
        let answer = transport
            .call(operation, &draft)
            .await
            .map_err(|error| Failure::call(&error, transport.endpoint()))?;
        let items = operation.paging.as_ref().map(|paging| paging.items);
        output.answer(&answer.body, items)
    }
}

impl Connection {
    /// The error for missing credentials, if they are.
    async fn without_key(
        &self,
        product: &'static Product,
        operation: &Operation,
        draft: &Draft,
    ) -> Option<Failure> {
        // Nothing is sent there.
        let mut builder = ClientBuilder::<Transport>::new().endpoint("http://127.0.0.1");
        if let Some(profile) = &self.profile {
            builder = builder.profile(profile);
        }
        let transport = builder.transport(product).ok()?;
        let error = transport.sign(operation, draft).await.err()?;
        (error.kind() == ErrorKind::Config).then(|| error.into())
    }

    /// The certificates to trust besides the system's.
    pub(super) fn roots(&self) -> Result<Option<Vec<u8>>, Failure> {
        let Some(path) = &self.ca_file else {
            return Ok(None);
        };
        let bad = |why: &str| {
            let message = format!("the file with certificates `{}` {why}", path.display());
            Failure::new(Exit::Config, message)
        };
        // Looked at before it is opened: to open a pipe waits until somebody writes.
        match std::fs::metadata(path) {
            Ok(found) if !found.is_file() => Err(bad("is not a file")),
            Ok(_) => std::fs::read(path).map(Some).map_err(|_| bad("cannot be read")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(bad("does not exist")),
            Err(_) => Err(bad("cannot be read")),
        }
    }

    /// A transport to `product` that is done before `deadline`.
    pub(super) fn transport(
        &self,
        product: &'static Product,
        deadline: Deadline,
    ) -> Result<Transport, Failure> {
        let mut builder = ClientBuilder::<Transport>::new().timeout(deadline.left());
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(profile) = &self.profile {
            builder = builder.profile(profile);
        }
        if let Some(roots) = self.roots()? {
            builder = builder.root_certificates(roots);
        }
        if let Some(attempts) = self.max_attempts {
            builder = builder.retry(RetryPolicy::standard().with_max_attempts(attempts));
            if attempts == 1 {
                builder = builder.attempt_timeout(deadline.left());
            }
        }
        builder.transport(product).map_err(Failure::from)
    }
}
