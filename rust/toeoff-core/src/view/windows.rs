//! The stretches of a track in which the runner can be measured.

use std::ops::Range;

use super::angle::{Angle, Block, is_oblique, overall};
use super::figures::Figures;
use super::{LEAST_COMPLETE, OBLIQUE_RAD, SMALLEST_PX, UNKNOWN_SIGMA_RAD, size};
use crate::options::Camera;

/// Shortest stretch worth handing on, s: one stance and the flight before it.
const SHORTEST_S: f64 = 0.3;

/// Share of frames of a block in which a leg must be seen: gaps inside a stretch are filled later, or withheld there.
const LEAST_COMPLETE_BLOCK: f64 = 0.25;

/// A measurable stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Frames `[start, end)`.
    pub frames: Range<usize>,
    /// View angle.
    pub angle: Angle,
    /// Standing height in the picture, px.
    pub height_px: f64,
    /// Share of frames in which a leg is seen from hip to ankle.
    pub completeness: f64,
}

/// What stretches are found in.
pub struct Seen<'a> {
    /// Times of the frames, s.
    pub time_s: &'a [f64],
    /// The figures of the frames.
    pub figures: &'a [Figures],
    /// The view over time.
    pub blocks: &'a [Block],
    /// View angle over all frames.
    pub angle: Option<Angle>,
    /// Standing height in the picture over all frames, px.
    pub height_px: f64,
    /// Whether the camera stands still.
    pub camera: Camera,
}

/// Stretches that are side-on, large and complete enough, in time order.
pub fn windows(seen: &Seen<'_>) -> Vec<Window> {
    let fit: Vec<bool> = seen.blocks.iter().map(is_fit).collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < fit.len() {
        let run = fit[i..].iter().take_while(|f| **f).count();
        if run > 0 {
            found.extend(window(seen, i..i + run));
        }
        i += run.max(1);
    }
    found
}

fn is_fit(block: &Block) -> bool {
    block.angle.rad <= OBLIQUE_RAD
        && block.angle.sigma_rad < UNKNOWN_SIGMA_RAD
        && block.height_px >= SMALLEST_PX
        && block.completeness >= LEAST_COMPLETE_BLOCK
}

/// A run of blocks as frames: each frame belongs to the block whose centre is nearest.
fn window(seen: &Seen<'_>, run: Range<usize>) -> Option<Window> {
    let (blocks, n) = (seen.blocks, seen.figures.len());
    let centre = |b: &Block| b.frames.start + b.frames.end;
    let border = |i: usize| (centre(&blocks[i - 1]) + centre(&blocks[i])).div_ceil(4);
    let start = if run.start == 0 { 0 } else { border(run.start) };
    let end = if run.end == blocks.len() { n } else { border(run.end) };
    let is_long_enough = end > start && seen.time_s[end - 1] - seen.time_s[start] >= SHORTEST_S;
    let (blocks, all) = (&blocks[run], blocks.len());
    let angle = if blocks.len() == all { seen.angle } else { overall(blocks, seen.camera) };
    let angle = angle.filter(|angle| is_long_enough && !is_oblique(*angle, blocks))?;
    let inside = &seen.figures[start..end];
    let height_px = if inside.len() == n { seen.height_px } else { size::height_px(inside) };
    let completeness = size::completeness(inside);
    (completeness >= LEAST_COMPLETE).then_some(Window { frames: start..end, angle, height_px, completeness })
}
