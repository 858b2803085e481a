//! Zero-lag Butterworth low-pass, fourth order: a second-order filter run forwards and backwards.
//!
//! Two passes halve the amplitude at the design cutoff instead of taking 3 dB off, so the design cutoff is raised until
//! the cascade is 3 dB down at the cutoff asked for: `tan(pi fc / fs) / C`, `C = (sqrt(2) - 1)^(1/4) = 0.802` (Winter,
//! Biomechanics and Motor Control of Human Movement, 4th ed. 2009, section 2.2.4.4).
//! Ends are padded by odd reflection ([`pad_frames`]) and each pass starts in its steady state: the result is that of
//! `scipy.signal.filtfilt` with that `padlen`.

use super::segments::{self, LaneFilter, Padded};
use crate::body::{Body, CHANNELS, Joint, Side, landmark};
use crate::error::Result;
use crate::simd;

/// Fewest frames of padding at each end: three times the order.
const MINIMUM_PAD_FRAMES: usize = 12;
/// Padding at each end in periods of the cutoff. The start-up transient on a slope has died down to 0.1 % of a frame's
/// travel there, whatever the frame rate; the fixed length that `scipy.signal.filtfilt` takes by default (9 frames)
/// leaves 40 % of a frame's travel at 240 fps (own calculation).
const PAD_PERIODS: f64 = 1.5;
/// Shorter runs of finite values are left as they are: there is nothing to tell signal from noise by.
pub const MINIMUM_FRAMES: usize = 4;
/// Highest cutoff as a part of the frame rate: beyond it the bilinear transform squeezes the transition band so far
/// that the filter does nothing (engineering judgement; Nyquist is at 0.5).
pub const CUTOFF_PER_FRAME_RATE: f64 = 0.4;

/// The cutoff that is used when `cutoff_hz` is asked for: no more than [`CUTOFF_PER_FRAME_RATE`] of the frame rate.
pub fn effective_cutoff_hz(cutoff_hz: f64, frame_rate_hz: f64) -> f64 {
    cutoff_hz.min(CUTOFF_PER_FRAME_RATE * frame_rate_hz)
}

/// Frames of padding at each end of a segment, for the lowest cutoff of a call. A segment of fewer frames is padded by
/// all it has, one frame less than its length.
pub fn pad_frames(cutoff_hz: f64, frame_rate_hz: f64) -> usize {
    let periods = PAD_PERIODS * frame_rate_hz / effective_cutoff_hz(cutoff_hz, frame_rate_hz);
    (periods.ceil() as usize).max(MINIMUM_PAD_FRAMES)
}

/// Filters `values`, `[frame][channel]` flat, in place; channel `c` has the cutoff `cutoff_hz[c]`, 3 dB down there,
/// or [`effective_cutoff_hz`] where the frame rate is too low for it.
///
/// Values that are not finite split a channel into segments that are filtered on their own and stay what they are;
/// a segment of fewer than [`MINIMUM_FRAMES`] frames is left unfiltered. A single channel is `&[cutoff_hz]`.
///
/// # Errors
/// [`Error::OutOfRange`](crate::Error::OutOfRange) for a frame rate or cutoff that is not a positive number, [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) when
/// `values` is not a whole number of frames.
pub fn butterworth(values: &mut [f64], cutoff_hz: &[f64], frame_rate_hz: f64) -> Result<()> {
    let channels = cutoff_hz.len();
    segments::check(values, channels)?;
    super::check_rates(cutoff_hz, frame_rate_hz)?;
    let slowest_hz = cutoff_hz.iter().copied().fold(f64::INFINITY, f64::min);
    // Most channels share the cutoff of the one before: a tangent less.
    let mut coefficients: Vec<Coefficients> = Vec::with_capacity(channels);
    for (i, &hz) in cutoff_hz.iter().enumerate() {
        let is_known = i > 0 && cutoff_hz[i - 1] == hz;
        coefficients.push(if is_known { coefficients[i - 1] } else { Coefficients::new(hz, frame_rate_hz) });
    }
    let filter = ByChannel(&coefficients);
    segments::for_each(values, channels, MINIMUM_FRAMES, pad_frames(slowest_hz, frame_rate_hz), &filter);
    Ok(())
}

/// Coefficients of every channel.
struct ByChannel<'a>(&'a [Coefficients]);

impl LaneFilter for ByChannel<'_> {
    fn filter<const N: usize>(&self, channels: [usize; N], run: Padded<'_, N>) {
        both_ways(&Filter::new(channels.map(|c| self.0[c])), run);
    }
}

