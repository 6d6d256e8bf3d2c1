//! A client for a product that is chosen at run time.

use mediasnap_core::{Error, ErrorKind};

use super::config::Config;
use super::unified::Client;
use crate::model::ProductKey;
use crate::products;

impl Client {
    /// A client of the product with the key `product`, for programs that choose at run time.
    ///
    /// ```
    /// use mediasnap::{Client, Config};
    ///
    /// # fn main() -> Result<(), mediasnap::Error> {
    /// for product in mediasnap::products() {
    ///     let client = Client::connect(product.key, &Config::new().region(product.default_region))?;
    ///     assert_eq!(client.product().as_str(), product.key);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Config` for an unknown key, a product whose cargo feature is off, or a config that the product cannot be reached by.
    pub fn connect(product: &str, config: &Config) -> Result<Self, Error> {
        Self::connect_to(product.parse()?, config)
    }

    /// A client of `product`.
    ///
    /// # Errors
    /// `Config` for a product whose cargo feature is off, or a config that the product cannot be reached by.
    pub fn connect_to(product: ProductKey, config: &Config) -> Result<Self, Error> {
        let service = products::connect(product, config)?.ok_or_else(|| {
            let message = format!("this build is without the product: its cargo feature `{product}` is off");
            Error::new(ErrorKind::Config, message).with_operation(product.as_str(), None)
        })?;
        let mut client = Self::from_service(service);
        client.object_urls.clone_from(&config.object_urls);
        let settings = &config.client;
        client.retry = settings.retry;
        client.clock = settings.clock.clone();
        if settings.http_client.is_none() {
            client.download_setup = Some((settings.connect_timeout, settings.root_certificates.clone()));
        }
        if let Some(polling) = config.polling {
            client.polling = polling;
        }
        Ok(client)
    }
}
