//! The page at `/`: the jobs, their states and their images, renewed every two seconds.

use std::fmt::Write as _;

use axum::response::Response;

use super::Server;
use super::envelope::response;
use crate::service::JobView;

/// How many jobs of each product are shown, and images of each job.
const JOBS: usize = 20;
const IMAGES: usize = 8;

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>mediasnap emulator</title>\
<meta http-equiv=\"refresh\" content=\"2\"><meta name=\"viewport\" content=\"width=device-width\"><style>\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1b1f24;background:#f7f8fa}\
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}table{border-collapse:collapse;width:100%;background:#fff}\
td,th{padding:.4rem .7rem;border:1px solid #e3e6ea;text-align:left;vertical-align:top}code{font-size:.9em}\
img{height:72px;margin:0 4px 4px 0;border-radius:3px}.none{color:#6a737d}</style></head><body>\
<h1>mediasnap emulator</h1>";

/// The page.
pub(super) fn render(server: &Server) -> Response {
    let mut page = String::from(HEAD);
    let world = &server.world;
    let _ = write!(
        page,
        "<p><code>{}</code> · {}</p>",
        world.url,
        world.clock.now().format("%Y-%m-%d %H:%M:%S UTC")
    );
    for service in &server.services {
        service.refresh(world);
        let product = service.product();
        let _ = write!(
            page,
            "<section id=\"{}\"><h2>{}</h2>",
            product.key,
            escape(product.title)
        );
        table(&mut page, server, &service.jobs(world, JOBS));
        page.push_str("</section>");
    }
    page.push_str("</body></html>");
    response(200, "text/html; charset=utf-8", page)
}

fn table(page: &mut String, server: &Server, jobs: &[JobView]) {
    if jobs.is_empty() {
        page.push_str("<p class=\"none\">no jobs</p>");
        return;
    }
    page.push_str("<table><tr><th>job</th><th>state</th><th>done</th><th>images</th></tr>");
    for job in jobs {
        let time = job.time.format("%H:%M:%S");
        let (id, state) = (escape(&job.id), escape(&job.state));
        let _ = write!(
            page,
            "<tr><td><code>{id}</code></td><td>{state}</td><td>{time}</td><td>"
        );
        for path in job.images.iter().take(IMAGES) {
            let url = escape(&server.world.link(path));
            let _ = write!(
                page,
                "<a href=\"{url}\"><img src=\"{url}\" alt=\"\" loading=\"lazy\"></a>"
            );
        }
        if job.images.len() > IMAGES {
            let _ = write!(page, " and {} more", job.images.len() - IMAGES);
        }
        page.push_str("</td></tr>");
    }
    page.push_str("</table>");
}

/// Text that cannot become markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
