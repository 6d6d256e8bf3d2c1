//! The setting of a client that can resolve an error.

/// A setting of a client that can resolve an [`Error`](crate::Error). Programs name it in their own words; a message does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// A region of the product.
    Region,
    /// Certificates to trust in addition to the system's.
    RootCertificates,
    /// The location from which objects can be fetched.
    ObjectUrls,
}
