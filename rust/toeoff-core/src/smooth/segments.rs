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
    /// Filters frames in place. `channels` has the channel of each lane; lanes without one repeat the first, and hold
    /// zeros.
    fn filter<const N: usize>(&self, channels: [usize; N], run: Padded<'_, N>);
}

/// A run of frames between its reflections at either end, which the filter may leave in any state.
pub struct Padded<'a, const N: usize> {
    pub before: &'a mut [[f64; N]],
    pub frames: &'a mut [[f64; N]],
    pub after: &'a mut [[f64; N]],
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
    let values = &mut values[start * channels..end * channels];
    let channel_of: [usize; N] = std::array::from_fn(|i| group.get(i).unwrap_or(&group[0]).channel);
    // All channels of the frames lie side by side as they are.
    if channels == N && group.len() == N {
        return padded(values.as_chunks_mut().0, pad, channel_of, filter);
    }
    let runs: Vec<_> = neighbours(group).collect();
    let mut frames = vec![[0.0; N]; end - start];
    for (row, frame) in frames.iter_mut().zip(values.chunks_exact(channels)) {
        for &(first, lane, width) in &runs {
            copy(&frame[first..first + width], &mut row[lane..lane + width]);
        }
    }
    padded(&mut frames, pad, channel_of, filter);
    for (row, frame) in frames.iter().zip(values.chunks_exact_mut(channels)) {
        for &(first, lane, width) in &runs {
            copy(&row[lane..lane + width], &mut frame[first..first + width]);
        }
    }
}

/// Filters frames between up to `pad` frames of reflection at either end.
fn padded<const N: usize>(frames: &mut [[f64; N]], pad: usize, channels: [usize; N], filter: &impl LaneFilter) {
    let pad = pad.min(frames.len() - 1);
    let mut ends = vec![[0.0; N]; 2 * pad];
    let (before, after) = ends.split_at_mut(pad);
    reflect(frames, before, after);
    filter.filter(channels, Padded { before, frames, after });
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
    /// Fills what comes before and after the frames by odd reflection about the first and the last one.
    fn reflect<const N: usize>(frames: &[[f64; N]], before: &mut [[f64; N]], after: &mut [[f64; N]]) -> () = reflect_here;
}

#[inline(always)]
fn reflect_here<const N: usize>(frames: &[[f64; N]], before: &mut [[f64; N]], after: &mut [[f64; N]]) {
    let (pad, last) = (before.len(), frames.len() - 1);
    for i in 1..=pad {
        for lane in 0..N {
            before[pad - i][lane] = 2.0 * frames[0][lane] - frames[i][lane];
            after[i - 1][lane] = 2.0 * frames[last][lane] - frames[last - i][lane];
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
