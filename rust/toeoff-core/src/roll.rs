//! What tells how uprights lean; where nothing upright is seen, the line on which a runner's feet stand.
//!
//! Before a still camera the standing feet of a runner on level ground lie on a line. It is level in the picture, unless
//! the camera is rolled, or the runner comes nearer: nearer ground is seen lower, by the camera's height in the lengths
//! of the runner, who grows with it. So the slope of the feet less that of the growth is the roll. A road's slope goes
//! into it: the roll is that against the road, and its error is that of a road's.

use crate::body::{Body, Joint, Plane, Side, distance};
use crate::options::Options;
use crate::scale::Foot;
use crate::stats::{in_quadrature, mean};
use crate::uprights::Uprights;

/// How far the camera is turned about its axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Roll {
    /// How what stands upright leans for it.
    pub uprights: Uprights,
    /// One standard deviation of its error.
    pub sigma_rad: f64,
}

impl Roll {
    /// One that the user, the background or a calibration tells.
    pub fn stated(uprights: impl Into<Uprights>) -> Self {
        Self { uprights: uprights.into(), sigma_rad: STATED_SIGMA_DEG.to_radians() }
    }
}

/// Error of a roll that was stated, deg.
const STATED_SIGMA_DEG: f64 = 0.5;
/// Camera roll when nothing tells it, deg.
pub const UNKNOWN_SIGMA_DEG: f64 = 2.0;
/// Slope of a road along the way, one standard deviation: 2 % is 1.15°.
const ROAD_SIGMA_RAD: f64 = 0.02;
/// Height of the camera in lengths of leg and trunk, 0.779 of the standing height (Drillis & Contini, after Winter 2009):
/// 1.1 m of 1.7, a phone's, and its deviation.
const CAMERA_HEIGHT: (f64, f64) = (0.83, 0.42);
/// Error of a foot's point, px, below which the scatter about the line says nothing.
const FOOT_SIGMA_PX: f64 = 1.0;

/// Roll as it is stated, or else as the calibration tells it, which holds where the whole pass is one picture of a camera
/// that stands still; None without either.
pub fn known(options: &Options, is_one_picture: bool) -> Option<Roll> {
    let calibration = options.calibration.filter(|_| is_one_picture);
    options.uprights.or_else(|| calibration?.uprights()).map(Roll::stated)
}

/// Where the hips are on average, px; None where they are never seen. `body` is as seen.
pub fn place(body: &Body) -> Option<[f64; 2]> {
    let hips = (0..body.n_frames()).map(|frame| body.hip(frame));
    let seen = hips.filter(|p| p.iter().all(|v| v.is_finite()));
    let at_px = [0, 1].map(|axis| mean(seen.clone().map(|p| p[axis])));
    at_px.iter().all(|v| v.is_finite()).then_some(at_px)
}

/// Roll from the feet that stand, by side, in the picture; None where it is known no better than that of any camera.
/// `body` is in the runner's frame, `plane` brings it to the picture.
pub fn from_feet(feet: &[(Side, Foot)], body: &Body, plane: Plane) -> Option<Roll> {
    let points = |side: Side| feet.iter().filter(move |f| f.0 == side).map(|f| (f.1.at_px[0], f.1.at_px[1]));
    // Left and right feet stand on lines a hand's breadth apart.
    let by_side = Side::BOTH.map(|side| Line::through(points(side)));
    let [left, right] = by_side.map(|line| line.n);
    let line = if left.min(right) >= 2.0 {
        by_side[0].beside(&by_side[1])
    } else {
        Line::through(feet.iter().map(|f| (f.1.at_px[0], f.1.at_px[1])))
    };
    let growth =
        Line::through((0..body.n_frames()).map(|f| (plane.in_image(body.mid(f, Joint::Hip))[0], length(body, f))));
    let rad = -(line.slope() - CAMERA_HEIGHT.0 * growth.slope()).atan();
    let sigma_rad = in_quadrature([
        ROAD_SIGMA_RAD,
        line.slope_sigma(FOOT_SIGMA_PX),
        CAMERA_HEIGHT.0 * growth.slope_sigma(0.0),
        CAMERA_HEIGHT.1 * growth.slope(),
    ]);
    (sigma_rad < UNKNOWN_SIGMA_DEG.to_radians()).then_some(Roll { uprights: rad.into(), sigma_rad })
}

/// Leg and trunk in a frame: the legs' mean, whatever their phase.
fn length(body: &Body, frame: usize) -> f64 {
    let [left, right] = Side::BOTH.map(|side| body.leg(frame, side));
    (left + right) / 2.0 + distance(body.mid(frame, Joint::Hip), body.mid(frame, Joint::Shoulder))
}

