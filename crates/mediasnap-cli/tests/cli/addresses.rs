//! Addresses of objects and times, as their users write them.

use crate::dry_run::parse;
use crate::support::run::run;
use crate::support::server::Request;

fn submit(product: &str, object: &str, to: &str, at: &str) -> Vec<String> {
    let region = if product.starts_with("huawei") {
        "cn-north-4"
    } else {
        "cn-shanghai"
    };
    let options = ["--object", object, "--to", to, "--at", at, "--region", region];
    let mut command: Vec<String> = ["submit", product].map(str::to_owned).into();
    command.extend(options.map(str::to_owned));
    if product.starts_with("alibaba") {
        command.extend(["--template", "t"].map(str::to_owned));
    }
    command.push("--dry-run".to_owned());
    command
}

fn arguments(command: &[String]) -> Vec<&str> {
    command.iter().map(String::as_str).collect()
}

fn shown(command: &[String]) -> Request {
    parse(run(&arguments(command)).success())
}

#[test]
fn the_scheme_of_the_storage_belongs_to_its_vendor() {
    for (product, scheme, other) in [("alibaba-ice", "oss", "obs"), ("huawei-mpc", "obs", "oss")] {
        let plain = shown(&submit(product, "b/dir/k.mp4", "out/d", "1s"));
        for scheme in [scheme.to_owned(), scheme.to_uppercase()] {
            let (object, to) = (format!("{scheme}://b/dir/k.mp4"), format!("{scheme}://out/d"));
            let request = shown(&submit(product, &object, &to, "1s"));
            assert_eq!(
                (request.line, request.body),
                (plain.line.clone(), plain.body.clone())
            );
        }
        for wrong in [
            &format!("{other}://b/k.mp4"),
            "s3://b/k.mp4",
            "https://b.example.com/k.mp4",
            "://b/k.mp4",
            "a_b/k.mp4",
            "a b/k.mp4",
            "oss:/b/k.mp4",
            "/b/k.mp4",
            "",
        ] {
            let form = format!("{scheme}://BUCKET/KEY");
            let ran = run(&arguments(&submit(product, wrong, "out/d", "1s")));
            assert!(ran.failure(2).contains(&form), "{wrong}: {}", ran.stderr);
            let form = format!("{scheme}://BUCKET/DIRECTORY");
            let ran = run(&arguments(&submit(product, "b/k", wrong, "1s")));
            assert!(ran.failure(2).contains(&form), "{wrong}: {}", ran.stderr);
        }
        for wrong in ["b", "b/", &format!("{scheme}://b")] {
            run(&arguments(&submit(product, wrong, "out/d", "1s"))).failure(2);
        }
    }
    let whiteboard = ["submit", "tencent-tiw", "--object", "oss://b/k", "--dry-run"];
    assert!(run(&whiteboard).failure(2).contains("BUCKET/KEY"));
}

#[test]
fn times_of_a_clock() {
    let seconds = shown(&submit("huawei-mpc", "b/k", "out/d", "65s,3600s"));
    let clock = shown(&submit("huawei-mpc", "b/k", "out/d", "00:01:05,01:00:00"));
    assert_eq!(seconds.body, clock.body);
    let wrong = submit("huawei-mpc", "b/k", "out/d", "00:61:05");
    assert!(run(&arguments(&wrong)).stderr.contains("00:01:05"));
}

#[test]
fn a_period_is_not_rounded() {
    let list = |time: &str| {
        run(&[
            "list",
            "huawei-mpc",
            "--region",
            "cn-north-4",
            "--from",
            time,
            "--dry-run",
        ])
    };
    list("2026-01-31T08:00:00+08:00").success();
    assert!(list("2026-01-31").stderr.contains("2026-01-31T00:00:00Z"));
    let ran = list("2026-01-31T08:00:00.123Z");
    assert!(ran.failure(2).contains("fractions of seconds"), "{}", ran.stderr);
}
