//! Lists read to their end, as services of each style serve them, and as sloppy ones do.

use mediasnap_core::Operation;
use mediasnap_core::operation::{Paging, PagingStyle};
use serde_json::{Value, json};

use super::{PageRequest, SpecLookup};
use crate::{Cursor, ErrorKind, products};

/// A list of a product.
#[derive(Clone, Copy)]
struct List {
    spec: &'static SpecLookup,
    operation: &'static Operation,
    paging: &'static Paging,
}

impl List {
    /// Every list that is paged in this style.
    fn all(is_style: impl Fn(&PagingStyle) -> bool) -> Vec<Self> {
        let mut lists = Vec::new();
        for product in products() {
            let spec = &*Box::leak(Box::new(SpecLookup::of(product)));
            for operation in product.operations {
                let paging = operation.paging.as_ref();
                lists.extend(
                    paging
                        .filter(|paging| is_style(&paging.style))
                        .map(|paging| Self {
                            spec,
                            operation,
                            paging,
                        }),
                );
            }
        }
        assert!(!lists.is_empty());
        lists
    }

    fn pages() -> Vec<Self> {
        Self::all(|style| matches!(style, PagingStyle::Page { .. }))
    }

    fn offsets() -> Vec<Self> {
        Self::all(|style| matches!(style, PagingStyle::Offset { .. }))
    }

    fn tokens() -> Vec<Self> {
        Self::all(|style| matches!(style, PagingStyle::Token { .. }))
    }

    /// How many items come before the page, with `size` items a page.
    fn start(&self, ask: &PageRequest, size: i64) -> i64 {
        match &self.paging.style {
            PagingStyle::Page { first, .. } => (ask.number() - first) * size,
            PagingStyle::Offset { .. } => ask.number(),
            _ => ask.token().map_or(0, |token| token.parse().unwrap()),
        }
    }

    /// A response with these items, and `total` and the next token where the list has them.
    fn response(&self, items: impl Into<Value>, total: impl Into<Value>, next: impl Into<Value>) -> Value {
        let mut response = json!({});
        let mut set = |path: &str, value: Value| {
            let place = path
                .split('.')
                .fold(&mut response, |place, name| &mut place[name]);
            *place = value;
        };
        set(self.paging.items, items.into());
        if let Some(path) = self.paging.total {
            set(path, total.into());
        }
        if let PagingStyle::Token { next: path, .. } = self.paging.style {
            set(path, next.into());
        }
        response
    }

    /// Reads the whole list by pages of ten; how many pages that took comes second.
    fn read(&self, serve: impl Fn(&PageRequest) -> Value) -> (Vec<u64>, usize) {
        read(self.spec, self.operation, serve)
    }

    /// A service with `total` items that gives at most `most` of ten.
    fn serve(self, most: i64, total: i64) -> impl Fn(&PageRequest) -> Value {
        move |ask| {
            let start = self.start(ask, most);
            let next = if start + most < total {
                json!((start + most).to_string())
            } else {
                json!("")
            };
            self.response(slice(start, most, total), total, next)
        }
    }
}

/// Reads the whole list by pages of ten; how many pages that took comes second.
fn read(
    spec: &'static SpecLookup,
    operation: &'static Operation,
    serve: impl Fn(&PageRequest) -> Value,
) -> (Vec<u64>, usize) {
    let (mut items, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        pages += 1;
        assert!(pages < 50, "the list does not end");
        let ask = PageRequest::new(spec, operation, cursor.as_ref(), Some(10)).unwrap();
        let page = ask.read(serve(&ask).to_string().as_bytes());
        items.extend(
            page.items
                .iter()
                .map(|item| item.raw.as_str().parse::<u64>().unwrap()),
        );
        cursor = page.next_cursor;
        if cursor.is_none() {
            return (items, pages);
        }
    }
}

/// The elements that a service with `total` of them, which gives `most` a page, has from `start` on.
fn slice(start: i64, most: i64, total: i64) -> Vec<i64> {
    (start.min(total)..(start + most).min(total)).collect()
}

fn all(total: u64) -> Vec<u64> {
    (0..total).collect()
}