/// A straight line by least squares, from the sums about the means.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    n: f64,
    /// Points beyond those that were fitted.
    free: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Line {
    fn through(points: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let points = points.filter(|(x, y)| x.is_finite() && y.is_finite());
        let n = points.clone().count() as f64;
        let (sum_x, sum_y) = points.clone().fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
        let off = |(x, y): (f64, f64)| (x - sum_x / n, y - sum_y / n);
        points.map(off).fold(Self { n, free: n - 2.0, ..Self::default() }, |line, (x, y)| Self {
            xx: line.xx + x * x,
            xy: line.xy + x * y,
            yy: line.yy + y * y,
            ..line
        })
    }

    /// Two parallel lines.
    fn beside(&self, other: &Self) -> Self {
        Self {
            n: self.n + other.n,
            free: self.n + other.n - 3.0,
            xx: self.xx + other.xx,
            xy: self.xy + other.xy,
            yy: self.yy + other.yy,
        }
    }

    fn slope(&self) -> f64 {
        self.xy / self.xx
    }

    /// One standard deviation of the slope, of points that are at least this far off; NaN for too few.
    fn slope_sigma(&self, least: f64) -> f64 {
        if self.free < 1.0 {
            return f64::NAN;
        }
        let variance = (self.yy - self.xy * self.xy / self.xx) / self.free;
        (variance.max(least * least) / self.xx).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{CHANNELS, LANDMARKS};
    use crate::uprights::turning_back;

    const SQUARE: Plane = Plane { forward: 1.0, foreshortening: 1.0 };

    /// Feet of a runner, 200 px/m large in the middle, every 1.2 m along a way that leads nearer by `nearer` of it, before a
    /// camera 1.1 m above the ground and 9 m away that is rolled by `roll_deg`; and the runner's body, hips and shoulders.
    fn pass(n: usize, nearer: f64, roll_deg: f64) -> (Vec<(Side, Foot)>, Body) {
        let seen = |along: f64, up: f64| {
            let px_per_m = 1800.0 / (9.0 - nearer * along);
            turning_back(-roll_deg.to_radians())([960.0 + px_per_m * along, 540.0 + px_per_m * (1.1 - up)])
        };
        let along = |i: usize| 1.2 * (i as f64 - (n - 1) as f64 / 2.0);
        let foot = |i: usize| (Side::BOTH[i % 2], Foot { at_px: seen(along(i), 0.03), height_m: 0.03 });
        let frames = 10 * n;
        let mut body = Body {
            time_s: (0..frames).map(|f| f as f64 / 30.0).collect(),
            xy: vec![f64::NAN; frames * CHANNELS],
            score: vec![1.0; frames * LANDMARKS],
        };
        for f in 0..frames {
            for (joint, up) in [(Joint::Shoulder, 1.4), (Joint::Hip, 0.9), (Joint::Knee, 0.45), (Joint::Ankle, 0.06)] {
                let [x, y] = seen(along(0) + 1.2 * f as f64 / 10.0, up);
                Side::BOTH.into_iter().for_each(|side| body.set_point(f, side, joint, [x, -y]));
            }
        }
        ((0..n).map(foot).collect(), body)
    }

    fn told(n: usize, nearer: f64, roll_deg: f64) -> Option<(f64, f64)> {
        let (feet, body) = pass(n, nearer, roll_deg);
        let roll = from_feet(&feet, &body, SQUARE)?;
        Some((roll.uprights.roll_rad.to_degrees(), roll.sigma_rad.to_degrees()))
    }

    #[test]
    fn feet_on_level_ground_tell_the_roll() {
        for n in [3, 5, 8] {
            for roll_deg in [-10.0, -2.0, 0.0, 5.0] {
                let (told_deg, sigma_deg) = told(n, 0.0, roll_deg).expect("enough feet");
                assert!((told_deg - roll_deg).abs() < 0.2, "{n} feet, {roll_deg}: {told_deg}");
                assert!((1.1..1.6).contains(&sigma_deg), "{n} feet: {sigma_deg}");
            }
        }
    }

    #[test]
    fn a_runner_who_comes_nearer_is_not_taken_for_roll() {
        for nearer in [-0.3, -0.15, 0.15, 0.3] {
            let (told_deg, sigma_deg) = told(5, nearer, 3.0).expect("known better than at all");
            assert!((told_deg - 3.0).abs() < sigma_deg, "{nearer}: {told_deg} {sigma_deg}");
            assert!(sigma_deg > told(5, 0.0, 3.0).expect("square").1, "{nearer}");
        }
        assert_eq!(told(5, 0.6, 0.0), None, "a camera of another height would be too far off");
    }

    #[test]
    fn two_feet_or_a_scattered_line_tell_nothing() {
        assert_eq!(told(2, 0.0, 0.0), None);
        let (mut feet, body) = pass(5, 0.0, 0.0);
        for (i, (_, foot)) in feet.iter_mut().enumerate() {
            foot.at_px[1] += if i % 3 == 0 { 60.0 } else { -30.0 };
        }
        assert_eq!(from_feet(&feet, &body, SQUARE), None);
        assert_eq!(from_feet(&[], &body, SQUARE), None);
    }

    #[test]
    fn left_and_right_feet_may_stand_on_two_lines() {
        let (mut feet, body) = pass(7, 0.0, 4.0);
        feet.iter_mut().filter(|f| f.0 == Side::Left).for_each(|f| f.1.at_px[1] += 15.0);
        let roll = from_feet(&feet, &body, SQUARE).expect("two lines");
        assert!((roll.uprights.roll_rad.to_degrees() - 4.0).abs() < 0.2, "{roll:?}");
    }
}
