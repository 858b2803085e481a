//! What a block of frames, about one step long, says of the view angle.
//!
//! Over one step the two legs go through the whole cycle between them, so that means over both legs do not depend on where
//! in the stride the block lies. Nothing needs the legs to be told apart; only the widths of shoulders and hips need left
//! and right, which pose models label well just where it matters: seen from the front or from behind.

use pulp::Simd;

use super::angle::SHARE;
use super::figures::{Figures, SEGMENTS};
use super::size::{leg_px, trunk_px};
use crate::options::Camera;
use crate::simd;
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
    /// How the picture shortens a leg segment as it swings.
    pub swing: Swing,
}

/// Reads a block.
pub fn evidence(block: &[Figures]) -> Evidence {
    let (leg, trunk) = (leg_px(block), trunk_px(block));
    let [knee_ahead, foot_ahead] = ahead(block).map(|mean| mean / leg);
    Evidence {
        leg_px: leg,
        trunk_px: trunk,
        shoulder_width: mean(block.iter().map(|f| f.shoulder_width)) / trunk,
        hip_width: mean(block.iter().map(|f| f.hip_width)) / trunk,
        knee_ahead,
        foot_ahead,
        swing: Swing::of(block, leg),
    }
}

/// The evidence of all blocks together: of a stretch that they cover, each frame by two of them where there are several.
///
/// A camera that stands still shows a plane under one angle wherever in the picture the runner is: at the edges more of
/// the runner's front or back is seen, but the picture is stretched by as much as the view shortens, and the widths of
/// both edges cancel. One that follows shows the plane as it sees the runner, from ahead and from behind, and both shorten.
pub fn together(blocks: &[Evidence], camera: Camera) -> Evidence {
    let mean_of = |figure: fn(&Evidence) -> f64| mean(blocks.iter().map(figure));
    let width = |figure: fn(&Evidence) -> f64| match camera {
        Camera::Still => mean_of(figure),
        Camera::Unknown => mean(blocks.iter().map(|e| figure(e).powi(2))).sqrt(),
    };
    // A frame that is counted twice is seen but once: it makes the mean no surer.
    let share = if blocks.len() > 1 { SHARE } else { 1.0 };
    Evidence {
        leg_px: mean_of(|e| e.leg_px),
        trunk_px: mean_of(|e| e.trunk_px),
        shoulder_width: width(|e| e.shoulder_width),
        hip_width: width(|e| e.hip_width),
        knee_ahead: mean_of(|e| e.knee_ahead),
        foot_ahead: mean_of(|e| e.foot_ahead),
        swing: blocks.iter().fold(Swing::default(), |sum, e| sum.plus(&e.swing.times(share))),
    }
}

/// Residual, in squared segment lengths, from which on a point counts less: five times what a keypoint error of 2 % of a
/// segment makes.
const OUTLYING: f64 = 0.2;
/// Points per segment below which its mean means nothing.
const FEWEST: f64 = 4.0;

/// How the height of thighs and shanks falls as they reach out across the picture, over the points of a stretch.
///
/// A segment of length L at angle θ in a plane seen under the view angle ψ shows dx = L sin θ cos ψ and dy = L cos θ, so
/// dy² = L² - dx² / cos² ψ at every instant: the slope of dy² on dx² is the answer, without knowing L. The fit is pooled
/// over the four segments, each about its own mean; a second round gives points far off Huber's lower weight.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Swing {
    /// Sums of squares and products about the means, x = dx² and y = dy².
    xx: f64,
    xy: f64,
    yy: f64,
    /// Points beyond the fitted means.
    points: f64,
}

impl Swing {
    fn of(block: &[Figures], leg_px: f64) -> Self {
        let per_length2 = (2.0 / leg_px).powi(2);
        let first_fits = Sums::of(block, per_length2, None);
        let first = slope(&first_fits);
        let heights = first_fits.map(|fit| (fit.y + first * fit.x) / fit.weight);
        let fits = Sums::of(block, per_length2, Some((first, heights)));
        fits.iter().filter(|f| f.weight >= FEWEST).fold(Self::default(), |sum, f| {
            sum.plus(&Self { xx: f.xx(), xy: f.xy(), yy: f.yy(), points: f.weight - 1.0 })
        })
    }

    fn plus(self, other: &Self) -> Self {
        Self {
            xx: self.xx + other.xx,
            xy: self.xy + other.xy,
            yy: self.yy + other.yy,
            points: self.points + other.points,
        }
    }

    fn times(self, share: f64) -> Self {
        Self { xx: share * self.xx, xy: share * self.xy, yy: share * self.yy, points: share * self.points }
    }

