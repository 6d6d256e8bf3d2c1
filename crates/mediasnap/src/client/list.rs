//! Lists as streams: a page at a time, the next one when the last item of this one is taken.

use std::collections::VecDeque;

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::StreamExt as _;
use futures_util::stream;

use super::Client;
use crate::{Cursor, Error, Image, ImageFilter, JobFilter, Page, SnapshotJob};

/// Jobs as they are listed.
pub type JobStream = BoxStream<'static, Result<SnapshotJob, Error>>;

/// Images as they are listed.
pub type ImageStream = BoxStream<'static, Result<Image, Error>>;

pub(super) fn jobs(client: Client, filter: JobFilter) -> JobStream {
    pages(filter.cursor.clone(), move |cursor| {
        let (client, mut filter) = (client.clone(), filter.clone());
        filter.cursor = cursor;
        Box::pin(async move { client.jobs_page(&filter).await })
    })
}

pub(super) fn images(client: Client, job: SnapshotJob, filter: ImageFilter) -> ImageStream {
    let job = std::sync::Arc::new(job);
    pages(filter.cursor.clone(), move |cursor| {
        let (client, job, mut filter) = (client.clone(), job.clone(), filter.clone());
        filter.cursor = cursor;
        Box::pin(async move { client.images_page(&job, &filter).await })
    })
}

/// Where a stream is.
enum Next {
    Page(Option<Cursor>),
    End,
}

fn pages<T, F>(start: Option<Cursor>, fetch: F) -> BoxStream<'static, Result<T, Error>>
where
    T: Send + 'static,
    F: Fn(Option<Cursor>) -> BoxFuture<'static, Result<Page<T>, Error>> + Send + 'static,
{
    let state = (VecDeque::new(), Next::Page(start), fetch);
    let items = stream::unfold(state, |(mut items, mut next, fetch)| async move {
        loop {
            if let Some(item) = items.pop_front() {
                return Some((Ok(item), (items, next, fetch)));
            }
            let cursor = match next {
                Next::Page(cursor) => cursor,
                Next::End => return None,
            };
            match fetch(cursor.clone()).await {
                Ok(page) => {
                    items = page.items.into();
                    next = match page.next {
                        // A list that leads back to where it is would never end.
                        Some(following) if Some(&following) != cursor.as_ref() => Next::Page(Some(following)),
                        _ => Next::End,
                    };
                }
                Err(error) => return Some((Err(error), (VecDeque::new(), Next::End, fetch))),
            }
        }
    });
    items.boxed()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::{StreamExt as _, TryStreamExt as _};

    use super::pages;
    use crate::{Cursor, Error, ErrorKind, Page};

    fn page(items: Vec<u32>, next: Option<&str>) -> Page<u32> {
        let mut page = Page::single(items);
        page.next = next.map(Cursor::new);
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

    #[tokio::test]
    async fn a_list_that_leads_back_ends() {
        let stream = pages(None, |_| Box::pin(async { Ok(page(vec![1], Some("a"))) }));
        assert_eq!(stream.count().await, 2);
    }
}
