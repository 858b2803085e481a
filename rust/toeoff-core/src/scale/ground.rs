//! Scale from two marked points on level ground and the metres between them.
//!
//! A pinhole camera at the height `h` above level ground, without roll, sees the ground at the depth `Z` as many px below
//! the horizon as `d = h f / (Z cos p)`, whatever its pitch `p`; what stands there is seen at `s = f / Z = d cos p / h` px/m
//! (Criminisi, Reid & Zisserman 2000, Int J Comput Vis 40:123: heights by the distance to the vanishing line). From one
//! place to another the horizon and the focal length fall out:
//!
//! `s_runner = s_marks + (y_runner - y_marks) cos p / h`.
//!
//! So a runner whose feet stand on the line of the marks is measured by the marks alone, and away from it by the height
//! of the camera as well, to which the pitch counts: `cos p` is 0.97 and more up to 15°. What is measured is the way of the
//! hips, which a camera that looks down sees nearer than the feet.

use super::foot::{Foot, HEIGHT_SIGMA_M};
use super::{HIP_M, Scale, Source};
use crate::error::{Error, Result};
use crate::roll::{Roll, UNKNOWN_SIGMA_DEG};
use crate::stats::in_quadrature;
use crate::uprights::turning_back;

/// One standard deviation of where a mark is put, px, along the line.
const MARK_SIGMA_PX: f64 = 2.0;
/// `1 / h` where the height of the camera is not stated, 1/m, and its standard deviation: our assumption. The middle is a
/// phone at 1.1 m; two deviations below it is a tripod of 0.48 m, and above it any height is among them.
const UNKNOWN_CAMERA: (f64, f64) = (0.90, 0.60);
/// Relative error of a stated height of the camera: a decimetre of one held in the hand, the pitch, ground that is not
/// quite level.
const STATED_CAMERA: f64 = 0.10;

/// Distance from which a camera is pointed at the hips, m: our assumption, for the pictures do not tell it. From above the
/// hips are nearer than the feet, `HIP_M (h - HIP_M) / Z²` of the distance.
const USUAL_DISTANCE_M: f64 = 9.0;

/// Two points on the ground along the runners' way, and the metres between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroundDistance {
    /// In the picture, px, x right, y down.
    pub marks_px: [[f64; 2]; 2],
    /// Metres from one to the other.
    pub metres: f64,
    /// Height of the camera above the ground, m; None: not known.
    pub camera_height_m: Option<f64>,
}

impl GroundDistance {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for marks that are not in a picture, closer than 20 px or steeper than 45°, a distance outside
    /// 0.1-500 m, a camera outside 0.1-30 m.
    pub fn check(&self) -> Result<()> {
        let within = |what, value: f64, low: f64, high: f64, allowed, remedy| {
            if value >= low && value <= high { Ok(()) } else { Err(Error::OutOfRange { what, value, allowed, remedy }) }
        };
        for value in self.marks_px.into_iter().flatten() {
            let (allowed, remedy) = ("between -100000 and 100000 px", "give px of the picture as it is shown");
            within("a coordinate of ground", value, -1e5, 1e5, allowed, remedy)?;
        }
        let remedy = "give the metres from mark to mark";
        within("the distance of ground", self.metres, 0.1, 500.0, "between 0.1 and 500 m", remedy)?;
        let [dx, dy] = self.along();
        let remedy = "mark two points farther apart: a px more or less must not matter";
        within("the distance of ground in the picture", dx.hypot(dy), 20.0, 2e5, "at least 20 px", remedy)?;
        let slope = dy.abs().atan2(dx.abs()).to_degrees();
        let remedy = "mark two points along the runners' way, not one behind the other";
        within("the slope of ground in the picture", slope, 0.0, 45.0, "at most 45 degrees", remedy)?;
        let (allowed, remedy) = ("between 0.1 and 30 m", "give the height of the camera above the ground in metres");
        self.camera_height_m.map_or(Ok(()), |h| within("camera_height_m", h, 0.1, 30.0, allowed, remedy))
    }

