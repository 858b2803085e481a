//! The view angle over time: each block's evidence as a likelihood, neighbours joined by how fast a view can change.
//!
//! The angle lives on a grid with a sign, + towards the camera, so that a runner who passes the camera comes, is side-on
//! and goes; forward and backward sums over the blocks give its distribution at each (a hidden Markov
//! chain with a random walk; Rabiner 1989, Proc IEEE 77:257). A block in which little is seen leans on its neighbours.

use super::evidence::{Evidence, evidence};
use super::figures::Figures;
use super::{DEGREE, UNKNOWN_SIGMA_RAD, size};

/// Length of a block, s: one step of a runner (cadence 150 to 200 per min).
const BLOCK_S: f64 = 0.36;
/// Blocks start this often, s; neighbours share half their frames, so each counts half.
const HOP_S: f64 = BLOCK_S / 2.0;
const SHARE: f64 = HOP_S / BLOCK_S;
/// Fewest frames of a block: below, one bad pose is the block.
const FEWEST_FRAMES: usize = 5;
/// Bins of the grid, at -90, -85, ..., 90°: finer than a block can tell.
const BINS: usize = 37;
const BIN_RAD: f64 = 5.0 * DEGREE;
/// How much the view changes from one block to the next, rad, and the most that is followed, in bins. A runner at 4 m/s turns
/// by 40°/s in the eye of a camera 6 m away, 7° a hop; by 80°/s at 3 m.
const TURN_RAD: f64 = 12.0 * DEGREE;
const TURN_BINS: usize = 7;

/// Shoulder width, trunk lengths: 0.66 frontal (27 runners of the motion capture sets; pose models 0.63 to 0.70), and its
/// spread: the trunk turns by 10 to 20° within the stride, and the hidden shoulder is guessed.
const SHOULDER: [f64; 2] = [0.66, 0.14];
/// Hip width, trunk lengths: 0.35 frontal, likewise.
const HIP: [f64; 2] = [0.35, 0.08];
/// Knee ahead of the leg's middle, leg lengths: 0.18 ± 0.015 in motion capture at 2 to 5 m/s, 0.15 to 0.16 from pose models.
const KNEE: [f64; 2] = [0.165, 0.035];
/// Toe ahead of heel, leg lengths: 0.12 ± 0.03 in motion capture, 0.11 to 0.18 from pose models.
const FOOT: [f64; 2] = [0.13, 0.045];
/// Spread of the squared cosine beyond its standard error: keypoint bias along the segments, perspective.
const SHORTENING_SIGMA: f64 = 0.15;

/// A view angle, without its sign, with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Angle {
    /// 0 (side-on) to π/2 (frontal or rear).
    pub rad: f64,
    /// One standard deviation, rad.
    pub sigma_rad: f64,
}

/// The view in one block.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Frames of the block.
    pub frames: std::ops::Range<usize>,
    /// Mean and spread of the angle's distribution.
    pub angle: Angle,
    /// Standing height in the picture, px.
    pub height_px: f64,
    /// Share of frames in which both legs are seen.
    pub completeness: f64,
}

/// Log likelihood of a signed view angle. Facing the camera, the runner's left is on the right of the picture.
fn log_likelihood(e: &Evidence, angle: f64) -> f64 {
    let (sin, cos) = angle.sin_cos();
    let term = |seen: f64, expected: f64, sigma: f64| {
        if seen.is_finite() && sigma.is_finite() { -0.5 * ((seen - expected) / sigma).powi(2) } else { 0.0 }
    };
    let shortening_sigma = e.shortening_sigma.hypot(SHORTENING_SIGMA);
    term(e.shoulder_width, SHOULDER[0] * sin, SHOULDER[1])
        + term(e.hip_width, HIP[0] * sin, HIP[1])
        + term(e.knee_ahead.abs(), KNEE[0] * cos, KNEE[1])
        + term(e.foot_ahead.abs(), FOOT[0] * cos, FOOT[1])
        + term(e.shortening, cos * cos, shortening_sigma)
}

/// The view angle block by block; empty for an empty body.
pub fn over_time(time_s: &[f64], figures: &[Figures]) -> Vec<Block> {
    let blocks = blocks(time_s);
    let likelihood: Vec<[f64; BINS]> = blocks
        .iter()
        .map(|frames| {
            let e = evidence(&figures[frames.clone()]);
            let log: [f64; BINS] = std::array::from_fn(|i| SHARE * log_likelihood(&e, bin_rad(i)));
            let top = log.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            log.map(|v| (v - top).exp())
        })
        .collect();
    let forward = pass(likelihood.iter());
    let mut backward = pass(likelihood.iter().rev());
    backward.reverse();
    let joined = forward.iter().zip(&backward).zip(&likelihood);
    let block = |(frames, ((f, b), l)): (std::ops::Range<usize>, _)| {
        let inside = &figures[frames.clone()];
        let (height_px, completeness) = (size::height_px(inside), size::completeness(inside));
        Block { frames, angle: moments(f, b, l), height_px, completeness }
    };
    blocks.into_iter().zip(joined).map(block).collect()
}

/// Angle of a bin, rad.
fn bin_rad(i: usize) -> f64 {
    (i as f64 - (BINS / 2) as f64) * BIN_RAD
}

/// The angle of a whole body from its blocks; None when there is none or it is not known well enough.
pub fn overall(blocks: &[Block]) -> Option<Angle> {
    let n = blocks.len() as f64;
    let rad = blocks.iter().map(|b| b.angle.rad).sum::<f64>() / n;
    // The errors of the blocks are those of one pose model on one runner: they do not average out.
    let sigma_rad = (blocks.iter().map(|b| b.angle.sigma_rad.powi(2)).sum::<f64>() / n).sqrt();
    (sigma_rad < UNKNOWN_SIGMA_RAD).then_some(Angle { rad, sigma_rad })
}

/// Overlapping blocks of one step, shorter at the ends, never fewer than the least number of frames.
fn blocks(time: &[f64]) -> Vec<std::ops::Range<usize>> {
    let n = time.len();
    let Some((&first, &last)) = time.first().zip(time.last()) else { return Vec::new() };
    let hops = ((last - first) / HOP_S).round().max(0.0) as usize;
    (0..=hops)
        .map(|h| {
            let centre = first + (last - first) * if hops == 0 { 0.5 } else { h as f64 / hops as f64 };
            let mut start = time.partition_point(|t| *t < centre - BLOCK_S / 2.0);
            let mut end = time.partition_point(|t| *t <= centre + BLOCK_S / 2.0);
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
            let known: [f64; BINS] = std::array::from_fn(|i| before[i] * l[i]);
            let mut next = known;
            for (d, weight) in turn.iter().enumerate().skip(1) {
                for i in d..BINS {
                    next[i] += weight * known[i - d];
                    next[i - d] += weight * known[i];
                }
            }
            let sum: f64 = next.iter().sum();
            belief = next.map(|v| v / sum);
            before
        })
        .collect()
}

/// Mean and spread of the angle without its sign, from the product of three distributions on the grid.
fn moments(forward: &[f64; BINS], backward: &[f64; BINS], likelihood: &[f64; BINS]) -> Angle {
    let p: [f64; BINS] = std::array::from_fn(|i| forward[i] * backward[i] * likelihood[i]);
    let sum: f64 = p.iter().sum();
    let rad = (0..BINS).map(|i| p[i] * bin_rad(i).abs()).sum::<f64>() / sum;
    let variance = (0..BINS).map(|i| p[i] * (bin_rad(i).abs() - rad).powi(2)).sum::<f64>() / sum;
    Angle { rad, sigma_rad: variance.sqrt() }
}
