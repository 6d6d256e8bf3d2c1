//! `mediasnap sign`: every vector of the workspace, and lines that are none.

use std::path::Path;

use serde_json::Value;

use crate::support::run::{Ran, run_with};

fn sign(stdin: &str) -> Ran {
    run_with(&["sign"], &[], stdin.as_bytes())
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.success()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const CASE: &str = r#"{"name": "a token", "algorithm": "X-Auth-Token", "credentials": {"token": "t"}, "time": {"epoch": 1700000000}, "request": {"method": "GET", "host": "vod.example.com", "path": "/v1.0/x"}}"#;

#[test]
fn one_result_a_line_whatever_comes() {
    let stdin = format!("{CASE}\nnonsense\n\n{{\"name\":\"broken\"}}\n[]\n\u{feff}{CASE}");
    let results = lines(&sign(&stdin));
    assert_eq!(results.len(), 5, "{results:?}");
    assert_eq!(results[0]["headers"]["X-Auth-Token"], "t");
    assert_eq!(results[0]["url"], "https://vod.example.com/v1.0/x");
    assert_eq!(results[1]["name"], Value::Null);
    assert!(results[1]["error"].is_string());
    assert_eq!(results[2]["name"], "broken");
    assert!(results[3]["error"].is_string());
    assert_eq!(results[4], results[0]);
}

#[test]
fn results_come_as_the_lines_do() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut child = crate::support::run::binary(&["sign"], &[])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..2 {
        writeln!(stdin, "{CASE}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains("\"name\":\"a token\""), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn vectors() {
    // Not in the packaged crate, which stands alone.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let mut compared = 0;
    for file in ["huaweicloud.json", "tencentcloud.json", "alibabacloud.json"] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
            continue;
        };
        let document: Vec<Value> = serde_json::from_str(&text).unwrap();
        let cases: Vec<&Value> = document
            .iter()
            .filter(|case| {
                case["expect"]["signature"].is_string() && case["expect"]["deterministic"] != false
            })
            .filter(|case| {
                !case["tags"]
                    .as_array()
                    .is_some_and(|tags| tags.contains(&"divergent".into()))
            })
            .collect();
        let stdin: Vec<String> = cases.iter().map(ToString::to_string).collect();
        let stdin = stdin.join("\n");
        let results = lines(&sign(&stdin));
        assert_eq!(results.len(), cases.len());
        for (case, result) in cases.iter().zip(&results) {
            assert_eq!(result["name"], case["name"]);
            if case["context"]["sdk_signs_all_headers"] != true {
                assert_eq!(
                    result["signature"], case["expect"]["signature"],
                    "{}",
                    case["name"]
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 0 || !folder.exists());
}

#[test]
fn explanations_go_to_stderr() {
    let case = CASE
        .replace("X-Auth-Token", "SDK-HMAC-SHA256")
        .replace(r#"{"token": "t"}"#, r#"{"ak": "a", "sk": "s"}"#);
    let ran = run_with(&["sign", "--explain"], &[], case.as_bytes());
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("string to sign\n    |SDK-HMAC-SHA256\n    |20231114T221320Z\n"),
        "{}",
        ran.stderr
    );
}