/// Cutoffs of a body: the feet move faster than the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cutoffs {
    /// Shoulder, hip and knee, Hz.
    pub trunk_hz: f64,
    /// Ankle, heel and toe, Hz.
    pub foot_hz: f64,
}

impl Default for Cutoffs {
    /// 8 and 10 Hz: they take 0.4 and 0.1 degrees off the largest shank angle of a runner, where 4 Hz takes 5 degrees
    /// (own measurement on motion capture at 4.7 m/s); marker-based studies of running use 6 to 12 Hz.
    fn default() -> Self {
        Self { trunk_hz: 8.0, foot_hz: 10.0 }
    }
}

/// Filters a body with evenly spaced frames in place and says which cutoffs were used: those asked for, or
/// [`effective_cutoff_hz`] where the frame rate is too low. A body of fewer than two frames has no frame rate and stays.
///
/// # Errors
/// [`Error::OutOfRange`](crate::Error::OutOfRange) for a cutoff that is not a positive number.
pub fn butterworth_body(body: &mut Body, cutoffs: Cutoffs) -> Result<Cutoffs> {
    if body.n_frames() < 2 {
        return Ok(cutoffs);
    }
    let frame_rate_hz = 1.0 / body.frame_time_s();
    let mut cutoff_hz = [cutoffs.trunk_hz; CHANNELS];
    for side in Side::BOTH {
        for joint in [Joint::Ankle, Joint::Heel, Joint::Toe] {
            let channel = 2 * landmark(side, joint);
            cutoff_hz[channel..channel + 2].fill(cutoffs.foot_hz);
        }
    }
    butterworth(&mut body.xy, &cutoff_hz, frame_rate_hz)?;
    Ok(Cutoffs {
        trunk_hz: effective_cutoff_hz(cutoffs.trunk_hz, frame_rate_hz),
        foot_hz: effective_cutoff_hz(cutoffs.foot_hz, frame_rate_hz),
    })
}

/// One low-pass of second order, normalised. Its numerator is `gain * (1, 2, 1)`.
#[derive(Debug, Clone, Copy)]
struct Coefficients {
    gain: f64,
    a1: f64,
    a2: f64,
}

impl Coefficients {
    fn new(cutoff_hz: f64, frame_rate_hz: f64) -> Self {
        let two_pass_correction = (2.0_f64.sqrt() - 1.0).powf(0.25);
        let cutoff_hz = effective_cutoff_hz(cutoff_hz, frame_rate_hz);
        let w = (std::f64::consts::PI * cutoff_hz / frame_rate_hz).tan() / two_pass_correction;
        let norm = 1.0 / (1.0 + std::f64::consts::SQRT_2 * w + w * w);
        Self {
            gain: w * w * norm,
            a1: 2.0 * (w * w - 1.0) * norm,
            a2: (1.0 - std::f64::consts::SQRT_2 * w + w * w) * norm,
        }
    }
}

/// The filters of several channels side by side, so that one instruction serves them all.
struct Filter<const N: usize> {
    gain: [f64; N],
    a1: [f64; N],
    a2: [f64; N],
}

impl<const N: usize> Filter<N> {
    fn new(coefficients: [Coefficients; N]) -> Self {
        Self { gain: coefficients.map(|c| c.gain), a1: coefficients.map(|c| c.a1), a2: coefficients.map(|c| c.a2) }
    }

    /// The state that a constant at the value of this frame leaves behind.
    #[inline(always)]
    fn at_rest(&self, frame: &[f64; N]) -> State<N> {
        let (mut z1, mut z2) = ([0.0; N], [0.0; N]);
        for i in 0..N {
            z1[i] = frame[i] * (1.0 - self.gain[i]);
            z2[i] = frame[i] * (self.gain[i] - self.a2[i]);
        }
        State { z1, z2 }
    }

    /// Goes on over some frames, in transposed direct form II.
    #[inline(always)]
    fn run<'a>(&self, state: &mut State<N>, frames: impl Iterator<Item = &'a mut [f64; N]>) {
        let State { mut z1, mut z2 } = *state;
        for x in frames {
            for i in 0..N {
                let scaled = self.gain[i] * x[i];
                let y = scaled + z1[i];
                // What does not wait for y first.
                z1[i] = (scaled + scaled + z2[i]) - self.a1[i] * y;
                z2[i] = scaled - self.a2[i] * y;
                x[i] = y;
            }
        }
        *state = State { z1, z2 };
    }
}

/// What a filter keeps from one frame to the next.
#[derive(Clone, Copy)]
struct State<const N: usize> {
    z1: [f64; N],
    z2: [f64; N],
}

