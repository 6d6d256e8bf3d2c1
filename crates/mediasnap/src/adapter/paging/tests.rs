//! Lists read to their end, as services of each style serve them, and as sloppy ones do.

use mediasnap_alibaba_ice::operations::{GET_SNAPSHOT_URLS, LIST_LIVE_SNAPSHOT_FILES, LIST_SNAPSHOT_JOBS};
use mediasnap_core::Operation;
use mediasnap_huawei_mpc::operations::LIST_THUMBNAILS_TASK;
use mediasnap_huawei_vod::operations::LIST_THUMBNAIL_INFO;
use serde_json::{Value, json};

use super::{PageRequest, SpecLookup};
use crate::{Cursor, ErrorKind};

static MPC: SpecLookup = SpecLookup::of(&mediasnap_huawei_mpc::PRODUCT);
static VOD: SpecLookup = SpecLookup::of(&mediasnap_huawei_vod::PRODUCT);
static ICE: SpecLookup = SpecLookup::of(&mediasnap_alibaba_ice::PRODUCT);

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
        let page = ask.read(serve(&ask).to_string().as_bytes()).unwrap();
        items.extend(
            page.items
                .iter()
                .map(|item| item.as_str().parse::<u64>().unwrap()),
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
fn page_numbers_start_where_the_spec_says() {
    let from_0 = |ask: &PageRequest| json!({"task_array": slice(ask.number() * 10, 10, 25), "total": 25});
    assert_eq!(read(&MPC, &LIST_THUMBNAILS_TASK, from_0), (all(25), 3));
    let from_1 =
        |ask: &PageRequest| json!({"SnapshotUrls": slice((ask.number() - 1) * 10, 10, 20), "Total": "20"});
    assert_eq!(read(&ICE, &GET_SNAPSHOT_URLS, from_1), (all(20), 2));
}

#[test]
fn offsets_count_what_was_given() {
    let serve = |ask: &PageRequest| json!({"thumbnails": slice(ask.number(), 10, 25), "total": 25});
    assert_eq!(read(&VOD, &LIST_THUMBNAIL_INFO, serve), (all(25), 3));
}

#[test]
fn tokens_lead_on_until_there_is_none() {
    for end in [json!(""), json!(null)] {
        let serve = move |ask: &PageRequest| {
            let start: i64 = ask.token().map_or(0, |token| token.parse().unwrap());
            let next = if start + 10 < 25 {
                json!(start + 10)
            } else {
                end.clone()
            };
            json!({"Jobs": slice(start, 10, 25), "NextPageToken": next})
        };
        assert_eq!(read(&ICE, &LIST_SNAPSHOT_JOBS, serve), (all(25), 3));
    }
}

#[test]
fn a_service_that_gives_less_than_asked_loses_nothing() {
    let pages = |ask: &PageRequest| json!({"task_array": slice(ask.number() * 4, 4, 25), "total": 25});
    assert_eq!(read(&MPC, &LIST_THUMBNAILS_TASK, pages), (all(25), 7));
    let offsets = |ask: &PageRequest| json!({"thumbnails": slice(ask.number(), 4, 25), "total": 25});
    assert_eq!(read(&VOD, &LIST_THUMBNAIL_INFO, offsets), (all(25), 7));
}

#[test]
fn an_empty_page_in_the_middle_ends_nothing() {
    let hole = |position: i64, at: i64, items: Vec<i64>| if position == at { Vec::new() } else { items };
    let without: Vec<u64> = all(30).into_iter().filter(|n| !(10..20).contains(n)).collect();
    let pages = |ask: &PageRequest| json!({"task_array": hole(ask.number(), 1, slice(ask.number() * 10, 10, 30)), "total": 30});
    assert_eq!(read(&MPC, &LIST_THUMBNAILS_TASK, pages).0, without);
    let offsets = |ask: &PageRequest| json!({"thumbnails": hole(ask.number(), 10, slice(ask.number(), 10, 30)), "total": 30});
    assert_eq!(read(&VOD, &LIST_THUMBNAIL_INFO, offsets).0, without);
    let tokens = |ask: &PageRequest| {
        let start: i64 = ask.token().map_or(0, |token| token.parse().unwrap());
        let next = if start < 20 { json!(start + 10) } else { json!("") };
        json!({"Jobs": hole(start, 10, slice(start, 10, 30)), "NextPageToken": next})
    };
    assert_eq!(read(&ICE, &LIST_SNAPSHOT_JOBS, tokens).0, without);
}

#[test]
fn a_total_that_cannot_be_counts_as_none() {
    for total in [json!(null), json!("many"), json!(0), json!(-1), json!(7)] {
        let serve = |ask: &PageRequest| json!({"task_array": slice(ask.number() * 10, 10, 25), "total": total.clone()});
        assert_eq!(read(&MPC, &LIST_THUMBNAILS_TASK, serve), (all(25), 3), "{total}");
    }
}

#[test]
fn whatever_total_an_empty_list_has_it_ends() {
    for total in [json!(null), json!(0), json!(35), json!(i64::MAX)] {
        let ask = PageRequest::new(&MPC, &LIST_THUMBNAILS_TASK, None, None).unwrap();
        let page = ask.read(json!({"task_array": null, "total": total}).to_string().as_bytes());
        assert!(page.unwrap().items.is_empty());
    }
    let empty = |_: &PageRequest| json!({"task_array": [], "total": 35});
    assert_eq!(read(&MPC, &LIST_THUMBNAILS_TASK, empty), (Vec::new(), 4));
    let empty = |_: &PageRequest| json!({"total": 35});
    assert_eq!(read(&VOD, &LIST_THUMBNAIL_INFO, empty), (Vec::new(), 4));
}

#[test]
fn what_leads_back_to_itself_is_the_last_page() {
    let serve = |ask: &PageRequest| match ask.token().as_deref() {
        None => json!({"Jobs": [0, 1], "NextPageToken": "a"}),
        _ => json!({"Jobs": [2], "NextPageToken": "a"}),
    };
    assert_eq!(read(&ICE, &LIST_SNAPSHOT_JOBS, serve), (all(3), 2));
}

#[test]
fn cursors_are_checked() {
    let kind = |spec, operation, cursor: &str| {
        PageRequest::new(spec, operation, Some(&Cursor::new(cursor)), None).map_err(|error| error.kind())
    };
    for cursor in ["x", "-1", "1+x", "1+-1", "", "9999999999999999999999"] {
        for (spec, operation) in [(&MPC, &LIST_THUMBNAILS_TASK), (&VOD, &LIST_THUMBNAIL_INFO)] {
            let refused = kind(spec, operation, cursor).unwrap_err();
            assert_eq!(refused, ErrorKind::InvalidArgument, "{cursor}");
        }
    }
    for cursor in ["3", "3+7"] {
        assert_eq!(kind(&MPC, &LIST_THUMBNAILS_TASK, cursor).unwrap().number(), 3);
    }
}

#[test]
fn sizes_stay_within_what_the_spec_allows() {
    let size = |asked| {
        let ask = PageRequest::new(&ICE, &LIST_LIVE_SNAPSHOT_FILES, None, asked).unwrap();
        ask.size().unwrap()
    };
    let most = size(None);
    assert!(most > 1);
    assert_eq!((size(Some(0)), size(Some(1)), size(Some(u32::MAX))), (1, 1, most));
}
