//! Accepts connections, within limits on their number and on the time to send a request.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinSet;

use super::connection::Connection;
use super::handler;
use super::limits::MAX_HEAD;
use super::shared::Server;

/// Pause after a connection could not be accepted, for example because there is no free descriptor.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves connections until `stop` is sent, and then until the requests in progress are handled.
pub(crate) async fn serve(listener: TcpListener, server: Arc<Server>, mut stop: oneshot::Receiver<()>) {
    let idle = Arc::new(Notify::new());
    let (closing, closed) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let mut connections: Vec<Arc<Connection>> = Vec::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        while tasks.try_join_next().is_some() {}
        // New connections are accepted in place of the one that has been waiting for the longest time.
        while tasks.len() >= server.limits.connections {
            connections.retain(|connection| Arc::strong_count(connection) > 1);
            let oldest = connections
                .iter()
                .filter_map(|connection| Some((connection.waiting_since()?, connection)));
            match oldest.min_by_key(|(since, _)| *since) {
                Some((_, connection)) => {
                    connection.close.notify_one();
                    tasks.join_next().await;
                }
                None => idle.notified().await,
            }
        }
        if connections.len() >= 2 * server.limits.connections.max(1) {
            connections.retain(|connection| Arc::strong_count(connection) > 1);
        }
        let connection = Connection::new(&idle);
        connections.push(Arc::clone(&connection));
        tasks.spawn(handle(stream, Arc::clone(&server), connection, closed.clone()));
    }
    drop(listener);
    let _ = closing.send(true);
    while tasks.join_next().await.is_some() {}
}

/// Handles the requests of one connection.
async fn handle(
    stream: TcpStream,
    server: Arc<Server>,
    connection: Arc<Connection>,
    mut closing: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let timeout = server.limits.request_timeout;
    let shared = Arc::clone(&connection);
    let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let (server, connection) = (Arc::clone(&server), Arc::clone(&shared));
        async move {
            let request = request.map(Body::new);
            Ok::<_, Infallible>(handler::handle(server, request, &connection).await)
        }
    });
    let http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut http = pin!(http);
    tokio::select! {
        _ = http.as_mut() => return,
        () = connection.close.notified() => return,
        _ = closing.changed() => {}
    }
    http.as_mut().graceful_shutdown();
    let _ = http.await;
}
