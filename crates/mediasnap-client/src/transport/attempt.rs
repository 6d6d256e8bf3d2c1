//! The attempts of one call: each signed anew, bounded by one deadline, repeated only where that is safe.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use mediasnap_core::operation::Operation;
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::Identity;
use mediasnap_http::{ResponseHead, exchange};
use tokio::time::Instant;

use super::decode::{BodyDecoder, DecodedBody, decode_within};
use super::endpoints::Endpoint;
use super::explain::explain;
use super::seconds::seconds;
use crate::config::Attempt;
use crate::protocol::{self, HttpResponse};
use crate::request::UnsignedRequest;
use crate::response::RawResponse;
use crate::transport::Transport;

/// Largest difference to the clock of a server without TLS: a signature with a later time would be good for as long.
const MOST_SKEW: chrono::TimeDelta = chrono::TimeDelta::days(2);

/// Server times outside of these years are not learned from: 2015-01-01 and 2100-01-01, in seconds since 1970.
const PLAUSIBLE: std::ops::Range<i64> = 1_420_070_400..4_102_444_800;

impl Transport {
    /// Tries until there is a response, an error that is final, or no time left.
    pub(super) async fn attempts(
        &self,
        operation: &Operation,
        unsigned: &UnsignedRequest,
        decode: BodyDecoder,
    ) -> Result<(RawResponse, Option<DecodedBody>), Error> {
        let deadline = Instant::now() + self.shared.config.timeout;
        let (mut number, mut sent) = (0, 0);
        let mut doubtful = false;
        let mut corrected = false;
        let mut renewed = false;
        let mut others = self.shared.endpoints.others();
        loop {
            number += 1;
            let mut state = AttemptState::default();
            let endpoint = self.shared.endpoints.current();
            let result = self
                .attempt(endpoint, operation, unsigned, deadline, &mut state, decode)
                .await;
            let error = match result {
                Ok((mut answer, decoded)) => {
                    answer.attempts = sent + 1;
                    self.observe(operation, number, Ok(answer.status), None);
                    return Ok((answer, decoded));
                }
                Err(error) => error.with_operation(self.shared.product.key, Some(operation.id)),
            };
            // Our own rate limit leaves no time: the next attempt would not be made either.
            if error.kind() == ErrorKind::Throttled && error.status().is_none() {
                return Err(error.with_attempts(sent));
            }
            sent += u32::from(state.sent);
            let mut error = error.with_attempts(sent);
            if !state.sent && !doubtful {
                error = error.with_not_sent();
            }
            doubtful |= error.is_ambiguous();
            if error.kind() == ErrorKind::ClockSkew && !corrected {
                self.correct_clock(endpoint, &error, &state.head.headers);
            }
            let this = number;
            let more = this < self.retry.max_attempts;
            let delay = if error.kind() == ErrorKind::ClockSkew && !corrected && more {
                corrected = true;
                Some(Duration::ZERO)
            } else if error.kind() == ErrorKind::TokenExpired && !renewed && more {
                renewed = true;
                // Rejected before anything was done: with other credentials it is a first try, for a create too.
                let renewal = tokio::time::timeout_at(deadline, Box::pin(self.renew(&state))).await;
                renewal.unwrap_or(false).then_some(Duration::ZERO)
            } else if error.kind() == ErrorKind::Connect && state.sent && others > 0 {
                // Nothing was sent: the next endpoint is no further attempt.
                others -= 1;
                number -= 1;
                sent -= 1;
                self.shared.endpoints.leave(endpoint);
                Some(Duration::ZERO)
            } else if self
                .retry
                .allows(&error, this, operation.idempotent || !state.sent)
            {
                Some(self.retry.delay(&error, this, self.shared.config.clock.jitter()))
            } else {
                None
            };
            // A delay that ends after the deadline would only put off the same answer.
            let delay = delay.filter(|delay| Instant::now() + *delay < deadline);
            self.observe(operation, this, Err(&error), delay);
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
        endpoint: &Endpoint,
        operation: &Operation,
        unsigned: &UnsignedRequest,
        deadline: Instant,
        state: &mut AttemptState,
        decode: BodyDecoder,
    ) -> Result<(RawResponse, Option<DecodedBody>), Error> {
        let shared = &*self.shared;
        let prepared = self.prepare(operation, unsigned, Some(deadline)).await?;
        let request =
            self.sign_prepared(endpoint, &prepared, |signed| signed.to_http(&shared.header_names))?;
        state.authorization = request.headers().get(AUTHORIZATION).cloned();
        state.identity = Some(prepared.identity);
        state.sent = true;
        let limit = Instant::now() + shared.config.attempt_timeout;
        let answered = {
            // Pinned where it stands: a future that is passed on by value is stored twice, and copied.
            let most = shared.config.max_response_size;
            let exchange = std::pin::pin!(exchange(&shared.http, request, most, &mut state.head));
            tokio::time::timeout_at(limit.min(deadline), exchange).await
        };
        let body = answered.unwrap_or_else(|_| {
            // The body of an error response need not come.
            if !matches!(state.head.status, 0 | 200..=299) {
                return Ok(Bytes::new());
            }
            let message = if limit < deadline {
                format!(
                    "no answer to the request within {}",
                    seconds(shared.config.attempt_timeout)
                )
            } else {
                format!("no answer within {}", seconds(shared.config.timeout))
            };
            Err(Error::new(ErrorKind::Timeout, message))
        })?;
        let response = HttpResponse {
            status: state.head.status,
            headers: &state.head.headers,
            body,
        };
        let result = match protocol::classify_response(shared.product, operation, &response) {
            Ok(raw) if response.is_blank() => Ok((raw, None)),
            // Decoded within the attempt: a body that is not JSON may be requested again.
            Ok(raw) => match decode_within(decode, &raw.body, limit.min(deadline)).await {
                Ok(Some(decoded)) => Ok((raw, Some(decoded))),
                Ok(None) => Err(protocol::not_json(shared.product, operation, &response)),
                Err(_) => Err(Error::new(
                    ErrorKind::Timeout,
                    "no time left to decode the response",
                )),
            },
            Err(error) => Err(error),
        };
        result.map_err(|error| {
            let delay = error
                .retry_after()
                .or_else(|| protocol::retry_at(&state.head.headers, || self.now()));
            let error = error.with_retry_after(delay);
            match &state.identity {
                Some(identity) => explain(error, identity, state.authorization.as_ref()),
                None => error,
            }
        })
    }

    /// Gets other credentials in place of expired ones; `false` when there are no others.
    async fn renew(&self, state: &AttemptState) -> bool {
        let Some(refused) = &state.identity else {
            return false;
        };
        let credentials = &self.shared.signer.credentials;
        credentials.invalidate(refused);
        let renewed = credentials.resolve_identity().await;
        let other = renewed.is_ok_and(|identity| identity.credentials != refused.credentials);
        tracing::warn!(
            renewed = other,
            "the vendor calls the temporary credentials expired"
        );
        other
    }

    /// Learns the vendor's clock from a response that states it.
    fn correct_clock(&self, endpoint: &Endpoint, error: &Error, headers: &HeaderMap) {
        let shared = &*self.shared;
        let stated = protocol::server_time(shared.product.vendor, error, headers);
        let now = shared.config.clock.now();
        // Over TLS, the vendor said it; otherwise anything on the way may have.
        let believed = |time: &DateTime<Utc>| {
            let secure = endpoint.scheme == "https";
            (secure && PLAUSIBLE.contains(&time.timestamp())) || (*time - now).abs() <= MOST_SKEW
        };
        let Some(time) = stated.filter(believed) else {
            return;
        };
        // To the nearest second: the vendors tell whole ones, and a signature holds whole ones.
        let skew = ((time - now).num_milliseconds() + 500).div_euclid(1000);
        endpoint.skew.store(skew, Ordering::Relaxed);
        tracing::warn!(
            seconds = skew,
            "the vendor's clock differs from this machine's; signing with the vendor's"
        );
    }
}

/// State of an attempt besides its outcome.
#[derive(Default)]
struct AttemptState {
    identity: Option<Arc<Identity>>,
    /// The signature that was sent; a copy shares its bytes.
    authorization: Option<HeaderValue>,
    /// Whether anything was sent, or tried to be.
    sent: bool,
    head: ResponseHead,
}
