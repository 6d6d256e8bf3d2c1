//! The help is part of the command's reference; a change to it is a change to look at.

use crate::support::run::run;

#[test]
fn help() {
    let mut text = run(&["--help"]).success().to_owned();
    for command in [
        "demo",
        "submit",
        "get",
        "list",
        "wait",
        "cancel",
        "download",
        "call",
        "emulator",
        "sign",
        "products",
        "operations",
        "doctor",
        "completions",
    ] {
        text.extend(["\n$ mediasnap ", command, " --help\n"]);
        text.push_str(run(&[command, "--help"]).success());
    }
    insta::assert_snapshot!(text);
}

#[test]
fn version() {
    assert_eq!(
        run(&["--version"]).success(),
        concat!("mediasnap ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn without_a_command_there_is_help() {
    let ran = run(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("Usage: mediasnap"));
}

#[test]
fn completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            run(&["completions", shell]).success().contains("mediasnap"),
            "{shell}"
        );
    }
}
