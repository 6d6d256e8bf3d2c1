//! A small HTTP server on loopback that records requests and sends the responses it was given.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request, unmodified.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Status, further header lines and body.
    Response(u16, &'static str, Vec<u8>),
    /// Says nothing for longer than any test waits.
    Silence,
    /// Closes the connection.
    Hangup,
    /// These bytes.
    Bytes(Vec<u8>),
    /// Sends the beginning of a body, and nothing more.
    Stall(Vec<u8>),
}

/// A running server.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Responds to every request with `status` and `body`.
    pub(crate) fn answering(status: u16, body: &str) -> Self {
        Self::start(Reply::Response(
            status,
            "content-type: application/json\r\n",
            body.into(),
        ))
    }

    /// Responds to every request with `reply`.
    pub(crate) fn start(reply: Reply) -> Self {
        Self::script(|_| vec![reply])
    }

    /// Responds with one reply after the other, and from then on with the last one. They may contain the server's own URL.
    pub(crate) fn script(replies: impl FnOnce(&str) -> Vec<Reply>) -> Self {
        Self::routes(|url| vec![("", replies(url))])
    }

    /// Responds to a request whose line contains the first string of an entry with its replies, one after the other, and from then
    /// on with the last one.
    pub(crate) fn routes(routes: impl FnOnce(&str) -> Vec<(&'static str, Vec<Reply>)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = routes(&url).into_iter();
        let routes: Vec<_> = routes
            .map(|(part, replies)| (part, replies, AtomicUsize::new(0)))
            .collect();
        let routes = Arc::new(routes);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, routes) = (log.clone(), routes.clone());
                std::thread::spawn(move || {
                    serve(stream, &log, |line| {
                        let (_, replies, next) =
                            routes.iter().find(|(part, ..)| line.contains(part)).unwrap();
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        replies[index.min(replies.len() - 1)].clone()
                    });
                });
            }
        });
        Self { url, seen }
    }

    /// A JSON response.
    pub(crate) fn json(status: u16, body: &str) -> Reply {
        Reply::Response(status, "content-type: application/json\r\n", body.into())
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request.
    pub(crate) fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

fn serve(stream: TcpStream, log: &Mutex<Vec<Request>>, choose: impl Fn(&str) -> Reply) {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end_matches("\r\n").to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let reply = choose(&lines[0]);
    log.lock().unwrap().push(Request {
        line: lines[0].clone(),
        headers,
        body: String::from_utf8(body).unwrap(),
    });
    let mut stream = reader.into_inner();
    match &reply {
        Reply::Response(status, headers, body) => {
            let length = if *status == 204 {
                String::new()
            } else {
                format!("content-length: {}\r\n", body.len())
            };
            let head = format!("HTTP/1.1 {status} X\r\n{headers}{length}connection: close\r\n\r\n");
            let _ = stream.write_all(&[head.as_bytes(), body].concat());
        }
        Reply::Silence => std::thread::sleep(Duration::from_secs(60)),
        Reply::Hangup => {}
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(bytes);
        }
        Reply::Stall(body) => {
            let _ =
                stream.write_all(&[b"HTTP/1.1 200 X\r\ncontent-length: 100000\r\n\r\n", &body[..]].concat());
            std::thread::sleep(Duration::from_secs(60));
        }
    }
}
