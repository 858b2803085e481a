//! The view angle over time: each block's evidence as a likelihood, neighbours joined by how fast a view can change.
//!
//! The angle lives on a grid with a sign, + towards the camera, so that a runner who passes the camera comes, is side-on
//! and goes; forward and backward sums over the blocks give its distribution at each (a hidden Markov
//! chain with a random walk; Rabiner 1989, Proc IEEE 77:257). A block in which little is seen leans on its neighbours.

use std::sync::LazyLock;

use super::evidence::{Evidence, evidence, together};
use super::figures::Figures;
use super::{DEGREE, OBLIQUE_RAD, UNKNOWN_SIGMA_RAD, size};
use crate::options::Camera;
use crate::simd;
use crate::stats::in_quadrature;

/// Length of a block, s: one step of a runner (cadence 150 to 200 per min).
const BLOCK_S: f64 = 0.36;
/// Blocks start this often, s; neighbours share half their frames, so each counts half.
const HOP_S: f64 = BLOCK_S / 2.0;
pub(super) const SHARE: f64 = HOP_S / BLOCK_S;
/// A frame on the border of a block is in it, however its time was rounded, s.
const ROUNDING_S: f64 = 1e-6;
/// Fewest frames of a block: below, one bad pose is the block.
const FEWEST_FRAMES: usize = 5;
/// Bins of the grid, at -90, -85, ..., 90°: finer than a block can tell.
const BINS: usize = 37;
const BIN_RAD: f64 = 5.0 * DEGREE;
/// How much the view changes from one block to the next, rad, and the most that is followed, in bins. A runner at 4 m/s turns
/// by 40°/s in the eye of a camera 6 m away, 7° a hop; by 80°/s at 3 m.
const TURN_RAD: f64 = 12.0 * DEGREE;
const TURN_BINS: usize = 7;

/// An angle that is this much less likely than the best, natural logarithm, is none: below what the sums over all
/// angles are rounded to.
const NO_DOUBT: f64 = 37.0;

/// Shoulder width, trunk lengths: 0.64 to 0.68 frontal in motion capture, 0.60 to 0.70 from pose models.
const SHOULDER: f64 = 0.64;
/// Hip width, trunk lengths: 0.31 to 0.37 frontal, likewise.
const HIP: f64 = 0.34;
/// Knee ahead of the leg's middle, leg lengths: 0.18 ± 0.015 in motion capture at 2 to 5 m/s, 0.15 to 0.17 from pose models.
const KNEE: f64 = 0.175;
/// Toe ahead of heel, leg lengths: 0.12 ± 0.03 in motion capture, 0.11 to 0.18 from pose models.
const FOOT: f64 = 0.13;

/// How far each kind of evidence may be off.
struct Spread {
    shoulder: f64,
    hip: f64,
    knee: f64,
    foot: f64,
    /// Of the squared cosine, beyond its standard error: keypoint bias along the segments, perspective.
    shortening: f64,
    /// How much of a block counts.
    share: f64,
}

/// In one block: the trunk turns by 10 to 20° within the stride, and the hidden shoulder is guessed.
const OF_BLOCK: Spread = Spread { shoulder: 0.14, hip: 0.08, knee: 0.040, foot: 0.045, shortening: 0.15, share: SHARE };
/// Over a whole stretch, where the turns of the trunk cancel and the bias of the keypoints stays: pose models are off by
/// up to 0.10 (shoulders), 0.06 (hips) and 0.11 (squared cosine) on clips that were filmed square to the path; motion capture of 27 runners
/// by 0.025, 0.01 and 0.02.
const OF_STRETCH: Spread = Spread { shoulder: 0.10, hip: 0.06, knee: 0.040, foot: 0.045, shortening: 0.09, share: 1.0 };

/// Upper quartile of the standard normal distribution.
const UPPER_QUARTILE: f64 = 0.674;

/// A view angle, without its sign, with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Angle {
    /// 0 (side-on) to π/2 (frontal or rear).
    pub rad: f64,
    /// One standard deviation, rad.
    pub sigma_rad: f64,
}

impl Angle {
    /// Whether the odds are more than one in four that the angle is beyond what can be measured.
    fn is_oblique(self) -> bool {
        self.rad + UPPER_QUARTILE * self.sigma_rad > OBLIQUE_RAD
    }
}

/// The view in one block.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Frames of the block.
    pub frames: std::ops::Range<usize>,
    /// Mean and spread of the angle's distribution.
    pub angle: Angle,
    /// What is seen in it.
    pub evidence: Evidence,
    /// Standing height in the picture, px.
    pub height_px: f64,
    /// Share of frames in which a leg is seen from hip to ankle.
    pub completeness: f64,
}

