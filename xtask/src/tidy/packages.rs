//! Rules about packages: who may depend on whom, versions, pins, inherited fields, licences.

use super::workspace::{Dependency, Kind, Package, Workspace};

/// The place of a package in the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Auth,
    Codegen,
    Core,
    Http,
    Credentials,
    Client,
    Product,
    Facade,
    Emulator,
    Track,
    Cli,
    Xtask,
    Contracts,
}

/// The role of the package `name`; `None` for one from elsewhere.
fn role(workspace: &Workspace, name: &str) -> Option<Role> {
    match name {
        "mediasnap" => Some(Role::Facade),
        "mediasnap-auth" => Some(Role::Auth),
        "mediasnap-codegen" => Some(Role::Codegen),
        "mediasnap-core" => Some(Role::Core),
        "mediasnap-http" => Some(Role::Http),
        "mediasnap-credentials" => Some(Role::Credentials),
        "mediasnap-client" => Some(Role::Client),
        "mediasnap-emulator" => Some(Role::Emulator),
        "mediasnap-track" => Some(Role::Track),
        "mediasnap-cli" => Some(Role::Cli),
        "xtask" => Some(Role::Xtask),
        "contracts" => Some(Role::Contracts),
        _ => workspace
            .products()
            .any(|(_, product)| product == name)
            .then_some(Role::Product),
    }
}

/// Whether a package of role `from` may depend on one of role `to`.
fn may_depend(from: Role, kind: Kind, to: Role) -> bool {
    match (from, kind) {
        (Role::Contracts, _) => !matches!(to, Role::Contracts | Role::Xtask),
        (Role::Auth | Role::Codegen | Role::Core | Role::Track, _) => false,
        (Role::Http, _) => to == Role::Core,
        (Role::Credentials, _) => matches!(to, Role::Core | Role::Auth | Role::Http),
        (Role::Client, _) => matches!(to, Role::Core | Role::Auth | Role::Http | Role::Credentials),
        (Role::Product, Kind::Build) | (Role::Xtask, _) => to == Role::Codegen,
        (Role::Product, _) => to == Role::Client,
        // The conformance suite runs against the emulator; what is published does not need it.
        (Role::Facade, Kind::Development) if to == Role::Emulator => true,
        (Role::Facade, _) => matches!(to, Role::Core | Role::Client | Role::Product),
        // Its tests call it.
        (Role::Emulator, Kind::Development) if to == Role::Client => true,
        (Role::Emulator, _) => matches!(to, Role::Auth | Role::Core | Role::Product),
        (Role::Cli, _) => matches!(
            to,
            Role::Facade | Role::Emulator | Role::Track | Role::Core | Role::Auth
        ),
    }
}

/// Dependencies go in one direction: leaves are `auth`, `core` and `codegen`, and no product knows another.
pub(super) fn direction(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for (name, package) in &workspace.packages {
        let Some(from) = role(workspace, name) else {
            found.push(format!(
                "{name}: the rule has no place for this package; add it to `role` in xtask/src/tidy/packages.rs"
            ));
            continue;
        };
        for dependency in &package.dependencies {
            if let Some(to) = role(workspace, &dependency.name)
                && !may_depend(from, dependency.kind, to)
            {
                found.push(format!(
                    "{name} must not depend on {} ({:?} dependency); see \"Dependency direction\" in ARCHITECTURE.md",
                    dependency.name, dependency.kind
                ));
            }
        }
    }
    found
}

/// Without its features the facade is plain data: it needs `mediasnap-core`, and neither of them an HTTP library or a runtime.
pub(super) fn bare_facade(workspace: &Workspace) -> Vec<String> {
    const PLAIN: [&str; 6] = [
        "bytes",
        "chrono",
        "getrandom",
        "mediasnap-core",
        "serde",
        "serde_json",
    ];
    let mut found = Vec::new();
    for name in ["mediasnap", "mediasnap-core"] {
        let dependencies = workspace
            .packages
            .get(name)
            .into_iter()
            .flat_map(|package| &package.dependencies);
        let needed =
            dependencies.filter(|dependency| dependency.kind != Kind::Development && !dependency.optional);
        let heavy = needed.filter(|dependency| !PLAIN.contains(&dependency.name.as_str()));
        found.extend(heavy.map(|Dependency { name: heavy, .. }| {
            format!("{name} depends on {heavy}, and the facade without features is plain data; make it optional, behind `_client`")
        }));
    }
    found
}

