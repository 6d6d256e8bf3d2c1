//! Parses a crate: modules, names and paths. Code for tests is left out.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, File, ImplItemFn, Item, ItemMod, ItemUse, Macro, Meta, Path, Signature, UseTree,
    Visibility,
};

use super::names::{Function, Module, Name, Reference};
use crate::task::Result;

/// One library or program.
#[derive(Debug)]
pub(super) struct Crate {
    /// The folder of its source files, from the workspace's root, with a slash.
    pub(super) folder: String,
    /// The root comes first.
    pub(super) modules: Vec<Module>,
    /// The lines of items in the root that are neither `mod` nor `pub use`.
    pub(super) root_items: Vec<usize>,
}

impl Crate {
    /// A file's path from the crate's own folder.
    pub(super) fn short<'a>(&self, file: &'a str) -> &'a str {
        file.strip_prefix(&self.folder).unwrap_or(file)
    }

    /// Every crate that has an `src/lib.rs` or `src/main.rs` among `files`.
    pub(super) fn read_all(files: &BTreeMap<String, String>) -> Result<Vec<Self>> {
        let is_root = |path: &&String| path.ends_with("src/lib.rs") || path.ends_with("src/main.rs");
        files
            .keys()
            .filter(is_root)
            .map(|root| Self::read(files, root))
            .collect()
    }

    /// The lines of each file that are not for tests.
    pub(super) fn lines(&self, files: &BTreeMap<String, String>) -> BTreeMap<&str, usize> {
        let mut lines = BTreeMap::new();
        for module in &self.modules {
            let whole = || files.get(&module.file).map_or(0, |text| text.lines().count());
            let left: &mut usize = lines.entry(module.file.as_str()).or_insert_with(whole);
            *left = left.saturating_sub(module.test_lines);
        }
        lines
    }

    fn read(files: &BTreeMap<String, String>, root: &str) -> Result<Self> {
        let folder = root
            .trim_end_matches("lib.rs")
            .trim_end_matches("main.rs")
            .to_owned();
        let mut reader = Reader {
            files,
            folders: vec![folder.clone()],
            modules: vec![Module::root(root)],
            root_items: Vec::new(),
            current: 0,
            error: None,
        };
        reader.read(root);
        match reader.error {
            Some(error) => Err(error),
            None => Ok(Self {
                folder,
                modules: reader.modules,
                root_items: reader.root_items,
            }),
        }
    }
}

/// Follows `mod` items from a crate's root.
struct Reader<'a> {
    files: &'a BTreeMap<String, String>,
    modules: Vec<Module>,
    /// Where the children of each module are.
    folders: Vec<String>,
    root_items: Vec<usize>,
    current: usize,
    error: Option<String>,
}

