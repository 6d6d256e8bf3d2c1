//! Serves the objects that products have published.

use std::sync::Arc;

use axum::response::Response;
use http::Method;

use super::shared::Server;
use crate::protocol::envelope::response;
use crate::storage::percent::unescape;
use crate::storage::signed_url;

/// Responds to a request for an object. Returns `None` if the path has none.
pub(super) async fn serve(
    server: &Arc<Server>,
    method: &Method,
    path: &str,
    query: Option<&str>,
) -> Option<Response> {
    if method != Method::GET && method != Method::HEAD {
        return None;
    }
    let path = unescape(path);
    let now = server.state.clock.now();
    let find = || server.state.objects.get(&path, now);
    let content = find().or_else(|| {
        server.publish();
        find()
    })?;
    if let Err(error) = signed_url::check(&path, query.unwrap_or_default(), now) {
        let (code, message) = error.code_and_message();
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n"
        );
        return Some(response(403, "application/xml", body));
    }
    Some(match server.render(content).await {
        Ok(rendered) => response(200, rendered.media_type, rendered.bytes),
        Err(error) => {
            tracing::error!(%error, %path, "an image could not be rendered");
            response(500, "text/plain; charset=utf-8", error.to_string())
        }
    })
}