/// Sine, cosine and squared cosine of every angle of the grid.
struct Grid {
    sin: [f64; BINS],
    cos: [f64; BINS],
    cos2: [f64; BINS],
}

static GRID: LazyLock<Grid> = LazyLock::new(Grid::new);

impl Grid {
    fn new() -> Self {
        let both: [(f64, f64); BINS] = std::array::from_fn(|i| bin_rad(i).sin_cos());
        Self { sin: both.map(|b| b.0), cos: both.map(|b| b.1), cos2: both.map(|b| b.1 * b.1) }
    }

    /// Likelihood of each signed view angle, 1 for the best. Facing the camera, the runner's left is on the right of the picture.
    fn likelihood(&self, e: &Evidence, spread: &Spread) -> [f64; BINS] {
        let (shortening, sigma) = e.swing.shortening();
        let shortening_sigma = in_quadrature([sigma, spread.shortening]);
        let mut log = [0.0; BINS];
        for (seen, expected, unit, sigma) in [
            (e.shoulder_width, &self.sin, SHOULDER, spread.shoulder),
            (e.hip_width, &self.sin, HIP, spread.hip),
            (e.knee_ahead.abs(), &self.cos, KNEE, spread.knee),
            (e.foot_ahead.abs(), &self.cos, FOOT, spread.foot),
            (shortening, &self.cos2, 1.0, shortening_sigma),
        ] {
            if seen.is_finite() && sigma.is_finite() {
                add_log(&mut log, expected, seen, unit, -0.5 * spread.share / (sigma * sigma));
            }
        }
        let top = log.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // What is beyond every doubt is not worth an exponential.
        log.map(|v| if v - top > -NO_DOUBT { (v - top).exp() } else { 0.0 })
    }
}

simd::widest! {
    /// Adds the log likelihood of what is seen where `unit` times the bin's number is expected.
    fn add_log(log: &mut [f64; BINS], expected: &[f64; BINS], seen: f64, unit: f64, weight: f64) -> () = add_log_here;
}

#[inline(always)]
fn add_log_here(log: &mut [f64; BINS], expected: &[f64; BINS], seen: f64, unit: f64, weight: f64) {
    for (l, x) in log.iter_mut().zip(expected) {
        *l += weight * (seen - unit * x) * (seen - unit * x);
    }
}

/// The view angle block by block; empty for an empty body.
pub fn over_time(time_s: &[f64], figures: &[Figures]) -> Vec<Block> {
    let blocks = blocks(time_s);
    let evidence: Vec<Evidence> = blocks.iter().map(|frames| evidence(&figures[frames.clone()])).collect();
    let likelihood: Vec<[f64; BINS]> = evidence.iter().map(|e| GRID.likelihood(e, &OF_BLOCK)).collect();
    let forward = pass(likelihood.iter());
    let mut backward = pass(likelihood.iter().rev());
    backward.reverse();
    let block = |(k, frames): (usize, std::ops::Range<usize>)| Block {
        angle: moments(&std::array::from_fn(|i| forward[k][i] * backward[k][i] * likelihood[k][i])),
        evidence: evidence[k],
        height_px: size::standing(evidence[k].leg_px, evidence[k].trunk_px),
        completeness: size::completeness(&figures[frames.clone()]),
        frames,
    };
    blocks.into_iter().enumerate().map(block).collect()
}

/// Angle of a bin, rad.
fn bin_rad(i: usize) -> f64 {
    (i as f64 - (BINS / 2) as f64) * BIN_RAD
}

/// The likeliest angle of a stretch from all its blocks together; None when there is none or it is not known well enough.
///
/// Not the mean: without a sign it is never 0, and 27 runners in motion capture, seen squarely, would be told to be 8°
/// off, where this tells 1°.
pub fn overall(blocks: &[Block], camera: Camera) -> Option<Angle> {
    let all: Vec<Evidence> = blocks.iter().map(|block| block.evidence).collect();
    let angle = likeliest(&GRID.likelihood(&together(&all, camera), &OF_STRETCH));
    let is_known = |angle: Angle| angle.sigma_rad < UNKNOWN_SIGMA_RAD;
    (is_known(angle) && is_known(typical(blocks))).then_some(angle)
}

