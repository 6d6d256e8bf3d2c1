//! Rules about imports between the files of a crate: no cycles, and each names the place where its item is defined.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::code::Crate;
use super::names::{Name, Target, base, resolve};
use super::workspace::Workspace;

/// An item of another file that a file uses.
struct Import<'a> {
    file: &'a str,
    line: usize,
    /// The file that defines the item.
    from: &'a str,
    name: &'a str,
    /// Whether it is a function or constant of a module above.
    is_value_of_parent: bool,
}

/// The items that files of a crate import from each other, each name once.
fn imports(member: &Crate) -> Vec<Import<'_>> {
    let modules = &member.modules;
    let mut imports = BTreeMap::new();
    for (index, module) in modules.iter().enumerate() {
        for reference in &module.references {
            for target in resolve(modules, index, &reference.path) {
                let (from, name, is_value) = match target {
                    Target::Item(from, name, meaning) => (&modules[from], name, *meaning == Name::Value),
                    Target::Module(from) if reference.is_glob => (&modules[from], "*", false),
                    Target::Module(_) => continue,
                };
                if from.file != module.file {
                    imports.entry((&module.file, &from.file, name)).or_insert(Import {
                        file: &module.file,
                        line: reference.line,
                        from: &from.file,
                        name,
                        is_value_of_parent: is_value && module.path.starts_with(&from.path),
                    });
                }
            }
        }
    }
    imports.into_values().collect()
}

/// Imports between the files of a crate form no cycle.
pub(super) fn cycles(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for member in &workspace.crates {
        let mut graph: Graph<'_> = BTreeMap::new();
        for import in imports(member) {
            let imported = graph
                .entry(import.file)
                .or_default()
                .entry(import.from)
                .or_default();
            imported.push(import);
        }
        for (file, imported) in &graph {
            for (from, imports) in imported {
                let Some(way) = way(&graph, from, file) else {
                    continue;
                };
                let way: Vec<&str> = way.into_iter().map(|file| member.short(file)).collect();
                let names: Vec<&str> = imports.iter().map(|import| import.name).collect();
                found.push(format!(
                    "{file}:{}: imports {}, which leads back here; move `{}` to a file that imports neither ({} -> {})",
                    imports[0].line,
                    member.short(from),
                    names.join("`, `"),
                    member.short(file),
                    way.join(" -> "),
                ));
            }
        }
    }
    found
}

/// The imports of each file, by the file that defines the items.
type Graph<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<Import<'a>>>>;

/// The shortest way from one file to another, both included.
fn way<'a>(graph: &Graph<'a>, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::from([from]);
    let mut queue = VecDeque::from([vec![from]]);
    while let Some(way) = queue.pop_front() {
        let last = *way.last()?;
        if last == to {
            return Some(way);
        }
        for next in graph.get(last).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next) {
                queue.push_back(way.iter().copied().chain([*next]).collect());
            }
        }
    }
    None
}

/// A file imports no function or constant from a module above it.
pub(super) fn from_parents(workspace: &Workspace) -> Vec<String> {
    let all = workspace.crates.iter().flat_map(imports);
    all.filter(|import| import.is_value_of_parent)
        .map(|import| {
            let Import { file, line, from, name, .. } = import;
            format!("{file}:{line}: takes `{name}` from {from}, a module above it; move `{name}` to a sibling of this file")
        })
        .collect()
}

/// A `lib.rs` holds only documentation, `mod` and `pub use`, and no file imports through the root of its own crate.
pub(super) fn crate_root(workspace: &Workspace) -> Vec<String> {
    let mut found = BTreeMap::new();
    for member in &workspace.crates {
        let root = &member.modules[0];
        for line in member.root_items.iter().filter(|_| root.file.ends_with("lib.rs")) {
            let problem = format!(
                "{}:{line}: an item in lib.rs, which is documentation, `mod` and `pub use`; move it to a file of its own",
                root.file
            );
            found.insert((&root.file, line.to_string()), problem);
        }
        for (index, module) in member.modules.iter().enumerate().skip(1) {
            for reference in &module.references {
                let (start, rest) = base(&member.modules, index, &reference.path);
                let Some(name) = rest
                    .first()
                    .filter(|_| start == 0 && rest.len() < reference.path.len())
                else {
                    continue;
                };
                let meanings = root.names.get(name).map(Vec::as_slice).unwrap_or_default();
                if meanings.is_empty()
                    || meanings
                        .iter()
                        .any(|name| matches!(name, Name::Module(_) | Name::Macro))
                {
                    continue;
                }
                let advice = match resolve(&member.modules, 0, &rest[..1]).first() {
                    Some(Target::Item(0, ..)) => "move it to a file of its own".to_owned(),
                    Some(Target::Item(from, name, _)) => {
                        format!("write `crate::{}::{name}`", member.modules[*from].path.join("::"))
                    }
                    Some(Target::Module(from)) => {
                        format!("write `crate::{}`", member.modules[*from].path.join("::"))
                    }
                    None => "name the crate that defines it".to_owned(),
                };
                let problem = || {
                    format!(
                        "{}:{}: takes `{name}` from the crate's root; {advice}",
                        module.file, reference.line
                    )
                };
                found.entry((&module.file, name.clone())).or_insert_with(problem);
            }
        }
    }
    found.into_values().collect()
}