/// A package of the workspace is required in its current version.
pub(super) fn internal_versions(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for (name, package) in &workspace.packages {
        for dependency in &package.dependencies {
            let Some(own) = workspace.packages.get(&dependency.name) else {
                continue;
            };
            let wanted = format!("^{}", own.version);
            if dependency.requirement != wanted {
                found.push(format!(
                    "{name} requires {} `{}`; write `{}.workspace = true`, whose version is `{}`",
                    dependency.name, dependency.requirement, dependency.name, own.version
                ));
            }
        }
    }
    found
}

/// The version of the generator is pinned, because its output is part of the product crates; only `codegen` depends on it.
pub(super) fn generator_pins(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    let all = workspace.packages.iter().flat_map(|(name, package)| {
        package
            .dependencies
            .iter()
            .map(move |dependency| (name, dependency))
    });
    for (
        name,
        Dependency {
            name: dependency,
            requirement,
            ..
        },
    ) in all
    {
        if dependency.starts_with("progenitor") && !requirement.starts_with('=') {
            found.push(format!(
                "{name} requires {dependency} `{requirement}`; pin it with `=`"
            ));
        }
        if dependency == "progenitor" && name != "mediasnap-codegen" {
            found.push(format!(
                "{name} depends on {dependency}; only mediasnap-codegen knows the generator"
            ));
        }
    }
    found
}

/// Version, edition, minimum Rust version, licence and lints are stated once, for the workspace.
pub(super) fn inherited_fields(workspace: &Workspace) -> Vec<String> {
    const FIELDS: [&str; 4] = ["version", "edition", "rust-version", "license"];
    let mut found = Vec::new();
    for (name, package) in &workspace.packages {
        let path = format!("{}/Cargo.toml", package.folder);
        let manifest = workspace.text(&path);
        for field in FIELDS {
            if !manifest
                .lines()
                .any(|line| line == format!("{field}.workspace = true"))
            {
                found.push(format!("{path}: {name} must have `{field}.workspace = true`"));
            }
        }
        if !manifest.contains("[lints]\nworkspace = true") {
            found.push(format!(
                "{path}: {name} must have `[lints]` with `workspace = true`"
            ));
        }
    }
    found
}

