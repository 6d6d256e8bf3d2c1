//! Lists as streams: a page at a time, the next one when the last item of this one is taken.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, stream};
use mediasnap_core::{Error, ErrorKind};

use super::Client;
use crate::model::{
    Cursor, Image, ImageFilter, ImageUrl, JobFilter, ObjectLocation, Page, ProductKey, SnapshotJob,
};

/// Jobs as they are listed.
pub type JobStream = BoxStream<'static, Result<SnapshotJob, Error>>;

/// Images as they are listed.
pub type ImageStream = BoxStream<'static, Result<Image, Error>>;

/// How many pages in a row may hold nothing but what the page before had.
const STALE: usize = 3;
/// How many pages in a row may hold nothing.
const EMPTY: usize = 10_000;

impl Client {
    /// All jobs that `filter` lets through, page by page as the stream is read; at most one page is held. An error ends it.
    ///
    /// A job that moves on to the next page because the list grows while it is read is given once.
    ///
    /// # Errors
    /// `Unsupported` for a filter that the product does not have, before any I/O; `UnexpectedResponse` for a pagination loop,
    /// after the jobs that it had.
    pub fn jobs(&self, filter: JobFilter) -> JobStream {
        let (client, start) = (self.clone(), filter.cursor.clone());
        pages(
            client.product(),
            start,
            |job: &SnapshotJob| job.id.clone(),
            move |cursor| {
                let (client, mut filter) = (client.clone(), filter.clone());
                filter.cursor = cursor;
                Box::pin(async move { client.jobs_page(&filter).await })
            },
        )
    }

    /// All images of a job, page by page as the stream is read; at most one page is held. An error ends it.
    ///
    /// # Errors
    /// `Conflict` where the product keeps the images of the latest job only, and this is not it; `UnexpectedResponse` for a
    /// pagination loop, after the images that it had.
    pub fn images(&self, job: &SnapshotJob) -> ImageStream {
        self.images_with(job, ImageFilter::new())
    }

    /// The images of a job that `filter` lets through.
    ///
    /// # Errors
    /// As [`images`](Self::images), and `Unsupported` for a filter that the product does not have.
    pub fn images_with(&self, job: &SnapshotJob, filter: ImageFilter) -> ImageStream {
        let (client, start) = (self.clone(), filter.cursor.clone());
        let job = Arc::new(job.clone());
        pages(client.product(), start, identity, move |cursor| {
            let (client, job, mut filter) = (client.clone(), job.clone(), filter.clone());
            filter.cursor = cursor;
            Box::pin(async move { client.images_page(&job, &filter).await })
        })
    }
}

/// Identity of an image within its job.
type ImageIdentity = (
    Option<ObjectLocation>,
    Option<ImageUrl>,
    Option<i64>,
    Option<Duration>,
    Option<DateTime<Utc>>,
    Option<String>,
);

fn identity(image: &Image) -> ImageIdentity {
    let (object, url) = (image.object.clone(), image.url.clone());
    // Without an address or object, what was sent of it is all that is known.
    let sent = (object.is_none() && url.is_none()).then(|| image.raw().as_str().to_owned());
    (object, url, image.index, image.offset, image.captured_at, sent)
}

/// Where a stream is.
struct Reading<T, K> {
    /// Rest of the current page.
    items: VecDeque<T>,
    next: Next,
    /// Identities on the latest page with items: a list that moves while it is read shows the end of a page again on the next one.
    latest: HashSet<K>,
    /// The pages in a row without anything new.
    stale: usize,
    empty: usize,
    /// A cursor that was seen, how many were seen since, and after how many it is replaced: in a circle it comes again.
    mark: Option<Cursor>,
    steps: u64,
    turn: u64,
}

enum Next {
    Page(Option<Cursor>),
    End,
}

