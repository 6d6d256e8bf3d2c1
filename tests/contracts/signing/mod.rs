//! Signatures: vectors, captured requests of the official SDKs, arbitrary requests, and what no output may show.

mod captures;
mod hygiene;
mod props;
mod vectors;
