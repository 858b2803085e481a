//! What the tables of the cascade are multiplied with: the legs' motion around a time, and four numbers of the pass.
//! Fitting and detection both read it from here.

use pulp::Simd;

use super::anchors::{Anchor, Anchors};
use super::channels::{ANKLE_X, CHANNELS, Channels, PER_LEG};
use crate::body::Side;
use crate::{simd, stats};

/// Numbers that describe the whole pass: stride time, foot speed, their product, frame time.
pub const GLOBALS: usize = 4;
/// They enter on this scale, so that the ridge penalty weighs on them as on the coordinates.
const GLOBAL_SCALE: [f64; GLOBALS] = [0.3, 0.09, 0.09, 0.3];
/// Samples of the coarse stage, in stride times from the anchor.
const COARSE_SAMPLES: usize = 17;
const COARSE_FIRST: f64 = -0.42;
const COARSE_STEP: f64 = 0.045;
/// First and last of them.
pub const COARSE_REACH: [f64; 2] = [COARSE_FIRST, COARSE_FIRST + COARSE_STEP * (COARSE_SAMPLES - 1) as f64];
/// Samples of a fine stage, in seconds from the estimate so far.
const FINE_SAMPLES: usize = 13;
const FINE_FIRST_S: f64 = -0.12;
const FINE_STEP_S: f64 = 0.02;
/// Samples of a whole stride, in stride times from the estimate.
const STRIDE_SAMPLES: usize = 24;
/// How far they reach to either side.
pub const STRIDE_REACH: f64 = 0.5;
/// The foot's speed is read over this time about the anchor, s.
const SPEED_WINDOW_S: f64 = 0.06;

/// Which points a table reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Points {
    /// Knee, ankle, heel, toe.
    Feet,
    /// Knee and ankle.
    Ankles,
}

/// Which legs a table reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legs {
    /// The stance leg and the other one.
    Both,
    /// The stance leg alone.
    Own,
}

/// What a table reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reads {
    /// Points of a leg.
    pub points: Points,
    /// Legs.
    pub legs: Legs,
}

impl Reads {
    /// Numbers of a leg: the first so many of [`PER_LEG`].
    fn per_leg(self) -> usize {
        match self.points {
            Points::Feet => PER_LEG,
            Points::Ankles => PER_LEG / 2,
        }
    }

    /// First channel of each leg that is read, the stance leg first.
    fn offsets(self, side: Side) -> impl Iterator<Item = usize> {
        let legs = [side, side.other()].map(|s| s.index() * PER_LEG);
        legs.into_iter().take(if self.legs == Legs::Both { 2 } else { 1 })
    }

    /// The channels that are read, for a stance of `side`.
    pub fn channels(self, side: Side) -> [bool; CHANNELS] {
        let mut wanted = [false; CHANNELS];
        for offset in self.offsets(side) {
            wanted[offset..offset + self.per_leg()].fill(true);
        }
        wanted
    }

    /// Number of inputs of a stage.
    pub fn n_inputs(self, stage: Stage) -> usize {
        let samples = match stage {
            Stage::Coarse => COARSE_SAMPLES,
            Stage::Fine => FINE_SAMPLES,
            Stage::Stride => STRIDE_SAMPLES,
        };
        samples * self.per_leg() * if self.legs == Legs::Both { 2 } else { 1 } + GLOBALS
    }
}

/// A step of the cascade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// About the anchor, on the scale of the stride.
    Coarse,
    /// About the estimate so far, on the scale of the clock.
    Fine,
    /// About the estimate, over a whole stride.
    Stride,
}

/// A pass, ready to be read.
pub struct Pass<'a> {
    /// Its channels.
    pub channels: &'a Channels,
    /// Its anchors.
    pub anchors: &'a Anchors,
    /// Speed of the ankle against the hip at the anchors, leg lengths/s: a proxy of the runner's speed.
    pub foot_speed: f64,
    /// The stance leg at the anchors. It is taken off every sample, so that a point which the pose model always puts
    /// 2 cm too high or too far ahead changes nothing.
    neutral: [f64; PER_LEG],
    globals: [f64; GLOBALS],
}

impl<'a> Pass<'a> {
    /// Gathers what holds for the whole pass.
    pub fn new(channels: &'a Channels, anchors: &'a Anchors) -> Self {
        let clock = channels.clock;
        let own = |a: &Anchor, time_s: f64| -> [f64; PER_LEG] {
            let row = channels.at(time_s);
            std::array::from_fn(|c| row[a.side.index() * PER_LEG + c])
        };
        let at_anchors: Vec<[f64; PER_LEG]> = anchors.list.iter().map(|a| own(a, a.time_s)).collect();
        let neutral = std::array::from_fn(|c| stats::median(at_anchors.iter().map(|leg| leg[c])));
        let speeds = anchors.list.iter().map(|a| {
            let [from, to] = [-0.5, 0.5].map(|half| a.time_s + half * SPEED_WINDOW_S);
            let inside = clock.contains(from) && clock.contains(to);
            if inside { (own(a, from)[ANKLE_X] - own(a, to)[ANKLE_X]) / SPEED_WINDOW_S } else { f64::NAN }
        });
        let foot_speed = stats::median(speeds);
        let stride_time_s = anchors.stride_time_s;
        // Frame times are told as multiples of 1/30 s.
        let globals = [stride_time_s, foot_speed, foot_speed * stride_time_s, 30.0 * clock.step_s];
        let globals = std::array::from_fn(|i| globals[i] * GLOBAL_SCALE[i]);
        Self { channels, anchors, foot_speed, neutral, globals }
    }