    /// Squared cosine of the view angle and its standard error; NaN where it cannot be told.
    pub fn shortening(&self) -> (f64, f64) {
        let (slope, free) = (-self.xy / self.xx, self.points - 1.0);
        // A leg that does not swing across the picture says nothing by its slope; the other figures do.
        if !(slope > 0.0 && free > 0.0) {
            return (f64::NAN, f64::NAN);
        }
        let left_over = (self.yy + 2.0 * slope * self.xy + slope * slope * self.xx).max(0.0);
        (1.0 / slope, (left_over / free / self.xx).sqrt() / (slope * slope))
    }
}

/// Minus the pooled slope of y on x.
fn slope(fits: &[Sums; SEGMENTS]) -> f64 {
    let used = || fits.iter().filter(|f| f.weight >= FEWEST);
    -used().map(Sums::xy).sum::<f64>() / used().map(Sums::xx).sum::<f64>()
}

simd::registers! {
    /// Adds the points of a block to the sums of each segment, in the order of [`Sums`]. Without a height all count alike.
    fn add_up(
        block: &[Figures], per_length2: f64, slope: f64, heights: &[f64; SEGMENTS], sums: &mut [[f64; SEGMENTS]; 6],
    ) -> () = add_up_here;
}

#[inline(always)]
fn add_up_here<S: Simd>(
    simd: S,
    block: &[Figures],
    per_length2: f64,
    slope: f64,
    heights: &[f64; SEGMENTS],
    sums: &mut [[f64; SEGMENTS]; 6],
) {
    const { assert!(SEGMENTS.is_multiple_of(S::F64_LANES), "the segments fill whole registers") };
    let (zero, one, outlying) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0), simd.splat_f64s(OUTLYING));
    let (scale, slope) = (simd.splat_f64s(per_length2), simd.splat_f64s(slope));
    for lane in 0..SEGMENTS / S::F64_LANES {
        let height = S::as_simd_f64s(heights).0[lane];
        let mut of = [zero; 6];
        for figures in block {
            let x = simd.mul_f64s(S::as_simd_f64s(&figures.across).0[lane], scale);
            let y = simd.mul_f64s(S::as_simd_f64s(&figures.down).0[lane], scale);
            // False for a point that is not seen.
            let is_seen = simd.less_than_f64s(simd.add_f64s(x, y), simd.splat_f64s(f64::INFINITY));
            let off = simd.abs_f64s(simd.sub_f64s(simd.add_f64s(y, simd.mul_f64s(slope, x)), height));
            let is_off = simd.less_than_f64s(outlying, off);
            let weight = simd.select_f64s(is_off, simd.div_f64s(outlying, off), one);
            let weight = simd.select_f64s(is_seen, weight, zero);
            let (x, y) = (simd.select_f64s(is_seen, x, zero), simd.select_f64s(is_seen, y, zero));
            let (wx, wy) = (simd.mul_f64s(weight, x), simd.mul_f64s(weight, y));
            of[0] = simd.add_f64s(of[0], weight);
            of[1] = simd.add_f64s(of[1], wx);
            of[2] = simd.add_f64s(of[2], wy);
            of[3] = simd.add_f64s(of[3], simd.mul_f64s(wx, x));
            of[4] = simd.add_f64s(of[4], simd.mul_f64s(wx, y));
            of[5] = simd.add_f64s(of[5], simd.mul_f64s(wy, y));
        }
        for (sum, of) in sums.iter_mut().zip(of) {
            S::as_mut_simd_f64s(sum).0[lane] = of;
        }
    }
}

/// Means of knee and toe ahead, px: of the sides' means, since a leg seen less often than the other must not count less.
pub fn ahead(frames: &[Figures]) -> [f64; 2] {
    let (mut sum, mut n) = ([0.0; 4], [0.0; 4]);
    for figures in frames {
        for (i, ahead) in figures.ahead.iter().enumerate() {
            let (seen, ahead) = if ahead.is_finite() { (1.0, *ahead) } else { (0.0, 0.0) };
            sum[i] += ahead;
            n[i] += seen;
        }
    }
    let side = |i: usize| sum[i] / n[i];
    [mean([side(0), side(1)]), mean([side(2), side(3)])]
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

/// A line that points are weighed by: minus its slope, and its height for each segment.
type Line = (f64, [f64; SEGMENTS]);

impl Sums {
    /// Of the points of every segment, across and down in squared segment lengths; against a line those far off count
    /// less.
    fn of(block: &[Figures], per_length2: f64, line: Option<Line>) -> [Self; SEGMENTS] {
        let mut sums = [[0.0; SEGMENTS]; 6];
        let (slope, heights) = line.unwrap_or((0.0, [f64::NAN; SEGMENTS]));
        add_up(block, per_length2, slope, &heights, &mut sums);
        let [weight, x, y, xx, xy, yy] = sums;
        std::array::from_fn(|k| Self { weight: weight[k], x: x[k], y: y[k], xx: xx[k], xy: xy[k], yy: yy[k] })
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
