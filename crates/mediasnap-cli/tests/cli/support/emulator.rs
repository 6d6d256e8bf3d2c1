//! The emulator as a process of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::run::{Ran, binary, call, keys, run_with};

/// A running emulator, ended with the test.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Running {
    pub(crate) fn start(more: &[&str]) -> Self {
        let mut child = binary(&[&["emulator", "--listen", "127.0.0.1:0"], more].concat(), &[])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let first: Value = serde_json::from_str(&line).unwrap();
        let url = first["listening"].as_str().unwrap().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        Self { child, url }
    }

    pub(crate) fn call(&self, product: &str, operation: &str, input: &Value) -> Ran {
        self.call_with("EMULATORAK", "emulator-secret-key", product, operation, input)
    }

    pub(crate) fn call_with(
        &self,
        id: &str,
        secret: &str,
        product: &str,
        operation: &str,
        input: &Value,
    ) -> Ran {
        let input = input.to_string();
        run_with(
            &call(&self.url, product, operation, &input),
            &keys(id, secret),
            b"",
        )
    }

    /// Runs a command about jobs with the emulator's key.
    pub(crate) fn run(&self, region: &str, arguments: &[&str]) -> Ran {
        let to = ["--endpoint", &self.url, "--region", region];
        let keys = keys("EMULATORAK", "emulator-secret-key");
        run_with(&[arguments, &to].concat(), &keys, b"")
    }

    /// Moves the clock of the emulator forward.
    pub(crate) fn advance(&self, seconds: f64) {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let body = json!({ "advance": seconds }).to_string();
        let length = body.len();
        let head = format!(
            "PUT /_emulator/clock HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// Asks until `done` says so.
    pub(crate) fn wait(
        &self,
        product: &str,
        operation: &str,
        input: &Value,
        done: impl Fn(&Value) -> bool,
    ) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.call(product, operation, input).json();
            if done(&answer) {
                return answer;
            }
            assert!(started.elapsed() < Duration::from_secs(20), "{answer}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
