//! What is between the command and a service: credentials, regions, proxies.

mod network;
mod places;