impl Reader<'_> {
    fn read(&mut self, path: &str) {
        let text = self.files.get(path).map(String::as_str).unwrap_or_default();
        match syn::parse_file(text) {
            Ok(file) => self.visit_file(&file),
            Err(error) => self.error = Some(format!("{path}:{}: {error}", error.span().start().line)),
        }
    }

    fn module(&mut self) -> &mut Module {
        &mut self.modules[self.current]
    }

    fn define(&mut self, ident: &Ident, name: Name) {
        self.module()
            .names
            .entry(ident.to_string())
            .or_default()
            .push(name);
    }

    fn measure(&mut self, signature: &Signature, body: &Block) {
        let (start, end) = (signature.span().start().line, body.span().end().line);
        let function = Function {
            name: signature.ident.to_string(),
            line: start,
            lines: end - start + 1,
        };
        self.module().functions.push(function);
    }

    fn refer(&mut self, path: Vec<String>, line: usize, is_glob: bool) {
        // A name alone is in scope already, by an import that has been counted.
        if path.len() > 1 || is_glob {
            self.module().references.push(Reference { path, line, is_glob });
        }
    }

    /// The names and paths of one `use`.
    fn import(&mut self, prefix: &[String], tree: &UseTree) {
        let joined = |ident: &Ident| {
            let own = (ident != "self" || prefix.is_empty()).then(|| ident.to_string());
            prefix.iter().cloned().chain(own).collect::<Vec<_>>()
        };
        match tree {
            UseTree::Path(tree) => self.import(&joined(&tree.ident), &tree.tree),
            UseTree::Group(tree) => tree.items.iter().for_each(|tree| self.import(prefix, tree)),
            UseTree::Glob(tree) => {
                self.module().globs.push(prefix.to_vec());
                self.refer(prefix.to_vec(), tree.star_token.span.start().line, true);
            }
            UseTree::Name(tree) => self.import_name(joined(&tree.ident), &tree.ident, None),
            UseTree::Rename(tree) => self.import_name(joined(&tree.ident), &tree.ident, Some(&tree.rename)),
        }
    }

    fn import_name(&mut self, path: Vec<String>, ident: &Ident, rename: Option<&Ident>) {
        self.refer(path.clone(), line(ident), false);
        let name = rename.map(ToString::to_string).or_else(|| path.last().cloned());
        let names = &mut self.module().names;
        names
            .entry(name.unwrap_or_default())
            .or_default()
            .push(Name::Import(path));
    }

    /// The types that a `macro_rules!` declares, if it has their names.
    fn declare(&mut self, tokens: TokenStream) {
        let mut is_type = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if is_type => self.define(&ident, Name::Type(line(&ident))),
                TokenTree::Ident(ident) => {
                    is_type = ["struct", "enum", "trait"].iter().any(|word| ident == word);
                    continue;
                }
                TokenTree::Group(group) => self.declare(group.stream()),
                _ => {}
            }
            is_type = false;
        }
    }

    /// The paths among tokens that no one has parsed: arguments of macros. `$crate` is no way through the root: what an exported
    /// macro names has to stand there.
    fn scan(&mut self, tokens: TokenStream) {
        let (mut path, mut start, mut colons) = (Vec::new(), 0, 0);
        let mut tokens = tokens.into_iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '$' => {
                    self.refer(std::mem::take(&mut path), start, false);
                    colons = 0;
                    tokens.next();
                }
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.refer(std::mem::take(&mut path), start, false);
                    }
                    (start, colons) = (line(&ident), 0);
                    path.push(ident.to_string());
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    self.refer(std::mem::take(&mut path), start, false);
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.scan(group.stream()),
                        // `#[serde(with = "a::b")]`
                        TokenTree::Literal(text) => {
                            let path = text
                                .to_string()
                                .trim_matches('"')
                                .split("::")
                                .map(str::to_owned)
                                .collect();
                            self.refer(path, text.span().start().line, false);
                        }
                        _ => {}
                    }
                }
            }
        }
        self.refer(path, start, false);
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_file(&mut self, file: &'ast File) {
        if self.current == 0 {
            collect_root_items(&file.items, &mut self.root_items);
        }
        visit::visit_file(self, file);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        if attributes(item).iter().any(is_for_tests) {
            self.module().test_lines += lines(item.span());
            return;
        }
        match item {
            Item::Const(item) => self.define(&item.ident, Name::Value),
            Item::Static(item) => self.define(&item.ident, Name::Value),
            Item::Fn(item) => {
                self.define(&item.sig.ident, Name::Value);
                self.measure(&item.sig, &item.block);
            }
            Item::Enum(item) => self.define(&item.ident, Name::Type(line(&item.ident))),
            Item::Struct(item) => self.define(&item.ident, Name::Type(line(&item.ident))),
            Item::Trait(item) => self.define(&item.ident, Name::Type(line(&item.ident))),
            Item::Type(item) => self.define(&item.ident, Name::Type(line(&item.ident))),
            Item::Macro(item) if item.ident.is_some() => {
                item.ident
                    .iter()
                    .for_each(|ident| self.define(ident, Name::Macro));
                self.declare(item.mac.tokens.clone());
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let (parent, index) = (self.current, self.modules.len());
        self.define(&item.ident, Name::Module(index));
        let folder = format!("{}{}/", self.folders[parent], item.ident);
        let candidates = [
            format!("{}{}.rs", self.folders[parent], item.ident),
            format!("{folder}mod.rs"),
        ];
        let own = candidates
            .into_iter()
            .find(|path| item.content.is_none() && self.files.contains_key(path));
        self.modules
            .push(self.modules[parent].child(parent, &item.ident.to_string(), own.clone()));
        self.folders.push(folder);
        self.current = index;
        match own {
            Some(path) => self.read(&path),
            None => visit::visit_item_mod(self, item),
        }
        self.current = parent;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            self.import(&[], &item.tree);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !item.attrs.iter().any(is_for_tests) {
            self.measure(&item.sig, &item.block);
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let start = path.segments.first().map_or(0, |segment| line(&segment.ident));
            self.refer(
                path.segments
                    .iter()
                    .map(|segment| segment.ident.to_string())
                    .collect(),
                start,
                false,
            );
        }
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.scan(list.tokens.clone());
        }
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.visit_path(&item.path);
        self.scan(item.tokens.clone());
    }
}

fn collect_root_items(items: &[Item], lines: &mut Vec<usize>) {
    for item in items {
        match item {
            Item::Use(item) if !matches!(item.vis, Visibility::Inherited) => {}
            Item::Mod(item) => item
                .content
                .iter()
                .for_each(|(_, items)| collect_root_items(items, lines)),
            // What a build script has written.
            Item::Macro(item) if item.mac.path.is_ident("include") => {}
            _ if attributes(item).iter().any(is_for_tests) => {}
            _ => lines.push(item.span().start().line),
        }
    }
}

fn lines(span: Span) -> usize {
    span.end().line - span.start().line + 1
}

fn line(ident: &Ident) -> usize {
    ident.span().start().line
}

/// Whether an item with this attribute is compiled for tests alone.
fn is_for_tests(attribute: &Attribute) -> bool {
    let Meta::List(condition) = &attribute.meta else {
        return attribute.path().is_ident("test");
    };
    let text = condition.tokens.to_string().replace(' ', "");
    attribute.path().is_ident("cfg")
        && ["test", "doctest", "all(test,", "all(doctest,"]
            .iter()
            .any(|start| text == *start || start.ends_with(',') && text.starts_with(start))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
