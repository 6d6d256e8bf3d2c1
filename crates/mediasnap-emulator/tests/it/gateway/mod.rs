//! What happens before an operation is executed: limits, the forms of requests and responses, and requests of others.

mod alibaba_rpc;
mod limits;
mod strangers;
mod templates;
