//! Checks whether the endpoint can be reached, without a call.

use std::time::Duration;

use chrono::{DateTime, Utc};
use mediasnap_core::{Error, ErrorKind};

use crate::transport::Transport;

impl Transport {
    /// Sends an unsigned request to the endpoint and returns the time in its response, where it states one.
    ///
    /// # Errors
    /// `Connect`, `Timeout` or `Transport` if there is no response, whatever its status; `Config` for a proxy variable that cannot
    /// be used.
    pub async fn server_time(&self, timeout: Duration) -> Result<Option<DateTime<Utc>>, Error> {
        let url = url::Url::parse(self.endpoint())
            .map_err(|_| Error::new(ErrorKind::Config, "the endpoint is no URL"))?;
        let mut request = reqwest::Request::new(http::Method::GET, url);
        *request.timeout_mut() = Some(timeout);
        let response = mediasnap_http::execute(self.http_client(), request).await?;
        let date = response.headers().get(http::header::DATE);
        let date = date.and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok());
        Ok(date.map(|date| date.to_utc()))
    }
}
