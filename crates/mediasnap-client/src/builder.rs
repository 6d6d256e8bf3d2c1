//! Making a client.

use std::marker::PhantomData;
use std::sync::Arc;

use mediasnap_core::operation::{Product, Vendor};
use mediasnap_core::{Error, ErrorKind, Remedy};
use mediasnap_credentials::{HuaweiProjects, RegionSetting, default_chain};

use crate::config::ClientConfig;
use crate::endpoint;
use crate::transport::{Signer, Transport};

/// A generated client: what [`ClientBuilder`] needs to make one.
pub trait ProductClient: Sized {
    /// The product that the client talks to.
    fn product() -> &'static Product;

    /// A client on `transport`.
    fn from_transport(transport: Transport) -> Self;

    /// The transport underneath.
    fn transport(&self) -> &Transport;
}

/// Builds a client: endpoint, credentials, timeouts and retries.
///
/// Without credentials they are looked for where the vendor's own SDKs look: see [`default_chain`].
#[must_use]
pub struct ClientBuilder<C = Transport> {
    client: ClientConfig,
    of: PhantomData<fn() -> C>,
}

impl<C> std::fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ClientBuilder").field(&self.client).finish()
    }
}

impl<C> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> From<ClientConfig> for ClientBuilder<C> {
    fn from(client: ClientConfig) -> Self {
        Self {
            client,
            of: PhantomData,
        }
    }
}

impl<C> ClientBuilder<C> {
    /// Creates a builder with the defaults: 10 s to connect, 60 s a request, 120 s a call, three attempts, 8 MiB a response.
    pub fn new() -> Self {
        ClientConfig::default().into()
    }

    crate::client_config_setters!();

    /// Makes the transport for a product that is chosen at run time.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn transport(mut self, product: &'static Product) -> Result<Transport, Error> {
        let mut source = None;
        if self.client.region.is_none()
            && let Some(found) = RegionSetting::find(product.vendor, &self.client.provider_config)
        {
            source = Some(format!("the region is from {}", found.source));
            self.client.region = Some(found.region);
        }
        let endpoints = self.locate(product).map_err(|error| {
            let error = error.with_operation(product.key, None);
            match source {
                Some(source) => error.with_hint(source),
                None => error,
            }
        })?;
        let Self {
            client: mut config, ..
        } = self;
        let http = match config.http_client.take() {
            Some(client) => client,
            None => mediasnap_http::client(config.connect_timeout, config.root_certificates.as_deref())
                .map_err(|error| error.with_operation(product.key, None))?,
        };
        let mut provider_config = config
            .provider_config
            .clone()
            .with_shared_clock(config.clock.clone());
        if provider_config.has_no_http_client() {
            provider_config = provider_config.with_http_client(http.clone());
        }
        if let Some(region) = &config.region {
            provider_config = provider_config.with_region(region);
        }
        // An endpoint of the caller's own may be no part of the vendor's cloud: its IAM is not asked about it then.
        let projects = match (product.vendor, &config.region) {
            (Vendor::Huawei, Some(region)) if config.endpoints.is_empty() || provider_config.names_iam() => {
                Some(HuaweiProjects::new(&provider_config, region))
            }
            _ => None,
        };
        let credentials = config
            .credentials
            .take()
            .unwrap_or_else(|| Arc::new(default_chain(product.vendor, &provider_config)));
        let signer = Signer {
            credentials,
            projects,
        };
        Ok(Transport::new(product, &endpoints, http, signer, config))
    }

    fn locate(&self, product: &'static Product) -> Result<Vec<url::Url>, Error> {
        if !self.client.endpoints.is_empty() {
            return self
                .client
                .endpoints
                .iter()
                .map(|text| endpoint::parse(text))
                .collect();
        }
        let mut texts = match (&self.client.region, product.vendor) {
            (Some(region), _) => endpoint::locate(product, region, &self.client.provider_config)?,
            // Tencent's central host serves every region; the region is a header, and may be absent.
            (None, Vendor::Tencent) => vec![endpoint::resolve(product, product.default_region)?],
            (None, _) => {
                let message = format!(
                    "no region: set one, or the variable {}; {} has {}",
                    RegionSetting::variable(product.vendor),
                    product.key,
                    endpoint::regions(product).join(", ")
                );
                return Err(Error::new(ErrorKind::Config, message).with_remedy(Remedy::Region));
            }
        };
        if let Some(root) = &self.client.root_domain {
            for text in &mut texts {
                *text = endpoint::with_root_domain(product, text, root)?;
            }
        }
        texts.iter().map(|text| endpoint::parse(text)).collect()
    }
}

impl<C: ProductClient> ClientBuilder<C> {
    /// Makes the client.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn build(self) -> Result<C, Error> {
        Ok(C::from_transport(self.transport(C::product())?))
    }
}
