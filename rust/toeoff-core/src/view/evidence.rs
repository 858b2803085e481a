//! What a block of frames, about one step long, says of the view angle.
//!
//! Over one step the two legs go through the whole cycle between them, so that means over both legs do not depend on where
//! in the stride the block lies. Nothing needs the legs to be told apart; only the widths of shoulders and hips need left
//! and right, which pose models label well just where it matters: seen from the front or from behind.

use super::figures::Figures;
use super::size::{leg_px, trunk_px};
use crate::body::Side;
use crate::stats::mean;

/// Figures of a block; NaN where nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Leg length in the picture, px.
    pub leg_px: f64,
    /// Trunk length in the picture, px.
    pub trunk_px: f64,
    /// Mean of left minus right shoulder across the picture, in trunk lengths: 0 side-on, ± 0.66 frontal or rear.
    pub shoulder_width: f64,
    /// The same for the hips: 0 side-on, ± 0.35.
    pub hip_width: f64,
    /// Mean of the knee ahead of the middle of hip and ankle, in leg lengths, + to the right of the picture.
    pub knee_ahead: f64,
    /// Mean of the toe ahead of the heel, in leg lengths, + to the right of the picture.
    pub foot_ahead: f64,
    /// By what the picture shortens a leg segment as it swings: squared cosine of the view angle.
    pub shortening: f64,
    /// Standard error of `shortening`.
    pub shortening_sigma: f64,
}

/// Reads a block.
pub fn evidence(block: &[Figures]) -> Evidence {
    let (leg, trunk) = (leg_px(block), trunk_px(block));
    // A leg seen less often than the other must not count less: the mean of the sides' means.
    let ahead = |one: &dyn Fn(&Figures, usize) -> f64| {
        mean(Side::BOTH.map(|s| mean(block.iter().map(|f| one(f, s.index()))))) / leg
    };
    let (shortening, shortening_sigma) = shortening(block, leg);
    Evidence {
        leg_px: leg,
        trunk_px: trunk,
        shoulder_width: mean(block.iter().map(|f| f.shoulder_width)) / trunk,
        hip_width: mean(block.iter().map(|f| f.hip_width)) / trunk,
        knee_ahead: ahead(&|f, s| f.knee_ahead[s]),
        foot_ahead: ahead(&|f, s| f.foot_ahead[s]),
        shortening,
        shortening_sigma,
    }
}

/// Residual, in squared segment lengths, from which on a point counts less: five times what a keypoint error of 2 % of a
/// segment makes.
const OUTLYING: f64 = 0.2;
/// Points per segment below which its mean means nothing.
const FEWEST: f64 = 4.0;

/// Squared cosine of the view angle and its standard error, from the swing of thighs and shanks.
///
/// A segment of length L at angle θ in a plane seen under the view angle ψ shows dx = L sin θ cos ψ and dy = L cos θ, so
/// dy² = L² - dx² / cos² ψ at every instant: the slope of dy² on dx² is the answer, without knowing L. The fit is pooled
/// over the four segments, each about its own mean; a second round gives points far off Huber's lower weight.
fn shortening(block: &[Figures], leg_px: f64) -> (f64, f64) {
    let per_length2 = (2.0 / leg_px).powi(2);
    let mut fits = [Sums::default(); 4];
    for (k, fit) in fits.iter_mut().enumerate() {
        for [x, y] in
            block.iter().map(|f| f.segments[k].map(|v| v * per_length2)).filter(|p| p[0] + p[1] < f64::INFINITY)
        {
            fit.add(1.0, x, y);
        }
    }
    let first = slope(&fits);
    for (k, fit) in fits.iter_mut().enumerate() {
        let height = (fit.y + first * fit.x) / fit.weight;
        *fit = Sums::default();
        for [x, y] in
            block.iter().map(|f| f.segments[k].map(|v| v * per_length2)).filter(|p| p[0] + p[1] < f64::INFINITY)
        {
            let off = (y + first * x - height).abs();
            fit.add(if off > OUTLYING { OUTLYING / off } else { 1.0 }, x, y);
        }
    }
    let slope = slope(&fits);
    let used = || fits.iter().filter(|f| f.weight >= FEWEST);
    let (xx, yy, xy) =
        (used().map(Sums::xx).sum::<f64>(), used().map(Sums::yy).sum::<f64>(), used().map(Sums::xy).sum::<f64>());
    // One mean per segment and the slope are fitted.
    let free = used().map(|f| f.weight - 1.0).sum::<f64>() - 1.0;
    // A leg that does not swing across the picture says nothing by its slope; the other figures do.
    if !(slope > 0.0 && free > 0.0) {
        return (f64::NAN, f64::NAN);
    }
    let sigma = ((yy + 2.0 * slope * xy + slope * slope * xx).max(0.0) / free / xx).sqrt();
    (1.0 / slope, sigma / (slope * slope))
}

/// Minus the pooled slope of y on x.
fn slope(fits: &[Sums]) -> f64 {
    let used = || fits.iter().filter(|f| f.weight >= FEWEST);
    -used().map(Sums::xy).sum::<f64>() / used().map(Sums::xx).sum::<f64>()
}

/// Weighted sums of one segment's points.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    weight: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Sums {
    fn add(&mut self, weight: f64, x: f64, y: f64) {
        self.weight += weight;
        self.x += weight * x;
        self.y += weight * y;
        self.xx += weight * x * x;
        self.xy += weight * x * y;
        self.yy += weight * y * y;
    }

    /// Sums about the mean.
    fn xx(&self) -> f64 {
        self.xx - self.x * self.x / self.weight
    }

    fn xy(&self) -> f64 {
        self.xy - self.x * self.y / self.weight
    }

    fn yy(&self) -> f64 {
        self.yy - self.y * self.y / self.weight
    }
}
