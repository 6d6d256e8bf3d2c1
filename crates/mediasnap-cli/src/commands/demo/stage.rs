//! What every product's round trip stands on: the emulator, clients for it, and patience.

use std::future::Future;
use std::time::Duration;

use mediasnap::runtime::ProductClient;
use mediasnap::runtime::auth::AccessKey;
use mediasnap::runtime::credentials::Identity;
use mediasnap::runtime::{ClientBuilder, Error, Transport};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};

use crate::error::{CliError, ExitStatus};

/// How often a job is asked for.
const INTERVAL: Duration = Duration::from_millis(250);
/// How often at the most.
const PATIENCE: u32 = 80;

/// A running emulator.
pub(super) struct Stage {
    emulator: Emulator,
    http: reqwest::Client,
}

impl Stage {
    /// Starts the emulator on a free port of this machine.
    pub(super) async fn open() -> Result<Self, CliError> {
        let emulator = Emulator::builder()
            .listen("127.0.0.1:0")
            .start()
            .await
            .map_err(|error| {
                CliError::new(ExitStatus::Failed, format!("the emulator cannot start: {error}"))
            })?;
        // Images are fetched as the calls are made: without a detour over a proxy of the environment.
        let any = ClientBuilder::<Transport>::new().endpoint(emulator.url());
        let http = any
            .transport(&mediasnap::huawei_mpc::PRODUCT)?
            .http_client()
            .clone();
        Ok(Self { emulator, http })
    }

    /// Stops the emulator.
    pub(super) async fn close(self) {
        self.emulator.shutdown().await;
    }

    /// The emulator's address.
    pub(super) fn url(&self) -> &str {
        self.emulator.url()
    }

    /// What images are fetched with.
    pub(super) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// A client of a product, with the emulator's own key.
    pub(super) fn client<C: ProductClient>(&self) -> Result<C, CliError> {
        let key = AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
        let client = ClientBuilder::<C>::new()
            .endpoint(self.emulator.url())
            .region(C::product().default_region)
            .credentials(Identity::from(key).with_project_id(HUAWEI_PROJECT_ID))
            .build()?;
        Ok(client)
    }

    /// Asks again and again until `ask` has an answer.
    pub(super) async fn wait<T, F>(&self, job: &str, mut ask: impl FnMut() -> F) -> Result<T, CliError>
    where
        F: Future<Output = Result<Option<T>, Error>>,
    {
        for _ in 0..PATIENCE {
            if let Some(found) = ask().await? {
                return Ok(found);
            }
            tokio::time::sleep(INTERVAL).await;
        }
        Err(CliError::new(
            ExitStatus::Timeout,
            format!("the job {job} does not end"),
        ))
    }
}

/// A member that the answer should have had.
pub(super) fn missing(product: &str, member: &str) -> CliError {
    CliError::new(
        ExitStatus::Failed,
        format!("{product}: the answer has no `{member}`"),
    )
}
