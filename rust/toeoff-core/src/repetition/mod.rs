//! Step time from how the motion repeats: a step later one leg does what the other did, a stride later what it did
//! itself.
//!
//! For each lag the knee and the ankle of one leg are laid over those of the other, along travel and against the hip,
//! and the mismatch is what they differ in after a constant offset, as a part of what they move. The lag that matches
//! best is the step time. It needs no event, uses every frame, and is told from eight tenths of a second on; the
//! mismatch that is left tells how much the motion is a repeating one at all.
//!
//! On 87 force-plate runs (2-5 m/s, 25-60 fps, noise up to 15 mm) the cadence of 0.8 s is right within 2.0 steps/min
//! (RMSE; the spacing of two mid-stances: 3.3), of 1.3 s within 1.1 (1.6), of 2 s within 0.8 (0.9).

mod series;

use crate::body::{Body, Joint, Side};
use crate::clock::Clock;
use series::{Both, Series};

/// Step times that are tried, s: 300 to 109 steps per minute, beyond any runner on both ends.
const STEP_TIME_S: (f64, f64) = (0.20, 0.55);
/// Frames closer than this are skipped, s: more of them tell the step time no better.
const FRAME_TIME_S: f64 = 1.0 / 60.0;
/// A pair of legs that overlap by less says nothing, s.
const OVERLAP_MINIMUM_S: f64 = 0.10;
/// Overlap of all pairs together below which a lag is not judged, s: both legs for a quarter of a second.
const OVERLAP_TOTAL_S: f64 = 0.50;
/// Legs that swing by less than this about their mean stand, leg lengths (standard deviation; runners have 0.15 at the
/// knee and 0.3 at the ankle, keypoints of standing people jitter by 0.05).
const SWING_MINIMUM: f64 = 0.08;
/// Joints that are compared.
const JOINTS: [Joint; 2] = [Joint::Knee, Joint::Ankle];

/// Standard error of the step time times the duration of the pass, as a part of it, s: 1.1 % at 0.8 s, 0.6 % at 1.3 s,
/// 0.4 % at 2 s on the force-plate runs, against the mean step time of the strides around.
const RELATIVE_ERROR_S: f64 = 0.0085;
/// Mismatch at which the variance of that error doubles: the noise of the force-plate runs leaves less, and what a pose network does wrong it does wrong over and over.
const MISMATCH_OF_NOISE: f64 = 0.01;

/// How a pass repeats itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repetition {
    /// Mean time from one step to the next, s.
    pub step_time_s: f64,
    /// What is left between the legs at that lag, as a part of their motion: 0 repeats exactly, about 1 not at all.
    /// Force-plate runs have up to 0.03 in a second of 15 mm of noise, runners under a pose network 0.01-0.1, a runner
    /// who leaves the blocks 0.2.
    pub mismatch: f64,
}

/// Tells the step time of a body in the runner's frame (x along travel), on a uniform clock, from its leg length; None
/// when it is too short, or no lag inside the range matches better than its neighbours.
pub fn repetition(body: &Body, leg_length: f64) -> Option<Repetition> {
    let clock = Clock::of(body);
    let skip = (FRAME_TIME_S / clock.step_s).round().max(1.0) as usize;
    let frame_s = clock.step_s * skip as f64;
    let lags = (STEP_TIME_S.0 / frame_s).floor()..=(STEP_TIME_S.1 / frame_s).ceil();
    if !(frame_s > 0.0 && lags.start().is_finite()) {
        return None;
    }
    let per_leg = 1.0 / leg_length;
    let hip_x: Vec<f64> = (0..body.n_frames()).step_by(skip).map(|frame| body.hip(frame)[0]).collect();
    let legs = Side::BOTH.map(|side| JOINTS.map(|joint| against_hip(body, side, joint, skip, &hip_x, per_leg)));
    let first = (*lags.start() as usize).max(1);
    let mismatches: Vec<f64> = (first..=*lags.end() as usize).map(|lag| mismatch(&legs, lag, frame_s)).collect();
    let (lag, mismatch) = lowest(&mismatches)?;
    Some(Repetition { step_time_s: frame_s * (first as f64 + lag), mismatch: mismatch.max(0.0) })
}

/// Where the polynomial through the five points about the lowest one (three where five are not told) is lowest, and its
/// value there; None when the lowest point is the first or last one told.
fn lowest(curve: &[f64]) -> Option<(f64, f64)> {
    let best = (0..curve.len()).filter(|&i| curve[i].is_finite()).min_by(|&a, &b| curve[a].total_cmp(&curve[b]))?;
    // Fractions of a lag that are tried: finer than any step time is known.
    let tried = (-50..=50).map(|i| f64::from(i) / 50.0);
    let (shift, value) = match (around::<5>(curve, best), around::<3>(curve, best)) {
        (Some(five), _) => {
            let polynomial = through_five(five);
            tried.map(|x| (x, read(polynomial, x))).min_by(by_value)
        }
        (None, Some(three)) => {
            let polynomial = through_three(three);
            tried.map(|x| (x, read(polynomial, x))).min_by(by_value)
        }
        (None, None) => None,
    }?;
    Some((best as f64 + shift, value))
}

fn by_value(a: &(f64, f64), b: &(f64, f64)) -> std::cmp::Ordering {
    a.1.total_cmp(&b.1)
}

/// `N` points of a curve centred on one of them; None when one is missing.
fn around<const N: usize>(curve: &[f64], centre: usize) -> Option<[f64; N]> {
    let first = centre.checked_sub(N / 2)?;
    let points: [f64; N] = curve.get(first..first + N)?.try_into().ok()?;
    points.iter().all(|p| p.is_finite()).then_some(points)
}

