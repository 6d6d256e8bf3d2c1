//! Rule about weight: without a product, the facade is plain data and links neither an HTTP library nor the generator.

use super::workspace::Workspace;

/// Packages that the facade must not need without its features, by the beginning of their names.
const HEAVY: [&str; 7] = [
    "reqwest",
    "hyper",
    "rustls",
    "tokio",
    "progenitor",
    "openapiv3",
    "mediasnap-codegen",
];

/// Nothing heavy comes with the bare facade.
pub(super) fn bare_facade(workspace: &Workspace) -> Vec<String> {
    let heavy = |name: &&String| HEAVY.iter().any(|heavy| name.starts_with(heavy));
    let found = workspace.facade_tree.iter().filter(heavy);
    found
        .map(|name| {
            format!(
                "mediasnap without features links {name}; make what needs it optional, behind the feature `_client` \
                 (`cargo tree -p mediasnap --no-default-features -i {name}` tells the way)"
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::workspace::facade_tree;
    use super::*;

    fn problems(names: &[&str]) -> usize {
        let facade_tree = names.iter().map(|name| (*name).to_owned()).collect();
        bare_facade(&Workspace {
            facade_tree,
            ..Workspace::default()
        })
        .len()
    }

    #[test]
    fn an_http_library_and_the_generator_are_found() {
        assert_eq!(problems(&["mediasnap", "mediasnap-core", "serde", "chrono"]), 0);
        assert_eq!(problems(&["mediasnap", "reqwest", "hyper-util", "tokio"]), 3);
        assert_eq!(problems(&["mediasnap-codegen", "progenitor-impl"]), 2);
    }

    #[test]
    fn cargo_tells_what_the_facade_links() {
        let names = facade_tree().unwrap();
        assert!(names.iter().any(|name| name == "mediasnap-core"), "{names:?}");
        assert!(names.iter().any(|name| name == "serde_json"), "{names:?}");
    }
}
