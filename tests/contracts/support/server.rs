//! A loopback HTTP server that records requests and sends the responses of a test.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as received from the socket.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Recorded {
    fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub(crate) fn method(&self) -> &str {
        self.head.split(' ').next().unwrap()
    }

    pub(crate) fn path(&self) -> &str {
        self.target().split('?').next().unwrap()
    }

    pub(crate) fn query(&self) -> &str {
        self.target().split_once('?').map_or("", |(_, query)| query)
    }

    pub(crate) fn headers(&self) -> Vec<(String, &str)> {
        let lines = self.head.lines().skip(1).filter(|line| !line.is_empty());
        lines
            .map(|line| {
                let (name, value) = line.split_once(':').unwrap();
                (name.to_ascii_lowercase(), value.trim())
            })
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.headers();
        headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }
}

impl std::fmt::Debug for Recorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.head, String::from_utf8_lossy(&self.body))
    }
}

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A response with a content length.
    Http {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// These bytes and no more: the connection is closed after them.
    Raw(Vec<u8>),
    /// These bytes and no more, and the connection stays open.
    Stall(Vec<u8>),
    /// No response, and the connection stays open.
    Hang,
}

impl Reply {
    /// A response with `body` and the content type of JSON.
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self::Http {
            status,
            headers: Vec::new(),
            body,
        }
        .with("Content-Type", "application/json")
    }

    /// Sets a header.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Http { headers, .. } = &mut self {
            headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Leaves a header out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        if let Self::Http { headers, .. } = &mut self {
            headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        }
        self
    }

    /// The connection ends without a response.
    pub(crate) fn close() -> Self {
        Self::Raw(Vec::new())
    }
}

/// The server; it ends with the runtime of the test.
pub(crate) struct Server {
    pub(crate) endpoint: String,
    recorded: Arc<Mutex<Vec<Recorded>>>,
}

type Respond = dyn Fn(usize, &Recorded) -> Reply + Send + Sync;

impl Server {
    /// Sends the response that `respond` returns for the number of the request, from 0, and its content.
    pub(crate) async fn start(respond: impl Fn(usize, &Recorded) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let recorded = Arc::new(Mutex::new(Vec::new()));
        let (respond, log): (Arc<Respond>, _) = (Arc::new(respond), recorded.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, respond.clone(), log.clone()));
            }
        });
        Self { endpoint, recorded }
    }

    /// Always sends `reply`.
    pub(crate) async fn constant(reply: Reply) -> Self {
        Self::start(move |_, _| reply.clone()).await
    }

    /// What came since the last look.
    pub(crate) fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.recorded.lock().unwrap())
    }
}

async fn serve(mut stream: TcpStream, respond: Arc<Respond>, log: Arc<Mutex<Vec<Recorded>>>) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let number = {
            let mut log = log.lock().unwrap();
            log.push(request.clone());
            log.len() - 1
        };
        match respond(number, &request) {
            Reply::Http {
                status,
                headers,
                body,
            } => {
                let mut head = format!("HTTP/1.1 {status} Status\r\n");
                for (name, value) in headers {
                    head.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
                }
                if status != 204 {
                    head.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
                }
                head += "\r\n";
                let sent = stream.write_all(&[head.as_bytes(), &body].concat()).await;
                if sent.is_err() {
                    return;
                }
            }
            Reply::Raw(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Reply::Stall(bytes) => {
                let _ = stream.write_all(&bytes).await;
                std::future::pending::<()>().await;
            }
            Reply::Hang => std::future::pending().await,
        }
    }
}

/// The next request of a connection, `None` at its end.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Recorded> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer.drain(..end).collect()).unwrap();
    let mut request = Recorded {
        head,
        body: Vec::new(),
    };
    assert_eq!(
        request.header("transfer-encoding"),
        None,
        "a body of unknown length"
    );
    let length = request
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
    while buffer.len() < length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    request.body = buffer.drain(..length).collect();
    Some(request)
}