#[test]
fn every_list_is_read_to_its_end() {
    for list in [List::pages(), List::offsets(), List::tokens()].concat() {
        assert_eq!(
            list.read(list.serve(10, 25)),
            (all(25), 3),
            "{}",
            list.operation.id
        );
        assert_eq!(
            list.read(list.serve(10, 20)),
            (all(20), 2),
            "{}",
            list.operation.id
        );
    }
}

#[test]
fn a_null_token_ends_a_list() {
    for list in List::tokens() {
        let serve = |_: &PageRequest| list.response(slice(0, 10, 5), 5, Value::Null);
        assert_eq!(list.read(serve), (all(5), 1));
    }
}

#[test]
fn a_service_that_gives_less_than_asked_loses_nothing() {
    for list in [List::pages(), List::offsets(), List::tokens()].concat() {
        assert_eq!(
            list.read(list.serve(4, 25)),
            (all(25), 7),
            "{}",
            list.operation.id
        );
    }
}

#[test]
fn an_empty_page_in_the_middle_ends_nothing() {
    let without: Vec<u64> = all(30).into_iter().filter(|n| !(10..20).contains(n)).collect();
    for list in [List::pages(), List::offsets(), List::tokens()].concat() {
        let serve = |ask: &PageRequest| {
            let start = list.start(ask, 10);
            let items = if start == 10 {
                Vec::new()
            } else {
                slice(start, 10, 30)
            };
            let next = if start < 20 {
                json!((start + 10).to_string())
            } else {
                json!("")
            };
            list.response(items, 30, next)
        };
        assert_eq!(list.read(serve).0, without, "{}", list.operation.id);
    }
}

#[test]
fn a_total_that_cannot_be_counts_as_none() {
    for list in List::pages() {
        for total in [json!(null), json!("many"), json!(0), json!(-1), json!(7)] {
            let serve =
                |ask: &PageRequest| list.response(slice(list.start(ask, 10), 10, 25), total.clone(), "");
            assert_eq!(list.read(serve), (all(25), 3), "{total}");
        }
    }
}

#[test]
fn whatever_total_an_empty_list_has_it_ends() {
    for list in [List::pages(), List::offsets()].concat() {
        for total in [json!(null), json!(0), json!(35), json!(i64::MAX)] {
            let ask = PageRequest::new(list.spec, list.operation, None, None).unwrap();
            let page = ask.read(list.response(Value::Null, total, "").to_string().as_bytes());
            assert!(page.items.is_empty());
        }
        for empty in [json!([]), Value::Null] {
            let serve = |_: &PageRequest| list.response(empty.clone(), 35, "");
            let pages = if list.paging.total.is_some() { 4 } else { 1 };
            assert_eq!(list.read(serve), (Vec::new(), pages), "{}", list.operation.id);
        }
    }
}

#[test]
fn what_leads_back_to_itself_is_the_last_page() {
    for list in List::tokens() {
        let serve = |ask: &PageRequest| match ask.token() {
            None => list.response(vec![0, 1], 3, "a"),
            Some(_) => list.response(vec![2], 3, "a"),
        };
        assert_eq!(list.read(serve), (all(3), 2));
    }
}

#[test]
fn cursors_are_checked() {
    let with = |list: &List, cursor: &str| {
        PageRequest::new(list.spec, list.operation, Some(&Cursor::new(cursor)), None)
            .map_err(|error| error.kind())
    };
    for cursor in ["x", "-1", "1+x", "1+-1", "", "9999999999999999999999"] {
        for list in [List::pages(), List::offsets()].concat() {
            let error = with(&list, cursor).unwrap_err();
            assert_eq!(error, ErrorKind::InvalidArgument, "{cursor}");
        }
    }
    for cursor in ["3", "3+7"] {
        for list in List::pages() {
            assert_eq!(with(&list, cursor).unwrap().number(), 3);
        }
    }
}

#[test]
fn sizes_stay_within_what_the_spec_allows() {
    for list in List::all(|_| true) {
        let size = |asked| {
            PageRequest::new(list.spec, list.operation, None, asked)
                .unwrap()
                .size()
        };
        let most = size(None);
        assert_eq!(size(Some(0)), Some(1), "{}", list.operation.id);
        assert_eq!(
            size(Some(u32::MAX)),
            most.or(Some(i64::from(u32::MAX))),
            "{}",
            list.operation.id
        );
    }
}
