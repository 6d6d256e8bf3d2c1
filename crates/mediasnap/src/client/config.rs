//! How to reach a product.

use std::fmt;
use std::sync::Arc;

use mediasnap_client::{ClientBuilder, ClientConfig, ProductClient, Transport};
use mediasnap_core::{Error, Product};

use crate::model::ObjectLocation;
use crate::wait::PollingPolicy;

/// Says where an object can be fetched: the address, signed where required; `None` for objects that it does not know.
pub type ObjectUrls = Arc<dyn Fn(&ObjectLocation) -> Option<String> + Send + Sync>;

/// How to reach a product: the same for all of them.
///
/// Without credentials, they are looked for where the vendor's own SDKs look.
#[derive(Clone, Default)]
#[must_use]
pub struct Config {
    pub(super) client: ClientConfig,
    pub(super) polling: Option<PollingPolicy>,
    pub(super) object_urls: Option<ObjectUrls>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Config").field(&self.client).finish()
    }
}

impl Config {
    /// Creates a configuration with the defaults of the product clients.
    pub fn new() -> Self {
        Self::default()
    }

    mediasnap_client::client_config_setters!();

    /// How jobs are waited for.
    pub fn polling(mut self, policy: PollingPolicy) -> Self {
        self.polling = Some(policy);
        self
    }

    /// Where objects can be fetched, for products that name objects instead of addresses.
    pub fn object_urls(
        mut self,
        urls: impl Fn(&ObjectLocation) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.object_urls = Some(Arc::new(urls));
        self
    }

    /// The typed client of a product, set up like this.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn build<C: ProductClient>(&self) -> Result<C, Error> {
        self.builder::<C>().build()
    }

    /// The transport to a product that is chosen at run time, for calls by the vendor's own names.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn transport(&self, product: &'static Product) -> Result<Transport, Error> {
        self.builder::<Transport>().transport(product)
    }

    fn builder<C>(&self) -> ClientBuilder<C> {
        self.client.clone().into()
    }
}
