//! Which frame is shown when: spans without gaps, in whole seconds where the frames allow it.

use crate::error::TrackError;

/// The longest track, in milliseconds: about 31 years.
const MAX_DURATION_MS: u64 = 1_000_000_000_000;
/// The largest number of tiles of a sampled track.
const MAX_TILES: u64 = 1_000_000;

/// A span of time and the index of the frame that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start_ms: u64,
    pub(crate) end_ms: u64,
    pub(crate) frame: usize,
}

/// Divides the time from 0 to `duration` among frames at `offsets`, which ascend. A frame is shown from its own time to that of
/// the next; the first from the beginning. `None` for `duration` ends the last frame after the usual distance.
///
/// Players that cut fractions of a second off need spans of whole seconds, so boundaries are rounded down where frames lie at
/// least a second apart.
pub(crate) fn spans(offsets: &[u64], duration: Option<u64>) -> Result<Vec<Span>, TrackError> {
    let Some((last, rest)) = offsets.split_last() else {
        return Err(TrackError::invalid("there is no frame to make a track of"));
    };
    if offsets.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(TrackError::invalid(
            "two frames show the same time; a track needs one frame for each time",
        ));
    }
    let distance = usual_distance(offsets);
    let end = duration.filter(|end| end > last).unwrap_or(last + distance);
    let whole = offsets.windows(2).all(|pair| pair[1] - pair[0] >= 1_000);
    let boundary = |offset: u64| if whole { offset / 1_000 * 1_000 } else { offset };
    let starts = std::iter::once(0).chain(offsets.iter().skip(1).map(|offset| boundary(*offset)));
    let ends = rest.iter().skip(1).chain(std::iter::once(last)).take(rest.len());
    let ends = ends.map(|offset| boundary(*offset)).chain(std::iter::once(end));
    Ok(starts
        .zip(ends)
        .enumerate()
        .map(|(frame, (start_ms, end_ms))| Span {
            start_ms,
            end_ms,
            frame,
        })
        .collect())
}

/// Divides the time from 0 to `duration` into tiles of `interval`, each with the frame that is on screen at its beginning: the
/// last one at or before it, or the first frame.
pub(crate) fn sampled(offsets: &[u64], duration: u64, interval: u64) -> Result<Vec<Span>, TrackError> {
    if offsets.is_empty() {
        return Err(TrackError::invalid("there is no frame to make a track of"));
    }
    if interval == 0 || duration == 0 {
        return Err(TrackError::invalid(
            "the interval and the duration of a track are longer than 0",
        ));
    }
    let tiles = duration.div_ceil(interval);
    if tiles > MAX_TILES {
        return Err(TrackError::invalid(format!(
            "a tile every {interval} ms makes {tiles} tiles; a track has at most {MAX_TILES}"
        )));
    }
    Ok((0..tiles)
        .map(|tile| {
            let start_ms = tile * interval;
            Span {
                start_ms,
                end_ms: (start_ms + interval).min(duration),
                frame: offsets
                    .partition_point(|offset| *offset <= start_ms)
                    .saturating_sub(1),
            }
        })
        .collect())
}

/// Checks that a time is one of a track.
pub(crate) fn check_time(what: &str, milliseconds: Option<u64>) -> Result<(), TrackError> {
    match milliseconds {
        Some(milliseconds) if milliseconds > MAX_DURATION_MS => Err(TrackError::invalid(format!(
            "{what}: {milliseconds} ms is too long for a track"
        ))),
        _ => Ok(()),
    }
}

/// Returns the interval of `spans` that all but the last have, which may be shorter.
pub(crate) fn interval(spans: &[Span]) -> Option<u64> {
    let (last, rest) = spans.split_last()?;
    let interval = rest.first().unwrap_or(last);
    let interval = interval.end_ms - interval.start_ms;
    let uniform = rest.iter().all(|span| span.end_ms - span.start_ms == interval)
        && last.end_ms - last.start_ms <= interval;
    uniform.then_some(interval)
}

/// Returns the distance that is most likely from one frame to the next: the median, or a second for a single frame.
pub(crate) fn usual_distance(offsets: &[u64]) -> u64 {
    let mut distances: Vec<u64> = offsets
        .windows(2)
        .map(|pair| pair[1].saturating_sub(pair[0]))
        .collect();
    distances.sort_unstable();
    distances
        .get(distances.len() / 2)
        .copied()
        .unwrap_or(1_000)
        .max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Span, interval, sampled, spans};

    fn bounds(spans: &[Span]) -> Vec<(u64, u64)> {
        spans.iter().map(|span| (span.start_ms, span.end_ms)).collect()
    }

    #[test]
    fn a_frame_is_shown_until_the_next_and_the_first_from_the_beginning() {
        let found = spans(&[1_000, 5_000, 30_000], Some(60_000)).unwrap();
        assert_eq!(bounds(&found), [(0, 5_000), (5_000, 30_000), (30_000, 60_000)]);
    }

    #[test]
    fn without_a_duration_the_last_frame_lasts_as_long_as_the_others() {
        assert_eq!(
            bounds(&spans(&[0, 5_000, 10_000], None).unwrap()).last(),
            Some(&(10_000, 15_000))
        );
        assert_eq!(bounds(&spans(&[3_000], None).unwrap()), [(0, 4_000)]);
    }

    #[test]
    fn boundaries_are_whole_seconds_where_the_frames_allow_it() {
        let found = spans(&[40, 1_080, 2_120], Some(3_500)).unwrap();
        assert_eq!(bounds(&found), [(0, 1_000), (1_000, 2_000), (2_000, 3_500)]);
        let found = spans(&[0, 500, 1_000], Some(1_500)).unwrap();
        assert_eq!(bounds(&found), [(0, 500), (500, 1_000), (1_000, 1_500)]);
    }

    #[test]
    fn sampling_takes_the_frame_on_screen() {
        let found = sampled(&[1_000, 6_000], 12_000, 5_000).unwrap();
        let frames: Vec<usize> = found.iter().map(|span| span.frame).collect();
        assert_eq!(frames, [0, 0, 1]);
        assert_eq!(bounds(&found), [(0, 5_000), (5_000, 10_000), (10_000, 12_000)]);
        assert_eq!(interval(&found), Some(5_000));
    }

    #[test]
    fn what_cannot_be_divided_is_an_error() {
        assert!(spans(&[], None).is_err());
        assert!(spans(&[5, 5], None).is_err());
        assert!(sampled(&[0], 0, 1).is_err());
        assert!(sampled(&[0], 1, 0).is_err());
    }

    proptest! {
        #[test]
        fn spans_have_no_gaps_and_none_is_empty(mut offsets in prop::collection::btree_set(0_u64..10_000_000, 1..200), extra in 1_u64..100_000) {
            let offsets: Vec<u64> = std::mem::take(&mut offsets).into_iter().collect();
            let end = offsets.last().unwrap() + extra;
            let found = spans(&offsets, Some(end)).unwrap();
            prop_assert_eq!(found.len(), offsets.len());
            prop_assert_eq!(found[0].start_ms, 0);
            prop_assert_eq!(found.last().unwrap().end_ms, end);
            for pair in found.windows(2) {
                prop_assert_eq!(pair[0].end_ms, pair[1].start_ms);
            }
            prop_assert!(found.iter().all(|span| span.start_ms < span.end_ms));
        }
    }
}
