//! The detector: a coarse linear estimate about the anchor, refined twice about itself.
//!
//! Ridge regression on the legs' motion, fitted to force plates (`benches/fit_events`). On unseen runners it beats
//! rules on single extrema or levels by a factor of two, and no network tried did better (27 runners, 1,440 contacts).

use super::anchors::Anchor;
use super::inputs::{Pass, Reads, Stage};
use crate::simd;

/// Coefficients of a stage.
#[derive(Debug)]
pub struct Line {
    /// Constant, s.
    pub constant_s: f64,
    /// One weight per input, s.
    pub weights_s: &'static [f64],
}

impl Line {
    /// The value, s, for inputs as many as weights.
    pub fn value_s(&self, inputs: &[f64]) -> f64 {
        self.constant_s + product(self.weights_s, inputs)
    }
}

/// Products that are summed side by side, since each addition waits for the one before.
const LANES: usize = 8;

simd::widest! {
    /// Sum of the products of two lists.
    fn product(a: &[f64], b: &[f64]) -> f64 = product_here;
}

#[inline(always)]
fn product_here(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            sums[i] += a[i] * b[i];
        }
    }
    for (i, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
        sums[i] += a * b;
    }
    let half = |from: usize| (sums[from] + sums[from + 1]) + (sums[from + 2] + sums[from + 3]);
    half(0) + half(4)
}

/// Coefficients for one kind of event: coarse, two fine stages, then the constant of the pass
/// ([`constant`](super::constant)).
pub type Stages = [Line; 4];

/// Coefficients fitted to one set of channels.
#[derive(Debug)]
pub struct Table {
    /// What it reads.
    pub reads: Reads,
    /// The part of the error that stays with a runner and speed, for initial contact and toe-off, s.
    pub runner_s: [f64; 2],
    /// Initial contact.
    pub initial_contact: Stages,
    /// Toe-off.
    pub toe_off: Stages,
}

impl Table {
    /// Coefficients of initial contact and toe-off.
    pub fn stages(&self) -> [&Stages; 2] {
        [&self.initial_contact, &self.toe_off]
    }

    /// Times of initial contact and toe-off about an anchor, s, read from the motion within `span_s`; NaN where the
    /// motion has gaps. `scratch` is overwritten.
    pub fn events_s(&self, pass: &Pass<'_>, anchor: Anchor, span_s: (f64, f64), scratch: &mut Vec<f64>) -> [f64; 2] {
        pass.inputs(self.reads, Stage::Coarse, anchor.side, anchor.time_s, span_s, scratch);
        let stages = self.stages();
        let mut times = stages.map(|[coarse, ..]| anchor.time_s + coarse.value_s(scratch));
        for (time_s, [_, fine @ .., _]) in times.iter_mut().zip(stages) {
            for line in fine {
                pass.inputs(self.reads, Stage::Fine, anchor.side, *time_s, span_s, scratch);
                *time_s += line.value_s(scratch);
            }
        }
        times
    }
}