simd::widest! {
    /// A pass forwards and one backwards, which need not go on to what comes before the frames.
    fn both_ways<const N: usize>(filter: &Filter<N>, run: Padded<'_, N>) -> () = both_ways_here;
}

#[inline(always)]
fn both_ways_here<const N: usize>(filter: &Filter<N>, run: Padded<'_, N>) {
    let Padded { before, frames, after } = run;
    let mut state = filter.at_rest(before.first().unwrap_or(&frames[0]));
    filter.run(&mut state, before.iter_mut());
    filter.run(&mut state, frames.iter_mut());
    filter.run(&mut state, after.iter_mut());
    let mut state = filter.at_rest(after.last().unwrap_or(&frames[frames.len() - 1]));
    filter.run(&mut state, after.iter_mut().rev());
    filter.run(&mut state, frames.iter_mut().rev());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use std::f64::consts::{FRAC_1_SQRT_2, PI};

    fn sine(hz: f64, fs: f64, n: usize) -> Vec<f64> {
        (0..n).map(|i| (2.0 * PI * hz * i as f64 / fs).sin()).collect()
    }

    #[test]
    fn a_sine_at_the_cutoff_comes_out_three_decibels_down_and_in_phase() {
        for fs in [30.0, 60.0, 240.0] {
            let mut y = sine(8.0, fs, 2000);
            let x = y.clone();
            butterworth(&mut y, &[8.0], fs).expect("valid");
            for i in 500..1500 {
                assert!((y[i] - FRAC_1_SQRT_2 * x[i]).abs() < 1e-6, "{fs} fps, frame {i}: {} of {}", y[i], x[i]);
            }
        }
    }

    #[test]
    fn constants_and_slopes_are_kept_and_channels_do_not_mix() {
        let n = 40;
        let mut v: Vec<f64> = (0..n).flat_map(|i| [5.0, i as f64, -1e6, 0.1 * i as f64]).collect();
        let before = v.clone();
        butterworth(&mut v, &[8.0, 8.0, 10.0, 10.0], 60.0).expect("valid");
        for (channel, tolerance) in [(0, 1e-12), (1, 1e-3), (2, 1e-6), (3, 1e-4)] {
            for (a, b) in v.iter().zip(&before).skip(channel).step_by(4) {
                assert!((a - b).abs() < tolerance, "channel {channel}: {a} {b}");
            }
        }
    }

    #[test]
    fn missing_values_split_a_channel_and_short_segments_stay() {
        let whole = sine(9.0, 60.0, 64);
        let mut v: Vec<f64> = whole.iter().flat_map(|&x| [x, x]).collect();
        for frame in [20, 24, 25] {
            v[2 * frame] = f64::NAN;
        }
        v[2 * 30 + 1] = f64::INFINITY;
        butterworth(&mut v, &[8.0, 8.0], 60.0).expect("valid");
        let mut head = whole[..20].to_vec();
        butterworth(&mut head, &[8.0], 60.0).expect("valid");
        for i in 0..20 {
            assert!((v[2 * i] - head[i]).abs() < 1e-12);
        }
        for i in [20, 24, 25] {
            assert!(v[2 * i].is_nan());
        }
        for i in 21..24 {
            assert_eq!(v[2 * i], whole[i]);
        }
        assert_eq!(v[2 * 30 + 1], f64::INFINITY);
        assert!(v.iter().skip(1).step_by(2).enumerate().all(|(i, x)| i == 30 || x.is_finite()));
    }

    #[test]
    fn a_cutoff_too_high_for_the_frame_rate_is_lowered_to_the_stated_one() {
        assert_eq!(effective_cutoff_hz(10.0, 20.0), 8.0);
        assert_eq!(effective_cutoff_hz(10.0, 60.0), 10.0);
        let (mut a, mut b) = (sine(3.0, 20.0, 50), sine(3.0, 20.0, 50));
        butterworth(&mut a, &[10.0], 20.0).expect("valid");
        butterworth(&mut b, &[8.0], 20.0).expect("valid");
        assert_eq!(a, b);
    }

    #[test]
    fn nonsense_is_refused() {
        let mut v = vec![0.0; 7];
        assert!(matches!(butterworth(&mut v, &[8.0, 8.0], 60.0), Err(Error::ShapeMismatch { expected: 8, .. })));
        assert!(matches!(butterworth(&mut v, &[], 60.0), Err(Error::ShapeMismatch { .. })));
        assert!(matches!(butterworth(&mut v, &[0.0], 60.0), Err(Error::OutOfRange { what: "cutoff_hz", .. })));
        assert!(matches!(butterworth(&mut v, &[8.0], f64::NAN), Err(Error::OutOfRange { what: "frame_rate_hz", .. })));
        assert!(butterworth(&mut [], &[8.0], 60.0).is_ok());
    }
}