impl<T, K: Hash + Eq> Reading<T, K> {
    /// Takes a page in; says why the list has no end.
    fn take(
        &mut self,
        page: Page<T>,
        cursor: Option<&Cursor>,
        identity: impl Fn(&T) -> K,
    ) -> Result<(), &'static str> {
        let count = page.items.len();
        if count == 0 {
            self.empty += 1;
        } else {
            self.empty = 0;
            let identities: HashSet<K> = page.items.iter().map(&identity).collect();
            let known = std::mem::replace(&mut self.latest, identities);
            self.items = page.items.into();
            self.items.retain(|item| !known.contains(&identity(item)));
            self.stale = if self.items.is_empty() { self.stale + 1 } else { 0 };
        }
        // What leads back to itself has told all that it will ever tell.
        let Some(next) = page.next_cursor.filter(|next| Some(next) != cursor) else {
            self.next = Next::End;
            return Ok(());
        };
        if self.stale >= STALE {
            return Err("the list does not move on: page after page holds the same");
        }
        if self.empty >= EMPTY {
            return Err("the list does not end: page after page is empty");
        }
        if self.mark.as_ref() == Some(&next) {
            return Err("the list leads back to a page that it has been on");
        }
        self.steps += 1;
        if self.steps >= self.turn {
            self.mark = Some(next.clone());
            (self.steps, self.turn) = (0, self.turn.saturating_mul(2));
        }
        self.next = Next::Page(Some(next));
        Ok(())
    }
}

