//! Errors, retries and timeouts of calls, and where the vendors differ in them.

mod clock_correction;
mod cross_vendor;
mod errors;
mod retries;
mod retry_table;
mod time_limits;
