//! The attempts of one call: each signed anew, bounded by one deadline, repeated only where that is safe.

use std::sync::atomic::Ordering;
use std::time::Duration;

use ::http::HeaderMap;
use tokio::time::Instant;

use super::{Attempt, Transport, signing};
use crate::draft::Draft;
use crate::operation::Operation;
use crate::response::Answer;
use crate::vendor::{self, Received};
use crate::{Error, ErrorKind, http};

/// Server times outside of these years are not learned from: 2015-01-01 and 2100-01-01, in seconds since 1970.
const PLAUSIBLE: std::ops::Range<i64> = 1_420_070_400..4_102_444_800;

impl Transport {
    /// Tries until there is an answer, an error that is final, or no time left.
    pub(super) async fn attempts(&self, operation: &Operation, draft: &Draft) -> Result<Answer, Error> {
        let deadline = Instant::now() + self.shared.config.timeout;
        let mut number = 0;
        let mut corrected = false;
        loop {
            number += 1;
            let mut headers = HeaderMap::new();
            let attempt = self.attempt(operation, draft, &mut headers);
            let result = match tokio::time::timeout_at(deadline, attempt).await {
                Ok(result) => result,
                Err(_) => {
                    let limit = seconds(self.shared.config.timeout);
                    Err(Error::new(
                        ErrorKind::Timeout,
                        format!("no answer within {limit}"),
                    ))
                }
            };
            let error = match result {
                Ok(mut answer) => {
                    answer.attempts = number;
                    self.observe(operation, number, Ok(answer.status), None);
                    return Ok(answer);
                }
                Err(error) => error
                    .with_attempts(number)
                    .at(self.shared.product.key, Some(operation.id)),
            };
            let delay = if error.kind() == ErrorKind::ClockSkew && !corrected && self.retry.max_attempts > 1 {
                corrected = true;
                self.correct_clock(&error, &headers);
                Some(Duration::ZERO)
            } else if self.retry.allows(&error, number, operation.idempotent) {
                Some(self.retry.delay(&error, number, self.shared.clock.jitter()))
            } else {
                None
            };
            // A delay that ends after the deadline would only put off the same answer.
            let delay = delay.filter(|delay| Instant::now() + *delay < deadline);
            self.observe(operation, number, Err(&error), delay);
            match delay {
                Some(delay) => tokio::time::sleep(delay).await,
                None => return Err(error),
            }
        }
    }

    fn observe(
        &self,
        operation: &Operation,
        number: u32,
        outcome: Result<u16, &Error>,
        delay: Option<Duration>,
    ) {
        match outcome {
            Ok(status) => tracing::debug!(attempt = number, status, "answered"),
            Err(error) => tracing::debug!(
                attempt = number,
                kind = ?error.kind(),
                status = error.status(),
                code = error.code(),
                request_id = error.request_id(),
                again_in_ms = delay.map(|delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)),
                "failed"
            ),
        }
        if let Some(observer) = &self.shared.config.observer {
            observer(&Attempt {
                product: self.shared.product.key,
                operation: operation.id,
                number,
                outcome,
                delay,
            });
        }
    }

    async fn attempt(
        &self,
        operation: &Operation,
        draft: &Draft,
        headers: &mut HeaderMap,
    ) -> Result<Answer, Error> {
        let shared = &*self.shared;
        let signed = self.sign_at(operation, draft).await?;
        let limit = shared.config.attempt_timeout;
        let exchange = async {
            let request = signing::request(&shared.http, &signed)?;
            let response = shared.http.execute(request).await.map_err(http::classify)?;
            headers.clone_from(response.headers());
            let status = response.status().as_u16();
            let body = http::read(response, shared.config.max_answer).await?;
            Ok(Received {
                status,
                headers: headers.clone(),
                body,
            })
        };
        let received = tokio::time::timeout(limit, exchange).await.unwrap_or_else(|_| {
            let message = format!("no answer to the request within {}", seconds(limit));
            Err(Error::new(ErrorKind::Timeout, message))
        })?;
        vendor::interpret(shared.product, operation, &received)
    }

    /// Learns the vendor's clock from its answer, where the answer tells it.
    fn correct_clock(&self, error: &Error, headers: &HeaderMap) {
        let shared = &*self.shared;
        let stated = vendor::server_time(shared.product.vendor, error, headers);
        let Some(time) = stated.filter(|time| PLAUSIBLE.contains(&time.timestamp())) else {
            return;
        };
        let skew = (time - shared.clock.now()).num_seconds();
        shared.skew.store(skew, Ordering::Relaxed);
        tracing::warn!(
            seconds = skew,
            "the vendor's clock differs from this machine's; signing with the vendor's"
        );
    }
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
