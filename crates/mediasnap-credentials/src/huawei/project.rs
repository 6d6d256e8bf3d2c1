//! The project of a key in a region, looked up at IAM when it is not configured.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use mediasnap_auth::{Credentials, SigningContext};
use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};
use serde::Deserialize;

use super::iam::iam_url;
use crate::algorithm::algorithm;
use crate::config::ProviderConfig;
use crate::fetch::{SignedFetch, TokenService, fetch_signed};
use crate::identity::Identity;
use crate::providers::PROJECT_VARIABLE;
use crate::single_flight::SingleFlight;

const IAM: TokenService = TokenService::remote("Huawei IAM");

/// Looks projects up, once for each key.
#[doc(hidden)]
pub struct HuaweiProjects {
    config: ProviderConfig,
    region: String,
    found: Mutex<HashMap<String, String>>,
    flight: SingleFlight,
}

impl fmt::Debug for HuaweiProjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HuaweiProjects")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct ProjectsResponse {
    projects: Vec<Project>,
}

#[derive(Deserialize)]
struct Project {
    id: String,
}

impl HuaweiProjects {
    /// Looks up the projects of `region`.
    pub fn new(config: &ProviderConfig, region: &str) -> Self {
        Self {
            config: config.clone(),
            region: region.to_owned(),
            found: Mutex::default(),
            flight: SingleFlight::default(),
        }
    }

    /// The project of `identity`.
    pub async fn of(&self, identity: &Identity) -> Result<String, Error> {
        let id = match &identity.credentials {
            Credentials::AccessKey(key) => key.id.as_str(),
            _ => "",
        };
        if let Some(project) = self.known(id) {
            return Ok(project);
        }
        let permit = self.flight.acquire().await?;
        if let Some(project) = self.known(id) {
            return Ok(project);
        }
        let result = self.ask(identity).await.map_err(|error| self.explain(&error));
        if let Ok(project) = &result {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            found.insert(id.to_owned(), project.clone());
        }
        permit.complete(&result);
        result
    }

    fn known(&self, id: &str) -> Option<String> {
        self.found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned()
    }

    async fn ask(&self, identity: &Identity) -> Result<String, Error> {
        let algorithm = algorithm(Vendor::Huawei, &identity.credentials)?;
        let call = SignedFetch {
            algorithm,
            credentials: &identity.credentials,
            context: SigningContext::default(),
            method: "GET",
            base: &iam_url(&self.config),
            path: "/v3/projects",
            query: vec![("name", self.region.clone())],
            headers: vec![("Content-Type", "application/json")],
            body: Bytes::new(),
        };
        let response: ProjectsResponse = fetch_signed(&self.config, IAM, call)
            .await?
            .into_success()?
            .json()?;
        match response.projects.as_slice() {
            [project] if !project.id.is_empty() => Ok(project.id.clone()),
            [] | [_] => Err(IAM.error(ErrorKind::Config, "knows no project of this key there")),
            several => Err(IAM.error(
                ErrorKind::Config,
                format_args!("knows {} projects there", several.len()),
            )),
        }
    }

    fn explain(&self, error: &Error) -> Error {
        let region = &self.region;
        let why = error.message();
        Error::new(
            error.kind(),
            format!("no project for {region}: {why}; {PROJECT_VARIABLE} can name the project instead"),
        )
        .with_request_id(error.request_id().map(str::to_owned))
        .with_advice_of(error)
    }
}