fn pages<T, K, F>(
    product: ProductKey,
    start: Option<Cursor>,
    identity: impl Fn(&T) -> K + Send + 'static,
    fetch: F,
) -> BoxStream<'static, Result<T, Error>>
where
    T: Send + 'static,
    K: Hash + Eq + Send + 'static,
    F: Fn(Option<Cursor>) -> BoxFuture<'static, Result<Page<T>, Error>> + Send + 'static,
{
    let reading = Reading {
        items: VecDeque::new(),
        next: Next::Page(start),
        latest: HashSet::new(),
        stale: 0,
        empty: 0,
        mark: None,
        steps: 0,
        turn: 1,
    };
    let state = (reading, identity, fetch, None);
    let items = stream::unfold(
        state,
        move |(mut reading, identity, fetch, mut last)| async move {
            loop {
                if let Some(item) = reading.items.pop_front() {
                    return Some((Ok(item), (reading, identity, fetch, last)));
                }
                if let Some(error) = last.take() {
                    return Some((Err(error), (reading, identity, fetch, None)));
                }
                let cursor = match std::mem::replace(&mut reading.next, Next::End) {
                    Next::Page(cursor) => cursor,
                    Next::End => return None,
                };
                match fetch(cursor.clone()).await {
                    // What is wrong with the way on is told after what is on the page.
                    Ok(page) => {
                        let taken = reading.take(page, cursor.as_ref(), &identity);
                        let wrong = |why| {
                            Error::new(ErrorKind::UnexpectedResponse, why)
                                .with_operation(product.as_str(), None)
                        };
                        last = taken.err().map(wrong);
                    }
                    Err(error) => last = Some(error),
                }
            }
        },
    );
    items.boxed()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_core::stream::BoxStream;
    use futures_util::{StreamExt as _, TryStreamExt as _};
    use mediasnap_core::{Error, ErrorKind};

    use crate::model::{Cursor, Page, ProductKey};

    fn pages<F>(start: Option<Cursor>, fetch: F) -> BoxStream<'static, Result<u32, Error>>
    where
        F: Fn(Option<Cursor>) -> futures_core::future::BoxFuture<'static, Result<Page<u32>, Error>>
            + Send
            + 'static,
    {
        super::pages(ProductKey::HuaweiMpc, start, |item| *item, fetch)
    }

    fn page(items: Vec<u32>, next: Option<&str>) -> Page<u32> {
        let mut page = Page::single(items);
        page.next_cursor = next.map(Cursor::new);
        page
    }

    #[tokio::test]
    async fn pages_are_fetched_when_they_are_needed() {
        let fetched = Arc::new(AtomicUsize::new(0));
        let count = fetched.clone();
        let mut stream = pages(None, move |cursor| {
            count.fetch_add(1, Ordering::Relaxed);
            let page = match cursor.as_ref().map(Cursor::as_str) {
                None => page(vec![1, 2], Some("b")),
                Some("b") => page(vec![], Some("c")),
                _ => page(vec![3], None),
            };
            Box::pin(async move { Ok(page) })
        });
        assert_eq!(stream.next().await.unwrap().unwrap(), 1);
        assert_eq!(fetched.load(Ordering::Relaxed), 1);
        let rest: Vec<u32> = stream.try_collect().await.unwrap();
        assert_eq!((rest, fetched.load(Ordering::Relaxed)), (vec![2, 3], 3));
    }

    #[tokio::test]
    async fn an_error_ends_the_list() {
        let stream = pages(None, |cursor| {
            Box::pin(async move {
                match cursor {
                    None => Ok(page(vec![1], Some("b"))),
                    Some(_) => Err(Error::new(ErrorKind::Throttled, "slow down")),
                }
            })
        });
        let all: Vec<_> = stream.collect().await;
        assert_eq!(all.len(), 2);
        assert!(all[1].as_ref().unwrap_err().is_throttled());
    }

    /// Reads a list whose pages are `answer`: its items up to an error, and the error.
    async fn read(
        answer: impl Fn(Option<&str>) -> Page<u32> + Send + 'static,
    ) -> (Vec<u32>, Option<ErrorKind>) {
        let mut stream = pages(None, move |cursor| {
            let page = answer(cursor.as_ref().map(Cursor::as_str));
            Box::pin(async move { Ok(page) })
        });
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            match item {
                Ok(item) => items.push(item),
                Err(error) => {
                    assert!(stream.next().await.is_none(), "the list goes on after its error");
                    assert_eq!(error.product(), Some("huawei-mpc"));
                    return (items, Some(error.kind()));
                }
            }
        }
        (items, None)
    }

    fn number(cursor: Option<&str>) -> u32 {
        cursor.map_or(0, |cursor| cursor.parse().unwrap())
    }

    #[tokio::test]
    async fn a_page_that_leads_back_to_itself_is_the_last() {
        let (items, error) = read(|cursor| match cursor {
            None => page(vec![1], Some("a")),
            Some(_) => page(vec![1, 2], Some("a")),
        })
        .await;
        assert_eq!((items, error), (vec![1, 2], None));
    }

    #[tokio::test]
    async fn a_circle_is_an_error() {
        for length in [2, 3, 7, 100] {
            let (items, error) = read(move |cursor| {
                let at = number(cursor);
                page(vec![at], Some(&((at + 1) % length).to_string()))
            })
            .await;
            assert_eq!(error, Some(ErrorKind::UnexpectedResponse));
            let times = items.len() / usize::try_from(length).unwrap();
            assert!(times <= 4, "a circle of {length} was gone round {times} times");
        }
    }

    #[tokio::test]
    async fn what_moves_to_the_next_page_while_the_list_is_read_comes_once() {
        let (items, error) = read(|cursor| match number(cursor) {
            0 => page(vec![9, 8, 7], Some("1")),
            1 => page(vec![8, 7, 6], Some("2")),
            _ => page(vec![5], None),
        })
        .await;
        assert_eq!((items, error), (vec![9, 8, 7, 6, 5], None));
    }

    #[tokio::test]
    async fn the_same_page_again_and_again_is_an_error() {
        let (items, error) = read(|cursor| {
            let at = number(cursor);
            page(vec![1, 2], Some(&(at + 1).to_string()))
        })
        .await;
        assert_eq!((items, error), (vec![1, 2], Some(ErrorKind::UnexpectedResponse)));
    }

    #[tokio::test]
    async fn empty_pages_are_passed_over_but_not_for_ever() {
        let (items, error) = read(|cursor| match number(cursor) {
            at @ 0..500 => page(vec![], Some(&(at + 1).to_string())),
            at => page(vec![at], None),
        })
        .await;
        assert_eq!((items, error), (vec![500], None));
        let (items, error) = read(|cursor| page(vec![], Some(&(number(cursor) + 1).to_string()))).await;
        assert_eq!((items, error), (vec![], Some(ErrorKind::UnexpectedResponse)));
    }
}
