//! Runs of finite values, handed to a filter several channels at a time.

use crate::error::{Error, Result};
use crate::simd;

/// Checks that `values` is a whole number of frames of one or more channels.
///
/// # Errors
/// [`Error::ShapeMismatch`] when it is not.
pub fn check(values: &[f64], channels: usize) -> Result<()> {
    if channels > 0 && values.len().is_multiple_of(channels) {
        return Ok(());
    }
    let expected = values.len().div_ceil(channels.max(1)) * channels;
    let why = format!("whole frames of {channels} channels");
    Err(Error::ShapeMismatch { what: "values", expected, actual: values.len(), why })
}

/// What filters several channels side by side.
pub trait LaneFilter {
    /// Filters frames in place, padding included. `channels` has the channel of each lane; lanes without one repeat the
    /// first, and hold zeros.
    fn filter<const N: usize>(&self, channels: [usize; N], frames: &mut [[f64; N]]);
}

/// Channels that are filtered side by side at most: all of a body. A recursive filter waits for its own last value, and
/// does as much meanwhile; few channels take fewer lanes, since what is empty must be carried along.
const MOST_LANES: usize = 24;

/// Where a channel is finite: frames `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Segment {
    start: usize,
    end: usize,
    channel: usize,
}

/// Filters every run of at least `minimum` finite values of `values`, `[frame][channel]` flat. Each run is extended at
/// both ends by odd reflection (`2 x_0 - x_i`) of `pad` frames, or of one less than the run has.
pub fn for_each(values: &mut [f64], channels: usize, minimum: usize, pad: usize, filter: &impl LaneFilter) {
    let runs = find(values, channels, minimum.max(1));
    for alike in runs.chunk_by(|a, b| (a.start, a.end) == (b.start, b.end)) {
        for group in alike.chunks(MOST_LANES) {
            match group.len() {
                0..=4 => side_by_side::<4>(values, channels, group, pad, filter),
                5..=8 => side_by_side::<8>(values, channels, group, pad, filter),
                9..=16 => side_by_side::<16>(values, channels, group, pad, filter),
                _ => side_by_side::<MOST_LANES>(values, channels, group, pad, filter),
            }
        }
    }
}

/// Filters equally long segments of up to `N` channels, side by side and padded.
fn side_by_side<const N: usize>(
    values: &mut [f64],
    channels: usize,
    group: &[Segment],
    pad: usize,
    filter: &impl LaneFilter,
) {
    let Segment { start, end, .. } = group[0];
    let (n, pad) = (end - start, pad.min(end - start - 1));
    let runs: Vec<_> = neighbours(group).collect();
    let values = &mut values[start * channels..end * channels];
    let mut padded = Vec::with_capacity(n + 2 * pad);
    padded.resize(pad, [0.0; N]);
    padded.extend(values.chunks_exact(channels).map(|frame| {
        let mut row = [0.0; N];
        for &(first, lane, width) in &runs {
            copy(&frame[first..first + width], &mut row[lane..lane + width]);
        }
        row
    }));
    padded.resize(n + 2 * pad, [0.0; N]);
    reflect(&mut padded, pad);
    filter.filter(std::array::from_fn(|i| group.get(i).unwrap_or(&group[0]).channel), &mut padded);
    for (first, lane, width) in runs {
        for (frame, filtered) in values.chunks_exact_mut(channels).zip(&padded[pad..]) {
            copy(&filtered[lane..lane + width], &mut frame[first..first + width]);
        }
    }
}

/// Copies a few numbers, four at a time: to call `memcpy` costs more than the copy.
#[inline(always)]
fn copy(from: &[f64], into: &mut [f64]) {
    let ((from, from_rest), (into, into_rest)) = (from.as_chunks::<4>(), into.as_chunks_mut::<4>());
    for (from, into) in from.iter().zip(into) {
        *into = *from;
    }
    for (from, into) in from_rest.iter().zip(into_rest) {
        *into = *from;
    }
}

/// The channels of a group as runs of neighbours: first channel, its lane, and how many.
fn neighbours(group: &[Segment]) -> impl Iterator<Item = (usize, usize, usize)> {
    let mut lane = 0;
    group.chunk_by(|a, b| a.channel + 1 == b.channel).map(move |run| {
        lane += run.len();
        (run[0].channel, lane - run.len(), run.len())
    })
}

simd::widest! {
    /// Fills `pad` frames at each end by odd reflection about the first and last frame between them.
    fn reflect<const N: usize>(padded: &mut [[f64; N]], pad: usize) -> () = reflect_here;
}

#[inline(always)]
fn reflect_here<const N: usize>(padded: &mut [[f64; N]], pad: usize) {
    let (first, last) = (pad, padded.len() - pad - 1);
    let ends = [padded[first], padded[last]];
    for i in 1..=pad {
        let (inside, outside) = ([padded[first + i], padded[last - i]], [first - i, last + i]);
        for end in 0..2 {
            for lane in 0..N {
                padded[outside[end]][lane] = 2.0 * ends[end][lane] - inside[end][lane];
            }
        }
    }
}

/// Every run of at least `minimum` finite values, those of equal extent next to each other.
fn find(values: &[f64], channels: usize, minimum: usize) -> Vec<Segment> {
    let frames = values.len() / channels;
    // One pass without branches tells the common case, nothing missing, apart.
    if values.iter().fold(true, |all, v| all & v.is_finite()) {
        let whole = |channel| Segment { start: 0, end: frames, channel };
        return if frames < minimum { Vec::new() } else { (0..channels).map(whole).collect() };
    }
    let mut is_whole = vec![true; channels];
    for frame in values.chunks_exact(channels) {
        is_whole.iter_mut().zip(frame).for_each(|(is_whole, v)| *is_whole &= v.is_finite());
    }
    let mut runs = Vec::new();
    for channel in 0..channels {
        let mut start = 0;
        if is_whole[channel] {
            runs.extend((frames >= minimum).then_some(Segment { start, end: frames, channel }));
            continue;
        }
        for frame in 0..=frames {
            if frame == frames || !values[frame * channels + channel].is_finite() {
                if frame - start >= minimum {
                    runs.push(Segment { start, end: frame, channel });
                }
                start = frame + 1;
            }
        }
    }
    runs.sort_unstable();
    runs
}
