//! What the benchmarks of the facade share: a server in a process of its own, and the memory of this one.

// Each benchmark uses its part of it.
#![allow(dead_code)]

mod process;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use mediasnap::runtime::RateLimits;
use mediasnap::runtime::auth::AccessKey;
use mediasnap::runtime::credentials::Identity;
use mediasnap::runtime::{ClientBuilder, ProductClient};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

pub(crate) use process::{Fallible, resident, runtime};

/// What makes this program the server.
const SERVE: &str = "serve";

/// A request, as far as the server looks at it.
pub(crate) struct Request<'a> {
    head: &'a str,
}

impl Request<'_> {
    /// The path, without the query.
    pub(crate) fn path(&self) -> &str {
        let target = self.head.split(' ').nth(1).unwrap_or_default();
        target.split('?').next().unwrap_or_default()
    }

    /// The values of the query parameter `name`, as they are on the wire.
    pub(crate) fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        let target = self.head.split(' ').nth(1).unwrap_or_default();
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .filter(move |(given, _)| *given == name)
            .map(|(_, value)| value)
    }

    /// The number in the query parameter `name`.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.all(name).next()?.parse().ok()
    }

    /// The value of a header whose name is given in lower case.
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().skip(1);
        let mut pairs = lines.filter_map(|line| line.split_once(':'));
        let found = pairs.find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.trim())
    }
}

/// Runs `client` in this process, with the address of a server in another process, which responds by `answer`.
pub(crate) fn main<R>(
    answer: impl Fn(&Request<'_>) -> String + Send + Sync + 'static,
    client: impl FnOnce(Server) -> R,
) -> Fallible<()>
where
    R: Future<Output = Fallible<()>>,
{
    let runtime = runtime()?;
    if std::env::args().nth(1).as_deref() == Some(SERVE) {
        return runtime.block_on(serve(Arc::new(answer)));
    }
    let server = Server::start()?;
    runtime.block_on(client(server))
}

/// The server's process; dropping it ends it.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start() -> Fallible<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(SERVE)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no stdout")?;
        let mut address = String::new();
        BufReader::new(stdout).read_line(&mut address)?;
        let address = address.trim().to_owned();
        Ok(Self { child, address })
    }

    /// A client of the server, without the rate limits of the specs: they would make the benchmark wait.
    pub(crate) fn client<C: ProductClient>(&self) -> Fallible<C> {
        let identity = Identity::from(AccessKey::new("AKIDEXAMPLE", "fakeSecret/0000+example"))
            .with_project_id("0123456789abcdef0123456789abcdef");
        let builder = ClientBuilder::<C>::new()
            .endpoint(format!("http://{}", self.address))
            .region("r")
            .credentials(identity)
            .rate_limits(RateLimits::none());
        Ok(builder.build()?)
    }

    /// The body of the response to an unsigned request.
    pub(crate) fn ask(&self, path: &str) -> Fallible<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nconnection: close\r\n\r\n")?;
        stream.shutdown(std::net::Shutdown::Write)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
        Ok(body.ok_or("the server did not answer")?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn serve(answer: Arc<dyn Fn(&Request<'_>) -> String + Send + Sync>) -> Fallible<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", listener.local_addr()?)?;
    stdout.flush()?;
    loop {
        let (mut socket, _) = listener.accept().await?;
        let answer = answer.clone();
        tokio::spawn(async move {
            let _ = socket.set_nodelay(true);
            let mut buffer = vec![0; 16 * 1024];
            let mut filled = 0;
            while let Ok(read) = socket.read(&mut buffer[filled..]).await {
                filled += read;
                if read == 0 || filled == buffer.len() {
                    return;
                }
                // No request of these benchmarks has a body.
                if buffer[..filled].ends_with(b"\r\n\r\n") {
                    let head = String::from_utf8_lossy(&buffer[..filled]);
                    let body = answer(&Request { head: &head });
                    let length = body.len();
                    let text = format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: r\r\ncontent-length: {length}\r\n\r\n{body}"
                    );
                    filled = 0;
                    if socket.write_all(text.as_bytes()).await.is_err() {
                        return;
                    }
                }
            }
        });
    }
}