/// The mean angle of the blocks: wider than that of the stretch where a runner comes, passes and goes.
fn typical(blocks: &[Block]) -> Angle {
    let n = blocks.len() as f64;
    let rad = blocks.iter().map(|b| b.angle.rad).sum::<f64>() / n;
    // The errors of the blocks are those of one pose model on one runner: they do not average out.
    let sigma_rad = (blocks.iter().map(|b| b.angle.sigma_rad.powi(2)).sum::<f64>() / n).sqrt();
    Angle { rad, sigma_rad }
}

/// Whether a stretch is too oblique to be measured: as a whole, or for most of it.
pub fn is_oblique(overall: Angle, blocks: &[Block]) -> bool {
    [overall, typical(blocks)].into_iter().any(Angle::is_oblique)
}

/// Overlapping blocks of one step, shorter at the ends, never fewer than the least number of frames.
fn blocks(time: &[f64]) -> Vec<std::ops::Range<usize>> {
    let n = time.len();
    let Some((&first, &last)) = time.first().zip(time.last()) else { return Vec::new() };
    let hops = ((last - first) / HOP_S).round().max(0.0) as usize;
    (0..=hops)
        .map(|h| {
            let centre = first + (last - first) * if hops == 0 { 0.5 } else { h as f64 / hops as f64 };
            let mut start = time.partition_point(|t| *t < centre - BLOCK_S / 2.0 - ROUNDING_S);
            let mut end = time.partition_point(|t| *t <= centre + BLOCK_S / 2.0 + ROUNDING_S);
            while end - start < FEWEST_FRAMES.min(n) {
                start = start.saturating_sub(1);
                end = (end + 1).min(n);
            }
            start..end
        })
        .collect()
}

/// What all blocks before say of each block, not counting its own evidence.
fn pass<'a>(likelihood: impl Iterator<Item = &'a [f64; BINS]>) -> Vec<[f64; BINS]> {
    let turn: [f64; TURN_BINS] = std::array::from_fn(|d| (-0.5 * (d as f64 * BIN_RAD / TURN_RAD).powi(2)).exp());
    let mut belief = [1.0 / BINS as f64; BINS];
    likelihood
        .map(|l| {
            let before = belief;
            let mut next = [0.0; BINS];
            turn_by(&before, l, &turn, &mut next);
            let sum: f64 = next.iter().sum();
            belief = next.map(|v| v / sum);
            before
        })
        .collect()
}

simd::widest! {
    /// Spreads what is known of a block over the angles that the next one may have.
    fn turn_by(
        before: &[f64; BINS], likelihood: &[f64; BINS], turn: &[f64; TURN_BINS], next: &mut [f64; BINS],
    ) -> () = turn_by_here;
}

#[inline(always)]
fn turn_by_here(before: &[f64; BINS], likelihood: &[f64; BINS], turn: &[f64; TURN_BINS], next: &mut [f64; BINS]) {
    // With a margin, so that the sum below has no borders to mind.
    let mut known = [0.0; BINS + 2 * (TURN_BINS - 1)];
    for i in 0..BINS {
        known[i + TURN_BINS - 1] = before[i] * likelihood[i];
    }
    for (d, weight) in turn.iter().enumerate() {
        // The bin itself comes from both sides.
        let weight = if d == 0 { 0.5 } else { *weight };
        for i in 0..BINS {
            next[i] += weight * (known[i + TURN_BINS - 1 - d] + known[i + TURN_BINS - 1 + d]);
        }
    }
}

/// The likeliest angle without its sign, at the top of the parabola through the logarithms of three bins, and how far off
/// the others are.
fn likeliest(p: &[f64; BINS]) -> Angle {
    let top = (1..BINS - 1).fold(1, |best, i| if p[i] > p[best] { i } else { best });
    let [below, at, above] = [p[top - 1], p[top], p[top + 1]].map(f64::ln);
    let curvature = below - 2.0 * at + above;
    let between = if curvature < 0.0 { (0.5 * (below - above) / curvature).clamp(-0.5, 0.5) } else { 0.0 };
    about((bin_rad(top) + between * BIN_RAD).abs(), p)
}

/// Mean and spread of the angle without its sign, from how likely each bin of the grid is.
fn moments(p: &[f64; BINS]) -> Angle {
    let sum: f64 = p.iter().sum();
    about((0..BINS).map(|i| p[i] * bin_rad(i).abs()).sum::<f64>() / sum, p)
}

/// An angle with how far off it the others are, from how likely each bin of the grid is.
fn about(rad: f64, p: &[f64; BINS]) -> Angle {
    let sum: f64 = p.iter().sum();
    let variance = (0..BINS).map(|i| p[i] * (bin_rad(i).abs() - rad).powi(2)).sum::<f64>() / sum;
    Angle { rad, sigma_rad: variance.sqrt() }
}
