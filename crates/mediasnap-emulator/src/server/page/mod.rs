//! The page at `/`, with jobs, their states and their images. A script updates what has changed.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::response::Response;
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderName, HeaderValue};
use mediasnap_core::operation::Product;

use super::shared::Server;
use crate::products::product::JobSummary;
use crate::protocol::envelope::response;

/// Maximum number of jobs per product, and of images per job.
const JOBS: usize = 20;
const IMAGES: usize = 8;

/// Paths of style and script.
const STYLE: &str = "/_emulator/page.css";
const SCRIPT: &str = "/_emulator/page.js";

/// Content policy: nothing of another host and nothing inline is loaded or run.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Returns style or script.
pub(super) fn asset(path: &str) -> Option<Response> {
    match path {
        STYLE => Some(response(
            200,
            "text/css; charset=utf-8",
            include_str!("style.css"),
        )),
        SCRIPT => Some(response(
            200,
            "text/javascript; charset=utf-8",
            include_str!("script.js"),
        )),
        _ => None,
    }
}

/// Renders the page.
pub(super) fn render(server: &Server) -> Response {
    let state = &server.state;
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>mediasnap emulator</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\">\
         <link rel=\"stylesheet\" href=\"{STYLE}\"><script src=\"{SCRIPT}\" defer></script>\
         <noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript></head><body>\
         <header><h1>mediasnap emulator</h1><code>{}</code><span id=\"clock\">{}</span></header>",
        escape(&state.url),
        state.clock.now().format("%Y-%m-%d %H:%M:%S UTC")
    );
    for product in &server.products {
        let service = &product.service;
        service.publish(state);
        section(&mut page, server, service.product(), &service.jobs(state, JOBS));
    }
    page.push_str("</body></html>");
    let mut response = response(200, "text/html; charset=utf-8", page);
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Renders the jobs of a product.
fn section(page: &mut String, server: &Server, product: &Product, jobs: &[JobSummary]) {
    let (key, title) = (product.key, escape(product.title));
    let _ = write!(
        page,
        "<section id=\"{key}\"><h2>{title} <small>{key}</small></h2><table><thead><tr><th>job</th><th>state</th>\
         <th>time</th><th>images</th></tr></thead><tbody>"
    );
    if jobs.is_empty() {
        let _ = write!(
            page,
            "<tr class=\"none\" id=\"{key}-none\" data-version=\"\"><td colspan=\"4\">no jobs</td></tr>"
        );
    }
    for job in jobs {
        row(page, server, key, job);
    }
    page.push_str("</tbody></table></section>");
}

fn row(page: &mut String, server: &Server, key: &str, job: &JobSummary) {
    let mut version = DefaultHasher::new();
    (&job.state, job.time, &job.images).hash(&mut version);
    let (id, state, about) = (escape(&job.id), escape(&job.state), escape(&job.description));
    let _ = write!(
        page,
        "<tr id=\"{key}-{id}\" data-version=\"{:x}\"><td><code>{id}</code><div class=\"about\">{about}</div></td>\
         <td class=\"state{}\">{state}</td><td>{}</td><td><div class=\"images\">",
        version.finish(),
        state_class(&job.state),
        job.time.format("%H:%M:%S")
    );
    for path in job.images.iter().take(IMAGES) {
        // Without the host, so that the page can be opened by any name of it.
        let link = server.state.browser_url(path);
        let url = escape(link.strip_prefix(&*server.state.url).unwrap_or(&link));
        let name = escape(path.rsplit('/').next().unwrap_or(path));
        let picture = [".jpg", ".png"].iter().any(|suffix| path.ends_with(suffix));
        let shown = if picture {
            format!("<img src=\"{url}\" alt=\"{name}\" title=\"{name}\">")
        } else {
            name
        };
        let _ = write!(page, "<a href=\"{url}\">{shown}</a>");
    }
    if job.images.len() > IMAGES {
        let _ = write!(page, "<span>and {} more</span>", job.images.len() - IMAGES);
    }
    page.push_str("</div></td></tr>");
}

/// Returns the CSS class of a job state.
fn state_class(state: &str) -> &'static str {
    let state = state.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| state.contains(word));
    match () {
        () if says(&["fail", "cancel"]) => " failed",
        () if says(&["succe", "finish"]) => " done",
        () => "",
    }
}

/// Escapes a string for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
