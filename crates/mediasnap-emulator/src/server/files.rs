//! Serves what the products have put behind URLs.

use std::sync::Arc;

use axum::response::Response;
use bytes::Bytes;
use http::Method;

use super::shared::Server;
use crate::media::render;
use crate::protocol::envelope::response;
use crate::storage::percent::unescape;
use crate::storage::signed_url as links;

/// Answers a request for an object; `None` if nothing is behind the path.
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
    let now = server.world.clock.now();
    let find = || server.world.objects.get(&path, now);
    let content = find().or_else(|| {
        server.refresh();
        find()
    })?;
    if let Err(refused) = links::check(&path, query.unwrap_or_default(), now) {
        let (code, message) = refused.words();
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n"
        );
        return Some(response(403, "application/xml", body));
    }
    if let Some((bytes, media_type)) = server.cache.get(&content) {
        return Some(response(200, media_type, bytes));
    }
    let (described, shared) = (content.clone(), Arc::clone(server));
    let rendered = tokio::task::spawn_blocking(move || render::render(&described, &shared.world.media)).await;
    Some(match rendered {
        Ok(Ok(rendered)) => {
            let bytes = Bytes::from(rendered.bytes);
            server.cache.put(content, bytes.clone(), rendered.media_type);
            response(200, rendered.media_type, bytes)
        }
        Ok(Err(error)) => {
            tracing::error!(%error, %path, "a picture could not be made");
            response(500, "text/plain; charset=utf-8", error.to_string())
        }
        Err(error) => {
            tracing::error!(%error, %path, "a picture could not be made");
            response(500, "text/plain; charset=utf-8", "the picture could not be made")
        }
    })
}