    /// Scale where a foot stands; `roll` is that of the camera, None when unknown. The marks lie along the
    /// runners' way, which the picture shortens by `foreshortening`. None at the horizon.
    pub fn scale_at(&self, foot: &Foot, roll: Option<Roll>, foreshortening: f64) -> Option<Scale> {
        // Across and down in a picture whose horizon is level.
        let level = turning_back(roll.map_or(0.0, |r| r.uprights.roll_rad));
        let [a, b] = self.marks_px.map(&level);
        let middle = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
        let at = level(foot.at_px);
        let (across, down) = (at[0] - middle[0], at[1] - middle[1]);
        let [dx, dy] = self.along();
        let length_px = dx.hypot(dy);
        let at_marks = length_px / foreshortening / self.metres;

        let (per_m, per_m_sigma) = self.camera_height_m.map_or(UNKNOWN_CAMERA, |h| (1.0 / h, STATED_CAMERA / h));
        // The foot's point lies above the ground: seen from there the camera is lower by as much.
        let lower = 1.0 - foot.height_m * per_m;
        let px_per_m = (at_marks + down * per_m) / lower;
        let roll_sigma = roll.map_or(UNKNOWN_SIGMA_DEG.to_radians(), |r| r.sigma_rad);
        let errors_px_per_m = [
            std::f64::consts::SQRT_2 * MARK_SIGMA_PX / length_px * at_marks,
            (down + foot.height_m * px_per_m) * per_m_sigma,
            HEIGHT_SIGMA_M * px_per_m * per_m,
            across * roll_sigma * per_m,
            HIP_M * (1.0 / per_m - HIP_M) / USUAL_DISTANCE_M.powi(2) * lower * px_per_m,
        ];
        let relative_error = in_quadrature(errors_px_per_m) / (lower * px_per_m);
        let is_below_horizon = lower > 0.0 && px_per_m > 0.0;
        is_below_horizon.then_some(Scale { m_per_px: 1.0 / px_per_m, relative_error, source: Source::Ground })
    }