/// Every package has the workspace's licence, and the licence files exist.
pub(super) fn licences(workspace: &Workspace) -> Vec<String> {
    const LICENCE: &str = "MIT OR Apache-2.0";
    let mut found = Vec::new();
    for path in ["LICENSE-MIT", "LICENSE-APACHE"] {
        if workspace.text(path).is_empty() {
            found.push(format!("{path} is missing; add the licence file"));
        }
    }
    for (name, Package { license, .. }) in &workspace.packages {
        if license != LICENCE {
            found.push(format!(
                "{name} has the licence `{license}` instead of `{LICENCE}`"
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::workspace::with_files;
    use super::*;

    /// Name, kind and requirement.
    type Given<'a> = (&'a str, Kind, &'a str);

    fn workspace(packages: &[(&str, &[Given<'_>])]) -> Workspace {
        let mut workspace = with_files(&[]);
        workspace
            .specs
            .insert("one-a".to_owned(), serde_json::Value::Null);
        workspace
            .specs
            .insert("one-b".to_owned(), serde_json::Value::Null);
        for (name, dependencies) in packages {
            let dependencies = dependencies.iter().map(|(name, kind, requirement)| Dependency {
                name: (*name).to_owned(),
                requirement: (*requirement).to_owned(),
                kind: *kind,
                optional: false,
            });
            let package = Package {
                version: "0.1.0".to_owned(),
                license: "MIT OR Apache-2.0".to_owned(),
                folder: format!("crates/{name}"),
                dependencies: dependencies.collect(),
                ..Package::default()
            };
            workspace.packages.insert((*name).to_owned(), package);
        }
        workspace
    }

    #[test]
    fn direction_is_enforced() {
        let allowed = workspace(&[
            (
                "mediasnap-one-a",
                &[
                    ("mediasnap-client", Kind::Normal, "^0.1.0"),
                    ("mediasnap-codegen", Kind::Build, "^0.1.0"),
                ],
            ),
            (
                "mediasnap-client",
                &[
                    ("mediasnap-auth", Kind::Normal, "^0.1.0"),
                    ("serde", Kind::Normal, "^1"),
                ],
            ),
        ]);
        assert!(direction(&allowed).is_empty());
        let refused = workspace(&[
            (
                "mediasnap-one-a",
                &[
                    ("mediasnap-one-b", Kind::Development, ""),
                    ("mediasnap-codegen", Kind::Normal, ""),
                ],
            ),
            ("mediasnap-auth", &[("mediasnap-core", Kind::Normal, "")]),
            ("mediasnap", &[("mediasnap-emulator", Kind::Normal, "")]),
            ("mediasnap-new", &[]),
            ("xtask", &[("contracts", Kind::Normal, "")]),
        ]);
        assert_eq!(direction(&refused).len(), 6, "{:#?}", direction(&refused));
    }

    #[test]
    fn the_bare_facade_is_plain_data() {
        let heavy = [
            ("serde", Kind::Normal, ""),
            ("tokio", Kind::Normal, ""),
            ("insta", Kind::Development, ""),
        ];
        let mut workspace = workspace(&[
            ("mediasnap", &heavy),
            ("mediasnap-core", &[("reqwest", Kind::Normal, "")]),
        ]);
        assert_eq!(bare_facade(&workspace).len(), 2);
        for package in workspace.packages.values_mut() {
            package
                .dependencies
                .iter_mut()
                .for_each(|dependency| dependency.optional = true);
        }
        assert!(bare_facade(&workspace).is_empty());
    }

    #[test]
    fn internal_versions_are_the_workspaces() {
        let of = |requirement| {
            workspace(&[
                (
                    "mediasnap-client",
                    &[("mediasnap-auth", Kind::Normal, requirement)],
                ),
                ("mediasnap-auth", &[]),
            ])
        };
        assert!(internal_versions(&of("^0.1.0")).is_empty());
        for requirement in ["*", "^0.2.0", "=0.1.0"] {
            assert_eq!(internal_versions(&of(requirement)).len(), 1, "{requirement}");
        }
    }

    #[test]
    fn the_generator_is_pinned_and_in_one_place() {
        let of = |name, requirement| workspace(&[(name, &[("progenitor", Kind::Normal, requirement)])]);
        assert!(generator_pins(&of("mediasnap-codegen", "=0.15.1")).is_empty());
        assert_eq!(generator_pins(&of("mediasnap-codegen", "^0.15.1")).len(), 1);
        assert_eq!(generator_pins(&of("mediasnap-core", "=0.15.1")).len(), 1);
    }

    #[test]
    fn fields_are_inherited() {
        let mut workspace = workspace(&[("mediasnap-auth", &[])]);
        let manifest = "[package]\nversion.workspace = true\nedition.workspace = true\nrust-version.workspace = true\n\
            license.workspace = true\n\n[lints]\nworkspace = true\n";
        let path = "crates/mediasnap-auth/Cargo.toml".to_owned();
        workspace.files.insert(path.clone(), manifest.to_owned());
        assert!(inherited_fields(&workspace).is_empty());
        let own = manifest.replace("rust-version.workspace = true", "rust-version = \"1.90\"");
        workspace.files.insert(path, own);
        assert_eq!(inherited_fields(&workspace).len(), 1);
    }

    #[test]
    fn licences_are_stated_and_present() {
        let mut workspace = workspace(&[("mediasnap-auth", &[])]);
        assert_eq!(licences(&workspace).len(), 2);
        for path in ["LICENSE-MIT", "LICENSE-APACHE"] {
            workspace.files.insert(path.to_owned(), "text".to_owned());
        }
        assert!(licences(&workspace).is_empty());
        if let Some(package) = workspace.packages.get_mut("mediasnap-auth") {
            package.license = "GPL-3.0".to_owned();
        }
        assert_eq!(licences(&workspace).len(), 1);
    }
}
