//! The emulator that the demo runs against.

use std::time::Duration;

use mediasnap::runtime::auth::AccessKey;
use mediasnap::{Config, PollingPolicy};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};

use crate::error::{CliError, ExitStatus};

/// A running emulator.
pub(super) struct DemoEnvironment(Emulator);

impl DemoEnvironment {
    /// Starts the emulator on a free port of this machine.
    pub(super) async fn start() -> Result<Self, CliError> {
        let emulator = Emulator::builder().listen("127.0.0.1:0").start().await;
        let failed = |error| CliError::new(ExitStatus::Failed, format!("the emulator cannot start: {error}"));
        Ok(Self(emulator.map_err(failed)?))
    }

    /// Stops the emulator.
    pub(super) async fn stop(self) {
        self.0.shutdown().await;
    }

    /// Returns the settings of clients of the emulator.
    pub(super) fn config(&self, region: &str) -> Config {
        let objects = format!("{}/objects", self.0.url());
        Config::new()
            .endpoint(self.0.url())
            .region(region)
            .credentials(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
            .project_id(HUAWEI_PROJECT_ID)
            .polling(PollingPolicy::every(Duration::from_millis(250)).with_timeout(Duration::from_secs(20)))
            .object_urls(move |object| Some(format!("{objects}/{object}")))
    }
}