    /// From the first mark to the second, px.
    fn along(&self) -> [f64; 2] {
        let [a, b] = self.marks_px;
        [b[0] - a[0], b[1] - a[1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pinhole at a height, pitched down and rolled clockwise, that looks ahead (z) over level ground (x right, y up).
    #[derive(Clone, Copy)]
    struct Pinhole {
        focal_px: f64,
        height_m: f64,
        down_rad: f64,
        roll_rad: f64,
    }

    impl Pinhole {
        /// Right, down and ahead of a point.
        fn axes(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
            let (sin, cos) = self.down_rad.sin_cos();
            let below = self.height_m - y;
            let (right, down, ahead) = (x, below * cos - z * sin, z * cos + below * sin);
            let (sin, cos) = self.roll_rad.sin_cos();
            [right * cos + down * sin, down * cos - right * sin, ahead]
        }

        fn seen(&self, point: [f64; 3]) -> [f64; 2] {
            let [right, down, ahead] = self.axes(point);
            [960.0 + self.focal_px * right / ahead, 540.0 + self.focal_px * down / ahead]
        }

        fn px_per_m(&self, point: [f64; 3]) -> f64 {
            self.focal_px / self.axes(point)[2]
        }

        fn marked(&self, z: f64, camera_height_m: Option<f64>) -> GroundDistance {
            let marks_px = [[-2.0, 0.0, z], [2.0, 0.0, z]].map(|p| self.seen(p));
            GroundDistance { marks_px, metres: 4.0, camera_height_m }
        }
    }

    const LEVEL: Pinhole = Pinhole { focal_px: 1500.0, height_m: 1.4, down_rad: 0.0, roll_rad: 0.0 };

    /// Ratio of the told scale to the true one of a runner whose foot's point is `up` above the ground at (x, z).
    fn ratio(camera: Pinhole, stated: Option<f64>, [x, up, z]: [f64; 3]) -> (f64, f64) {
        let foot = Foot { at_px: camera.seen([x, up, z]), height_m: up };
        let told = camera
            .marked(9.0, stated)
            .scale_at(&foot, Some(Roll::stated(camera.roll_rad)), 1.0)
            .expect("below the horizon");
        (told.m_per_px * camera.px_per_m([x, 0.0, z]), told.relative_error)
    }

    #[test]
    fn a_level_camera_of_known_height_tells_every_distance_exactly() {
        for z in [5.0, 8.0, 9.0, 12.0, 20.0] {
            for x in [-3.0, 0.5] {
                let (ratio, _) = ratio(LEVEL, Some(1.4), [x, 0.034, z]);
                assert!((ratio - 1.0).abs() < 1e-9, "{x} {z}: {ratio}");
            }
        }
    }

    #[test]
    fn pitch_and_roll_stay_within_the_error() {
        for (pitch, roll) in [(-10.0, 0.0), (10.0, 0.0), (15.0, 5.0), (0.0, -8.0), (5.0, 8.0f64)] {
            let camera = Pinhole { down_rad: f64::to_radians(pitch), roll_rad: roll.to_radians(), ..LEVEL };
            for z in [6.0, 9.0, 13.0] {
                let (ratio, error) = ratio(camera, Some(1.4), [0.3, 0.034, z]);
                assert!((ratio - 1.0).abs() < error, "{pitch} {roll} {z}: {ratio} {error}");
                assert!((ratio - 1.0).abs() < 0.03, "{pitch} {roll} {z}: {ratio}");
            }
        }
    }

    #[test]
    fn beside_the_line_of_the_marks_an_unknown_camera_costs_what_it_may_be_wrong_by() {
        for height_m in [0.5, 0.8, 1.1, 1.5, 2.0, 4.0] {
            let camera = Pinhole { height_m, ..LEVEL };
            let on_line = ratio(camera, None, [0.0, 0.034, 9.0]);
            assert!((on_line.0 - 1.0).abs() < 0.03 && on_line.1 < 0.035, "{height_m}: {on_line:?}");
            for z in [7.0, 8.0, 10.0, 12.0] {
                let (ratio, error) = ratio(camera, None, [0.0, 0.034, z]);
                assert!((ratio - 1.0).abs() < 1.96 * error, "{height_m} {z}: {ratio} {error}");
            }
        }
        let [near, nearer, nearest] = [8.5, 8.0, 6.0].map(|z| ratio(LEVEL, None, [0.0, 0.034, z]).1);
        assert!(near < nearer && nearer < nearest && nearest > 0.1, "{near} {nearer} {nearest}");
    }

    #[test]
    fn the_error_grows_with_short_marks_a_low_camera_and_an_unknown_roll() {
        let at = |camera: Pinhole, half: f64, roll: Option<f64>| {
            let marks_px = [[-half, 0.0, 9.0], [half, 0.0, 9.0]].map(|p| camera.seen(p));
            let ground = GroundDistance { marks_px, metres: 2.0 * half, camera_height_m: Some(camera.height_m) };
            let foot = Foot { at_px: camera.seen([3.0, 0.034, 9.0]), height_m: 0.034 };
            ground.scale_at(&foot, roll.map(Roll::stated), 1.0).expect("below the horizon").relative_error
        };
        let usual = at(LEVEL, 2.0, Some(0.0));
        assert!(at(LEVEL, 0.2, Some(0.0)) > 1.5 * usual);
        assert!(at(Pinhole { height_m: 0.5, ..LEVEL }, 2.0, Some(0.0)) > 1.5 * usual);
        assert!(at(LEVEL, 2.0, None) > 1.5 * usual);
    }

    #[test]
    fn nothing_is_told_at_or_above_the_horizon() {
        let ground = LEVEL.marked(9.0, Some(1.4));
        for y in [540.0, 300.0, -1e4] {
            let foot = Foot { at_px: [960.0, y], height_m: 0.034 };
            assert_eq!(ground.scale_at(&foot, Some(Roll::stated(0.0)), 1.0), None, "{y}");
        }
    }

    #[test]
    fn marks_that_say_nothing_are_refused() {
        let marks = |marks_px, metres, camera_height_m| GroundDistance { marks_px, metres, camera_height_m }.check();
        let apart = [[100.0, 700.0], [1100.0, 704.0]];
        assert_eq!(marks(apart, 5.0, None), Ok(()));
        assert_eq!(marks([apart[1], apart[0]], 5.0, Some(1.4)), Ok(()));
        let told = |marks_px, metres, height| marks(marks_px, metres, height).expect_err("nonsense").to_string();
        assert!(told([[100.0, 700.0], [f64::NAN, 704.0]], 5.0, None).contains("picture as it is shown"));
        assert!(told(apart, 0.0, None).contains("between 0.1 and 500 m"));
        assert!(told([[100.0, 700.0], [110.0, 704.0]], 5.0, None).contains("farther apart"));
        assert!(told([[100.0, 700.0], [110.0, 1004.0]], 5.0, None).contains("one behind the other"));
        assert!(told(apart, 5.0, Some(0.0)).contains("height of the camera above the ground"));
    }
}
