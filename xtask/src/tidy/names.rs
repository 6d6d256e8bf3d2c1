//! Modules and the names in them; a path is followed through imports and re-exports to where its item is defined.

use std::collections::BTreeMap;

/// One module. Several stand in one file if they are inline.
#[derive(Debug)]
pub(super) struct Module {
    /// The name, from the crate's root.
    pub(super) path: Vec<String>,
    /// The file, from the workspace's root.
    pub(super) file: String,
    pub(super) parent: Option<usize>,
    pub(super) names: BTreeMap<String, Vec<Name>>,
    /// The paths before `::*`.
    pub(super) globs: Vec<Vec<String>>,
    pub(super) references: Vec<Reference>,
    pub(super) functions: Vec<Function>,
    /// How many lines of the file are for tests.
    pub(super) test_lines: usize,
}

/// The meaning of a name in a module.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A child, by its index.
    Module(usize),
    /// A type or trait, and the line of its definition.
    Type(usize),
    /// A function, constant or static.
    Value,
    Macro,
    /// The path of a `use`.
    Import(Vec<String>),
}

/// A path that code in a module uses.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    /// Whether `::*` comes after it.
    pub(super) is_glob: bool,
}

/// A function with its body.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) lines: usize,
}

/// Where a path leads to within its crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    Module(usize),
    /// The module of an item, its name, and what it is.
    Item(usize, &'a str, &'a Name),
}

impl Module {
    pub(super) fn root(file: &str) -> Self {
        Self {
            path: Vec::new(),
            file: file.to_owned(),
            parent: None,
            names: BTreeMap::new(),
            globs: Vec::new(),
            references: Vec::new(),
            functions: Vec::new(),
            test_lines: 0,
        }
    }

    /// A child called `name` with the index of its parent; one without a file of its own is in its parent's.
    pub(super) fn child(&self, parent: usize, name: &str, file: Option<String>) -> Self {
        let path = self.path.iter().cloned().chain([name.to_owned()]).collect();
        Self {
            path,
            parent: Some(parent),
            ..Self::root(&file.unwrap_or_else(|| self.file.clone()))
        }
    }
}

/// Imports of imports that are followed; more are a cycle of `use` items.
const DEPTH: usize = 12;

/// Takes `crate`, `self` and `super` from the start of a path, as seen in module `start`.
pub(super) fn base<'p>(modules: &[Module], start: usize, mut path: &'p [String]) -> (usize, &'p [String]) {
    let mut module = start;
    while let [first, rest @ ..] = path {
        module = match first.as_str() {
            "crate" => 0,
            "self" => module,
            "super" => modules[module].parent.unwrap_or_default(),
            _ => break,
        };
        path = rest;
    }
    (module, path)
}

/// Where `path`, as written in module `start`, leads to; nothing for what other crates define.
pub(super) fn resolve<'a>(modules: &'a [Module], start: usize, path: &[String]) -> Vec<Target<'a>> {
    let mut found = Vec::new();
    let (module, rest) = base(modules, start, path);
    follow(modules, module, rest, DEPTH, &mut found);
    found
}

fn follow<'a>(
    modules: &'a [Module],
    module: usize,
    path: &[String],
    depth: usize,
    found: &mut Vec<Target<'a>>,
) {
    let [first, rest @ ..] = path else {
        return add(found, Target::Module(module));
    };
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let own = &modules[module];
    let Some((name, meanings)) = own.names.get_key_value(first) else {
        for glob in &own.globs {
            let (base, prefix) = base(modules, module, glob);
            let whole: Vec<String> = prefix.iter().chain(path).cloned().collect();
            // A glob of another crate would look for its own name here again.
            if base != module || prefix.first().is_some_and(|name| own.names.contains_key(name)) {
                follow(modules, base, &whole, depth, found);
            }
        }
        return;
    };
    for meaning in meanings {
        match meaning {
            Name::Module(child) => follow(modules, *child, rest, depth, found),
            Name::Import(import) => {
                let (base, prefix) = base(modules, module, import);
                // `use sign::sign` beside `mod sign`: the name is not the way to itself.
                if base == module && prefix.first() == Some(name) && meanings.len() == 1 {
                    continue;
                }
                let whole: Vec<String> = prefix.iter().chain(rest).cloned().collect();
                follow(modules, base, &whole, depth, found);
            }
            _ => add(found, Target::Item(module, name, meaning)),
        }
    }
}

fn add<'a>(found: &mut Vec<Target<'a>>, target: Target<'a>) {
    if !found.contains(&target) {
        found.push(target);
    }
}