    /// First and last time around an anchor between which everything that a table reads is seen, s.
    pub fn span_s(&self, anchor: Anchor, reads: Reads) -> Option<(f64, f64)> {
        let clock = self.channels.clock;
        let frame = ((anchor.time_s - clock.start_s) / clock.step_s).round() as usize;
        self.channels.span_s(frame, &reads.channels(anchor.side))
    }

    /// Puts the inputs of a stage about `centre_s` for a stance of `side` into `inputs`: sample by sample, in each the
    /// stance leg before the other one, and the globals last. See [`Pass::sample`] for samples outside `span_s`.
    pub fn inputs(
        &self,
        reads: Reads,
        stage: Stage,
        side: Side,
        centre_s: f64,
        span_s: (f64, f64),
        inputs: &mut Vec<f64>,
    ) {
        let stride_time_s = self.anchors.stride_time_s;
        let (first_s, step_s) = match stage {
            Stage::Coarse => (COARSE_FIRST * stride_time_s, COARSE_STEP * stride_time_s),
            Stage::Fine => (FINE_FIRST_S, FINE_STEP_S),
            Stage::Stride => (-STRIDE_REACH * stride_time_s, stride_time_s / STRIDE_SAMPLES as f64),
        };
        inputs.resize(reads.n_inputs(stage), 0.0);
        let (motion, globals) = inputs.split_at_mut(reads.n_inputs(stage) - GLOBALS);
        let times = Times { centre_s, first_s, step_s, span_s };
        fill(self, reads, side, times, motion);
        globals.copy_from_slice(&self.globals);
    }

    /// The channels at a time. Before `span_s` they stand still; after it they go on as they came, turned about the
    /// last point. Toe-offs within 0.05 s of the end come out 3 ms late that way and 20 ms late if the foot stands
    /// still; contacts within 0.05 s of the start 13 ms early and 6 ms (1 s passes, unseen runners).
    #[inline(always)]
    fn sample(&self, time_s: f64, span_s: (f64, f64)) -> [f64; CHANNELS] {
        let (start_s, end_s) = span_s;
        if time_s <= end_s {
            return self.channels.at(time_s.max(start_s));
        }
        let (end, before) = (self.channels.at(end_s), self.channels.at((2.0 * end_s - time_s).max(start_s)));
        let mut row = [0.0; CHANNELS];
        for c in 0..CHANNELS {
            row[c] = 2.0 * end[c] - before[c];
        }
        row
    }
}

/// When a stage samples, s.
#[derive(Debug, Clone, Copy)]
struct Times {
    centre_s: f64,
    first_s: f64,
    step_s: f64,
    /// What is seen.
    span_s: (f64, f64),
}

simd::registers! {
    /// Samples the legs that are read, the stance leg first, against where they are at the anchors.
    fn fill(pass: &Pass<'_>, reads: Reads, side: Side, times: Times, motion: &mut [f64]) -> () = fill_here;
}

#[inline(always)]
fn fill_here<S: Simd>(simd: S, pass: &Pass<'_>, reads: Reads, side: Side, times: Times, motion: &mut [f64]) {
    const { assert!((PER_LEG / 2).is_multiple_of(S::F64_LANES), "half a leg fills whole registers") };
    let per_leg = reads.per_leg() / S::F64_LANES;
    let legs = [side, side.other()].map(|s| s.index() * PER_LEG / S::F64_LANES);
    let legs = if reads.legs == Legs::Both { &legs[..] } else { &legs[..1] };
    let neutral = S::as_simd_f64s(&pass.neutral).0;
    let samples = S::as_mut_simd_f64s(motion).0.chunks_exact_mut(legs.len() * per_leg);
    for (i, sample) in samples.enumerate() {
        let time_s = times.centre_s + times.first_s + times.step_s * i as f64;
        if time_s > times.span_s.1 {
            let row = pass.sample(time_s, times.span_s);
            let row = S::as_simd_f64s(&row).0;
            for (&leg, out) in legs.iter().zip(sample.chunks_exact_mut(per_leg)) {
                for k in 0..per_leg {
                    out[k] = simd.sub_f64s(row[leg + k], neutral[k]);
                }
            }
            continue;
        }
        let ([a, b, c, d], weights) = pass.channels.knots(time_s.max(times.span_s.0));
        let (a, b) = (S::as_simd_f64s(a).0, S::as_simd_f64s(b).0);
        let (c, d) = (S::as_simd_f64s(c).0, S::as_simd_f64s(d).0);
        let [wa, wb] = [simd.splat_f64s(weights[0]), simd.splat_f64s(weights[1])];
        let [wc, wd] = [simd.splat_f64s(weights[2]), simd.splat_f64s(weights[3])];
        for (&leg, out) in legs.iter().zip(sample.chunks_exact_mut(per_leg)) {
            for k in 0..per_leg {
                let (a, b) = (simd.mul_f64s(wa, a[leg + k]), simd.mul_f64s(wb, b[leg + k]));
                let (c, d) = (simd.mul_f64s(wc, c[leg + k]), simd.mul_f64s(wd, d[leg + k]));
                out[k] = simd.sub_f64s(simd.add_f64s(simd.add_f64s(simd.add_f64s(a, b), c), d), neutral[k]);
            }
        }
    }
}