/// A type's name has one meaning in a crate. A product's folder is a vocabulary of its own, apart from what products share.
pub(super) fn type_names(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for member in &workspace.crates {
        let mut seen: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        for module in &member.modules {
            for (name, meanings) in &module.names {
                let lines = meanings.iter().filter_map(|meaning| match meaning {
                    Name::Type(line) => Some((module.file.as_str(), *line)),
                    _ => None,
                });
                seen.entry(name).or_default().extend(lines);
            }
        }
        for (name, places) in seen {
            for (index, (file, line)) in places.iter().enumerate() {
                let same = |(other, _): &&(&str, usize)| match (product(file), product(other)) {
                    (Some(own), Some(other)) => own == other,
                    _ => true,
                };
                if let Some((other, at)) = places[..index].iter().find(same) {
                    found.push(format!("{file}:{line}: `{name}` is the name of another type too; {other}:{at} defines it, name each by what it holds"));
                }
            }
        }
    }
    found
}

/// The product's folder that a file is in.
fn product(file: &str) -> Option<&str> {
    let (_, rest) = file.split_once("/products/")?;
    rest.split_once('/').map(|(product, _)| product)
}

#[cfg(test)]
mod tests {
    use super::super::workspace::with_files;
    use super::*;

    /// The problems of a crate of these files.
    fn problems(rule: fn(&Workspace) -> Vec<String>, files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(String, &str)> = files
            .iter()
            .map(|(path, text)| (format!("a/src/{path}"), *text))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        rule(&with_files(&files))
    }

    #[test]
    fn a_cycle_is_found_behind_re_exports_and_names_files_and_items() {
        let root = ("lib.rs", "mod a; mod b; mod c; pub use b::B;");
        let c = ("c/mod.rs", "mod d; pub use d::D;");
        let files = [
            root,
            c,
            ("a.rs", "use crate::B;\npub fn a() { let _: B; }"),
            ("b.rs", "#[serde(with = \"crate::c::D\")] pub struct B;"),
            (
                "c/d.rs",
                "pub struct D;\nfn d() { assert!(super::super::a::a()) }",
            ),
        ];
        assert_eq!(
            problems(cycles, &files),
            [
                "a/src/a.rs:1: imports b.rs, which leads back here; move `B` to a file that imports neither (a.rs -> b.rs -> c/d.rs -> a.rs)",
                "a/src/b.rs:1: imports c/d.rs, which leads back here; move `D` to a file that imports neither (b.rs -> c/d.rs -> a.rs -> b.rs)",
                "a/src/c/d.rs:2: imports a.rs, which leads back here; move `a` to a file that imports neither (c/d.rs -> a.rs -> b.rs -> c/d.rs)",
            ]
        );
        let opened = [root, c, files[2], ("b.rs", "pub struct B;"), files[4]];
        assert!(problems(cycles, &opened).is_empty());
    }

    #[test]
    fn a_parent_may_re_export_a_child_that_imports_nothing_from_it() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod b; pub use b::B; pub struct A;"),
            ("a/b.rs", "pub struct B;"),
        ];
        assert!(problems(cycles, &files).is_empty());
        let both = [files[0], files[1], ("a/b.rs", "use super::A; pub struct B(A);")];
        assert_eq!(problems(cycles, &both).len(), 2);
        let tests = [
            files[0],
            files[1],
            (
                "a/b.rs",
                "pub struct B; #[cfg(test)] mod tests { use super::super::A; }",
            ),
        ];
        assert!(problems(cycles, &tests).is_empty());
    }

    #[test]
    fn functions_of_a_parent_are_found() {
        let files = [
            ("main.rs", "mod a;"),
            ("a/mod.rs", "mod b; pub struct A; fn a() {}"),
            ("a/b.rs", "use super::{A, a};"),
        ];
        assert_eq!(
            problems(from_parents, &files),
            [
                "a/src/a/b.rs:1: takes `a` from a/src/a/mod.rs, a module above it; move `a` to a sibling of this file"
            ]
        );
    }

    #[test]
    fn the_root_only_lists() {
        let root = "#![doc = \"\"]\nmod a;\npub mod b;\npub use b::B;\n#[macro_export]\nmacro_rules! m { () => {} }\n#[cfg(doctest)]\nstruct Readme;\n";
        let files = [
            ("lib.rs", root),
            ("a.rs", "use crate::B;\nuse crate::b;\nfn a() { crate::m!() }"),
            ("b.rs", "pub struct B;"),
        ];
        assert_eq!(
            problems(crate_root, &files),
            [
                "a/src/a.rs:1: takes `B` from the crate's root; write `crate::b::B`",
                "a/src/lib.rs:5: an item in lib.rs, which is documentation, `mod` and `pub use`; move it to a file of its own",
            ]
        );
    }

    #[test]
    fn a_name_means_one_type() {
        let root = ("lib.rs", "mod a; mod products;");
        let a = (
            "a.rs",
            "macro_rules! m { () => { struct Job; } }\npub struct State;",
        );
        let products = ("products/mod.rs", "mod x; mod y;");
        let own = [
            root,
            a,
            products,
            ("products/x/mod.rs", "struct Task;"),
            ("products/y/mod.rs", "enum Task {}\nfn f() { struct State; }"),
        ];
        assert_eq!(
            problems(type_names, &own),
            [
                "a/src/products/y/mod.rs:2: `State` is the name of another type too; a/src/a.rs:2 defines it, name each by what it holds"
            ]
        );
        let two = [
            root,
            a,
            products,
            ("products/x/mod.rs", "trait Job {}"),
            ("products/y/mod.rs", ""),
        ];
        assert_eq!(problems(type_names, &two).len(), 1);
    }
}
