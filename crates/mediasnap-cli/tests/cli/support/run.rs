//! Runs the binary in a clean environment.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Ran {
    /// The one line of a failure, with its exit code.
    pub(crate) fn failure(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{}", self.stderr);
        assert_eq!(self.stdout, "");
        assert_eq!(self.stderr.lines().count(), 1, "{:?}", self.stderr);
        assert!(self.stderr.ends_with('\n'));
        assert!(!self.stderr.contains('\x1b'), "{:?}", self.stderr);
        self.stderr.trim_end()
    }

    /// Stdout of a success that said nothing on stderr.
    pub(crate) fn success(&self) -> &str {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{}", self.stdout);
        &self.stdout
    }

    /// Stdout as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.success()).unwrap()
    }
}

/// The variables of all vendors.
pub(crate) const KEYS: &[(&str, &str)] = &[
    ("HUAWEICLOUD_SDK_AK", "planted-ak"),
    ("HUAWEICLOUD_SDK_SK", "planted-secret-huawei"),
    ("HUAWEICLOUD_SDK_PROJECT_ID", "0123456789abcdef0123456789abcdef"),
    ("TENCENTCLOUD_SECRET_ID", "planted-id"),
    ("TENCENTCLOUD_SECRET_KEY", "planted-secret-tencent"),
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "planted-key-id"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "planted-secret-alibaba"),
];

/// The variables of all vendors for one key, with the emulator's project.
pub(crate) fn keys<'a>(id: &'a str, secret: &'a str) -> [(&'static str, &'a str); 7] {
    [
        ("HUAWEICLOUD_SDK_AK", id),
        ("HUAWEICLOUD_SDK_SK", secret),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "0123456789abcdef0123456789abcdef"),
        ("TENCENTCLOUD_SECRET_ID", id),
        ("TENCENTCLOUD_SECRET_KEY", secret),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", id),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret),
    ]
}

/// The arguments of a call to the server at `url`.
pub(crate) fn call<'a>(url: &'a str, key: &'a str, operation: &'a str, input: &'a str) -> [&'a str; 7] {
    ["call", key, operation, "--endpoint", url, "--input", input]
}

/// The binary with nothing of this machine's environment.
pub(crate) fn binary(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mediasnap"));
    command
        .args(arguments)
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("MEDIASNAP_METADATA_DISABLED", "true")
        .envs(variables.iter().copied());
    command
}

/// Runs with `stdin`.
pub(crate) fn run_with(arguments: &[&str], variables: &[(&str, &str)], stdin: &[u8]) -> Ran {
    let started = Instant::now();
    let mut child = binary(arguments, variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    let feeder = std::thread::spawn(move || {
        // A command that does not read its input may be gone already.
        let _ = pipe.write_all(&stdin);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        took: started.elapsed(),
    }
}

/// Runs with every vendor's key.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, KEYS, b"")
}