/// Coefficients, lowest power first, of the polynomial through values at -2, -1, 0, 1, 2.
fn through_five([a, b, c, d, e]: [f64; 5]) -> [f64; 5] {
    let (inner_odd, outer_odd) = (d - b, e - a);
    let (inner_even, outer_even) = (d + b - 2.0 * c, e + a - 2.0 * c);
    [
        c,
        (8.0 * inner_odd - outer_odd) / 12.0,
        (16.0 * inner_even - outer_even) / 24.0,
        (outer_odd - 2.0 * inner_odd) / 12.0,
        (outer_even - 4.0 * inner_even) / 24.0,
    ]
}

/// The same for values at -1, 0, 1.
fn through_three([a, b, c]: [f64; 3]) -> [f64; 3] {
    [b, (c - a) / 2.0, (a + c) / 2.0 - b]
}

/// A polynomial at `x`.
fn read<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |value, c| value * x + c)
}

/// Where a joint is against the hip along travel, leg lengths, every `skip` frames.
fn against_hip(body: &Body, side: Side, joint: Joint, skip: usize, hip_x: &[f64], per_leg: f64) -> Series {
    let x = (0..body.n_frames()).step_by(skip).map(|frame| body.point(frame, side, joint)[0]);
    Series::new(x.zip(hip_x).map(|(x, hip)| (x - hip) * per_leg).collect())
}

impl Repetition {
    /// Standard error of the step time of a pass that lasts `duration_s`, as a part of it.
    pub fn relative_error(&self, duration_s: f64) -> f64 {
        RELATIVE_ERROR_S / duration_s * (1.0 + self.mismatch / MISMATCH_OF_NOISE).sqrt()
    }
}

/// What the legs differ in at a lag, as a part of their motion; NaN when they overlap too little to tell, or
/// hardly move.
fn mismatch(legs: &[[Series; JOINTS.len()]; 2], lag: usize, frame_s: f64) -> f64 {
    let (mut left_over, mut motion, mut points) = (0.0, 0.0, 0.0);
    // One leg and the other a step later; each leg and itself a stride later.
    for (earlier, later, lag) in [(0, 1, lag), (1, 0, lag), (0, 0, 2 * lag), (1, 1, 2 * lag)] {
        for (a, b) in legs[earlier].iter().zip(&legs[later]) {
            let both = Both::of(a, b, lag);
            if both.n * frame_s >= OVERLAP_MINIMUM_S {
                left_over += both.difference();
                motion += both.motion();
                points += both.n;
            }
        }
    }
    let overlap_s = points * frame_s / JOINTS.len() as f64;
    // Two series in each pair.
    let swings = motion > 2.0 * points * SWING_MINIMUM * SWING_MINIMUM;
    if overlap_s >= OVERLAP_TOTAL_S && swings { left_over / motion } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repetition(body: &Body) -> Option<Repetition> {
        super::repetition(body, body.leg_length())
    }
    use crate::events::synthetic::runner;

    #[test]
    fn the_step_time_of_a_runner_is_told_at_every_frame_rate_and_from_under_a_second() {
        for rate_hz in [24.0, 30.0, 50.0, 60.0, 120.0, 240.0] {
            for (seconds, tolerance_s) in [(0.85, 0.006), (1.3, 0.002), (6.0, 0.001)] {
                for stride_s in [0.55, 0.66, 0.75] {
                    let body = runner((seconds * rate_hz) as usize, rate_hz, stride_s);
                    let found = repetition(&body).expect("a runner");
                    let off = (found.step_time_s - stride_s / 2.0).abs();
                    assert!(off < tolerance_s, "{rate_hz} fps, {seconds} s, stride {stride_s}: {found:?}");
                    assert!(found.mismatch < 0.02, "{rate_hz} fps, {seconds} s, stride {stride_s}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn a_leg_seen_alone_repeats_after_a_stride() {
        let mut body = runner(120, 60.0, 0.7);
        for frame in 0..120 {
            Joint::LEG.into_iter().for_each(|joint| body.clear_point(frame, Side::Left, joint));
        }
        assert!((repetition(&body).expect("a runner").step_time_s - 0.35).abs() < 0.002);
        let mut short = runner(45, 60.0, 0.7);
        for frame in 0..45 {
            Joint::LEG.into_iter().for_each(|joint| short.clear_point(frame, Side::Left, joint));
        }
        assert_eq!(repetition(&short), None, "less than half a second of the leg is seen a second time");
    }

    #[test]
    fn what_does_not_repeat_has_no_step_time_or_a_large_mismatch() {
        let mut still = runner(90, 60.0, 0.7);
        let first = still.xy[..crate::body::CHANNELS].to_vec();
        still.xy.chunks_exact_mut(crate::body::CHANNELS).for_each(|frame| frame.copy_from_slice(&first));
        assert_eq!(repetition(&still), None);
        // Legs that swing through once, as in a jump.
        let mut once = runner(90, 60.0, 3.0);
        assert!(repetition(&once).is_none_or(|r| r.mismatch > 0.3), "{:?}", repetition(&once));
        once.xy.fill(f64::NAN);
        assert_eq!(repetition(&once), None);
        for n in 0..4 {
            assert_eq!(repetition(&runner(n, 60.0, 0.7)), None);
        }
    }

    #[test]
    fn a_frame_without_legs_is_skipped() {
        let mut body = runner(60, 60.0, 0.7);
        for frame in [20, 21, 22, 40] {
            Joint::LEG.into_iter().for_each(|j| Side::BOTH.into_iter().for_each(|s| body.clear_point(frame, s, j)));
        }
        assert!((repetition(&body).expect("a runner").step_time_s - 0.35).abs() < 0.004);
    }
}
