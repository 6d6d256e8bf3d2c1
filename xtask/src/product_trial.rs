//! `ci new-product`: adds a product by the templates in a copy of the workspace, compiles it, and removes it again.

use std::path::Path;
use std::process::Command;

use crate::command::{run as execute, target_directory};
use crate::generate::specs::Spec;
use crate::task::{Result, root};

/// The product that is added.
const KEY: &str = "demo-null";
/// Where the folders of a product are, with `-` and with `_` in its key.
const FOLDERS: [&str; 5] = [
    "crates/mediasnap-demo-null",
    "crates/mediasnap/src/products/demo_null",
    "crates/mediasnap-emulator/src/products/demo_null",
    "crates/mediasnap-emulator/tests/it/products/demo_null.rs",
    "tests/products/demo-null",
];

/// Runs the trial on what is committed.
pub(crate) fn run() -> Result {
    let target = target_directory()?;
    let copy = target.join("new-product");
    remove(&copy)?;
    execute(
        git(&root())
            .args(["worktree", "add", "--quiet", "--detach"])
            .arg(&copy)
            .arg("HEAD"),
    )?;
    let result = add_and_remove(&copy, &target);
    remove(&copy)?;
    result
}

fn add_and_remove(copy: &Path, target: &Path) -> Result {
    let cargo = |arguments: &[&str]| {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(copy)
            .env("CARGO_TARGET_DIR", target);
        execute(&mut command)
    };
    let xtask =
        |arguments: &[&str]| cargo(&[&["run", "--quiet", "--package", "xtask", "--"], arguments].concat());
    let sibling = Spec::all()?.into_iter().next().ok_or("there is no product")?;
    let text = read(&root().join(sibling.path()))?;
    let spec = copy.join(format!("specs/{KEY}.yaml"));
    write(&spec, &text.replace(&sibling.key, KEY))?;
    xtask(&["new-product", KEY])?;
    cargo(&[
        "check",
        "--quiet",
        "--all-targets",
        "--package=mediasnap-demo-null",
        "--package=mediasnap",
        "--package=mediasnap-emulator",
    ])?;
    // What the guide says of removing a product.
    std::fs::remove_file(&spec).map_err(|error| format!("{}: {error}", spec.display()))?;
    xtask(&["generate"])?;
    for folder in FOLDERS.map(|folder| copy.join(folder)) {
        let removed = if folder.is_dir() {
            std::fs::remove_dir_all(&folder)
        } else {
            std::fs::remove_file(&folder)
        };
        removed.map_err(|error| format!("{}: {error}; does a template write it?", folder.display()))?;
    }
    cargo(&["update", "--quiet", "--workspace", "--offline"])?;
    execute(git(copy).args(["diff", "--stat", "--exit-code"]))
        .map_err(|_| "a product that was added and removed leaves these changes".to_owned())?;
    let output = git(copy).args(["status", "--porcelain"]).output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    if output.stdout.is_empty() {
        return Ok(());
    }
    let left = String::from_utf8_lossy(&output.stdout);
    Err(format!(
        "a product that was added and removed leaves these files:\n{left}"
    ))
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    command
}

fn remove(copy: &Path) -> Result {
    if copy.exists() {
        execute(git(&root()).args(["worktree", "remove", "--force"]).arg(copy))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
