//! Scale from a calibrated camera: the ray through a standing foot meets the ground where the runner is.
//!
//! The model is OpenCV's, as Pose2Sim and Sports2D write it: `x_camera = R x_world + t`, x right, y down, z ahead; a
//! pinhole with Brown's distortion. The world is in metres with z **up**, and the ground is z = 0.

use super::foot::{Foot, HEIGHT_SIGMA_M};
use super::{HIP_M, Scale, Source};
use crate::error::{Error, Result};
use crate::stats::in_quadrature;
use crate::uprights::Uprights;

/// Error of focal length and place of the camera together: our assumption, for the file tells none that concerns it.
const RELATIVE_ERROR: f64 = 0.01;
/// A rotation vector longer than a whole turn was not written in radians.
const WHOLE_TURN_RAD: f64 = std::f64::consts::TAU;
/// Part of an upright that must lie across the line of sight for its direction to be told: a camera up to 78° down.
const LEAST_UPRIGHT: f64 = 0.2;
/// Largest roll: a picture turned by more is not upright.
const ROLL_MAXIMUM_DEG: f64 = 45.0;
/// Largest miss of the undone distortion, px.
const UNDISTORTED_PX: f64 = 0.01;

type Matrix = [[f64; 3]; 3];

/// A camera that stands still.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Focal length across and down, px.
    pub focal_px: [f64; 2],
    /// Principal point, px.
    pub centre_px: [f64; 2],
    /// Brown's coefficients in OpenCV's order: k1, k2, p1, p2, k3.
    pub distortions: [f64; 5],
    /// World to camera, a rotation vector (Rodrigues), rad.
    pub rotation_rad: [f64; 3],
    /// World to camera, m.
    pub translation_m: [f64; 3],
}

impl Calibration {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a focal length of 0 or less, a number that is not finite, a rotation of more than a whole
    /// turn, a camera that is not 0.1-100 m above the ground or rolled by more than 45°.
    pub fn check(&self) -> Result<()> {
        let finite = |what, values: &[f64]| match values.iter().find(|v| !v.is_finite()) {
            None => Ok(()),
            Some(&value) => {
                let (allowed, remedy) = ("a finite number", "calibrate the camera again");
                Err(Error::OutOfRange { what, value, allowed, remedy })
            }
        };
        finite("the matrix of calibration", &[self.focal_px, self.centre_px].concat())?;
        finite("a distortion of calibration", &self.distortions)?;
        finite("the rotation of calibration", &self.rotation_rad)?;
        finite("the translation of calibration", &self.translation_m)?;
        if let Some(&value) = self.focal_px.iter().find(|&&f| f <= 0.0) {
            let (allowed, remedy) = ("above 0 px", "calibrate the camera again");
            return Err(Error::OutOfRange { what: "the focal length of calibration", value, allowed, remedy });
        }
        let value = self.rotation_rad.into_iter().fold(0.0, f64::hypot);
        if value > WHOLE_TURN_RAD {
            let (allowed, remedy) = ("at most a whole turn, 6.28 rad", "write the rotation vector in radians");
            return Err(Error::OutOfRange { what: "the rotation of calibration", value, allowed, remedy });
        }
        let value = self.place_m()[2];
        if !(0.1..=100.0).contains(&value) {
            return Err(Error::OutOfRange {
                what: "the height of the camera of calibration",
                value,
                allowed: "between 0.1 and 100 m above the ground",
                remedy: "calibrate in metres, with z up from the ground",
            });
        }
        let value = self.uprights().map_or(0.0, |u| u.roll_rad).to_degrees();
        if value.abs() > ROLL_MAXIMUM_DEG {
            let (allowed, remedy) =
                ("between -45 and 45 degrees", "calibrate with frames turned as the video is shown");
            return Err(Error::OutOfRange { what: "the roll of calibration", value, allowed, remedy });
        }
        Ok(())
    }

    /// Scale where a foot stands, at the height of the hips; None where its ray does not meet the ground.
    pub fn scale_at(&self, foot: &Foot) -> Option<Scale> {
        let rotation = self.rotation();
        let place = self.place_m();
        let [u, v] = self.undistorted(foot.at_px)?;
        let direction = turned_back(&rotation, [u, v, 1.0]);
        let above_m = place[2] - foot.height_m;
        let depth = -above_m / direction[2];
        if !(depth > 0.0 && depth.is_finite() && above_m > 0.0) {
            return None;
        }
        let ground = [0, 1].map(|i| place[i] + depth * direction[i]);
        let hip = self.in_camera(&rotation, [ground[0], ground[1], HIP_M]);
        // A metre in the plane of the picture, across and down: their mean is that of limbs in every direction.
        let seen = |d: [f64; 2]| {
            let end = |side: f64| self.seen([hip[0] + side * d[0], hip[1] + side * d[1], hip[2]]);
            let [a, b] = [end(-0.5), end(0.5)];
            (b[0] - a[0]).hypot(b[1] - a[1])
        };
        let px_per_m = (seen([1.0, 0.0]) * seen([0.0, 1.0])).sqrt();
        // A foot's point that is higher than thought lies nearer, by as much of the camera's height.
        let relative_error = in_quadrature([RELATIVE_ERROR, HEIGHT_SIGMA_M / above_m]);
        let is_ahead = hip[2] > 0.0;
        is_ahead.then_some(Scale { m_per_px: 1.0 / px_per_m, relative_error, source: Source::Calibration })
    }

    /// Where the camera stands in the world, m.
    pub fn place_m(&self) -> [f64; 3] {
        turned_back(&self.rotation(), self.translation_m).map(|v| -v)
    }

    /// How uprights lean in the picture, without the lens's distortion; None for a camera that looks so steeply that they
    /// hardly show.
    pub fn uprights(&self) -> Option<Uprights> {
        // Towards the vanishing point of what is upright, from below.
        let rotation = self.rotation();
        let [right, down, ahead] = [0, 1, 2].map(|i| rotation[i][2]);
        let (right_px, down_px) = (self.focal_px[0] * right, self.focal_px[1] * down);
        let is_shown = right.hypot(down) >= LEAST_UPRIGHT;
        is_shown.then(|| Uprights {
            // Adding 0 takes the sign off a 0.
            roll_rad: (-right_px).atan2(-down_px) + 0.0,
            slope_rad_per_px: ahead / right_px.hypot(down_px),
            at_px: self.centre_px,
        })
    }

    /// Where a point of the world is seen, px; meaningless behind the camera.
    pub fn project(&self, world_m: [f64; 3]) -> [f64; 2] {
        self.seen(self.in_camera(&self.rotation(), world_m))
    }

    fn in_camera(&self, rotation: &Matrix, world_m: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|i| dot(rotation[i], world_m) + self.translation_m[i])
    }

    /// A point of the camera's axes in the picture, px.
    fn seen(&self, [x, y, z]: [f64; 3]) -> [f64; 2] {
        let p = self.distorted([x / z, y / z]);
        [0, 1].map(|i| self.focal_px[i] * p[i] + self.centre_px[i])
    }

    /// Brown's model on the plane at the depth 1.
    fn distorted(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [k1, k2, p1, p2, k3] = self.distortions;
        let r2 = x * x + y * y;
        let radial = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3));
        [
            x * radial + 2.0 * p1 * x * y + p2 * (r2 + 2.0 * x * x),
            y * radial + p1 * (r2 + 2.0 * y * y) + 2.0 * p2 * x * y,
        ]
    }

    /// The inverse, of a point of the picture; None where the coefficients have none.
    fn undistorted(&self, at_px: [f64; 2]) -> Option<[f64; 2]> {
        let wanted: [f64; 2] = [0, 1].map(|i| (at_px[i] - self.centre_px[i]) / self.focal_px[i]);
        let mut p = wanted;
        for _ in 0..50 {
            let d = self.distorted(p);
            p = [0, 1].map(|i| p[i] + wanted[i] - d[i]);
        }
        let miss = self.distorted(p);
        let is_close = [0, 1].iter().all(|&i| (miss[i] - wanted[i]).abs() * self.focal_px[i] < UNDISTORTED_PX);
        is_close.then_some(p)
    }

    /// Rodrigues' formula.
    fn rotation(&self) -> Matrix {
        let [x, y, z] = self.rotation_rad;
        let angle = (x * x + y * y + z * z).sqrt();
        let [x, y, z] = if angle > 0.0 { [x / angle, y / angle, z / angle] } else { [0.0; 3] };
        let (sin, cos) = angle.sin_cos();
        let rest = 1.0 - cos;
        [
            [cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin],
            [y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin],
            [z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest],
        ]
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// From the camera's axes to the world's.
fn turned_back(rotation: &Matrix, v: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| (0..3).map(|row| rotation[row][i] * v[row]).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calibration that comes with Sports2D's demo, by its numbers: 1.71 m above the ground, square to the path.
    const SQUARE: Calibration = Calibration {
        focal_px: [2520.09, 2520.09],
        centre_px: [884.0, 497.0],
        distortions: [0.0; 5],
        rotation_rad: [1.2082126924727719, 1.2098328575850605, -1.2082126924727719],
        translation_m: [-3.510103521992233, 1.7079310029359385, 10.0],
    };

    /// Looks 12° down and 20° to the side, with the lens of a phone.
    fn turned() -> Calibration {
        // World to camera: x right, y down, z ahead from a world with z up, y ahead; then the turns.
        let (yaw, pitch) = (20f64.to_radians(), 12f64.to_radians());
        let (sy, cy, sp, cp) = (yaw.sin(), yaw.cos(), pitch.sin(), pitch.cos());
        let rows = [[cy, -sy, 0.0], [-sy * sp, -cy * sp, -cp], [sy * cp, cy * cp, -sp]];
        let place = [-2.0, -8.0, 2.2];
        let angle = ((rows[0][0] + rows[1][1] + rows[2][2] - 1.0) / 2.0f64).acos();
        let axis = [rows[2][1] - rows[1][2], rows[0][2] - rows[2][0], rows[1][0] - rows[0][1]];
        Calibration {
            focal_px: [1400.0, 1410.0],
            centre_px: [955.0, 542.0],
            distortions: [-0.08, 0.02, 0.0004, -0.0003, 0.0],
            rotation_rad: axis.map(|v| v * angle / (2.0 * angle.sin())),
            translation_m: rows.map(|row| -dot(row, place)),
        }
    }

    #[test]
    fn the_camera_stands_where_it_was_put() {
        for (camera, place) in [(SQUARE, [10.0, 3.5078, 1.7126]), (turned(), [-2.0, -8.0, 2.2])] {
            let told = camera.place_m();
            assert!((0..3).all(|i| (told[i] - place[i]).abs() < 1e-3), "{told:?}");
            assert_eq!(camera.check(), Ok(()));
        }
    }

    #[test]
    fn a_stick_in_the_plane_of_the_picture_has_its_length_wherever_it_stands() {
        for (camera, across, grounds) in [
            (SQUARE, [0.0, 1.0], [[0.0, 2.0], [1.5, 5.0], [-3.0, 3.5]]),
            (turned(), [20f64.to_radians().cos(), -20f64.to_radians().sin()], [[0.0, 0.0], [3.0, -2.0], [1.0, 5.0]]),
        ] {
            for [x, y] in grounds {
                // The ends of a metre across, as high as the hips; the foot below them.
                let half = across.map(|a| a / 2.0);
                let end = |s: f64| camera.project([x + s * half[0], y + s * half[1], HIP_M]);
                let [a, b] = [end(-1.0), end(1.0)];
                let px = (b[0] - a[0]).hypot(b[1] - a[1]);
                let foot = Foot { at_px: camera.project([x, y, 0.034]), height_m: 0.034 };
                let told = camera.scale_at(&foot).expect("on the ground");
                // Across alone: near the edge the lens makes it longer than upright by some percent.
                assert!((told.m_per_px * px - 1.0).abs() < 0.015, "{x} {y}: {}", told.m_per_px * px);
            }
        }
    }

    #[test]
    fn a_foot_seen_higher_than_it_is_stays_within_the_error() {
        let at = |up: f64| Foot { at_px: SQUARE.project([0.0, 3.0, up]), height_m: 0.034 };
        let right = SQUARE.scale_at(&at(0.034)).expect("on the ground");
        let high = SQUARE.scale_at(&at(0.034 + HEIGHT_SIGMA_M)).expect("on the ground");
        let off = high.m_per_px / right.m_per_px - 1.0;
        assert!(off > 0.01 && off < right.relative_error, "{off} {right:?}");
    }

    #[test]
    fn a_foot_at_or_above_the_horizon_is_nowhere() {
        for y in [-2000.0, 0.0, 490.0] {
            assert_eq!(SQUARE.scale_at(&Foot { at_px: [884.0, y], height_m: 0.034 }), None, "{y}");
        }
    }

    #[test]
    fn distortion_without_an_inverse_tells_nothing() {
        let wild = Calibration { distortions: [-40.0, 0.0, 0.0, 0.0, 0.0], ..SQUARE };
        assert_eq!(wild.scale_at(&Foot { at_px: [100.0, 990.0], height_m: 0.034 }), None);
    }

    #[test]
    fn cameras_below_the_ground_in_millimetres_or_nowhere_are_refused() {
        let told = |c: Calibration| c.check().expect_err("nonsense").to_string();
        let flipped = SQUARE.translation_m.map(|v| -v);
        assert!(told(Calibration { translation_m: flipped, ..SQUARE }).contains("z up from the ground"));
        let millimetres = SQUARE.translation_m.map(|v| 1000.0 * v);
        assert!(told(Calibration { translation_m: millimetres, ..SQUARE }).contains("calibrate in metres"));
        assert!(told(Calibration { focal_px: [0.0, 1.0], ..SQUARE }).contains("above 0 px"));
        assert!(told(Calibration { distortions: [f64::NAN; 5], ..SQUARE }).contains("a finite number"));
        let degrees = SQUARE.rotation_rad.map(f64::to_degrees);
        assert!(told(Calibration { rotation_rad: degrees, ..SQUARE }).contains("in radians"));
    }

    #[test]
    fn a_camera_knows_its_roll_where_a_runner_is() {
        let middle = |c: &Calibration| c.uprights().expect("uprights are seen").roll_rad;
        assert!(middle(&SQUARE).abs() < 2e-3 && middle(&turned()).abs() < 1e-9);
        // As an upright is drawn, wherever it stands.
        for (camera, x, y) in [(turned(), 2.0, 0.0), (turned(), -1.0, 3.0), (SQUARE, 3.0, 4.0)] {
            let camera = Calibration { distortions: [0.0; 5], ..camera };
            let [foot, head] = [0.0, 1.7].map(|z| camera.project([x, y, z]));
            let told = camera.uprights().expect("uprights are seen").roll_at(foot);
            assert!((told - (foot[0] - head[0]).atan2(foot[1] - head[1])).abs() < 1e-9, "{told}");
        }
        let down = Calibration { rotation_rad: [std::f64::consts::PI + 5e-8, 0.0, 0.0], ..SQUARE };
        assert_eq!(down.uprights(), None);
        // Turned clockwise about its axis, what it sees turns the other way: an upright leans left.
        let roll = 5f64.to_radians();
        let (sin, cos) = roll.sin_cos();
        // World with z up seen by a camera that looks along y, then turned.
        let rows = [[cos, 0.0, -sin], [-sin, 0.0, -cos], [0.0, 1.0, 0.0]];
        let angle = ((rows[0][0] + rows[1][1] + rows[2][2] - 1.0) / 2.0f64).acos();
        let axis = [rows[2][1] - rows[1][2], rows[0][2] - rows[2][0], rows[1][0] - rows[0][1]];
        let rolled = Calibration { rotation_rad: axis.map(|v| v * angle / (2.0 * angle.sin())), ..SQUARE };
        assert!((middle(&rolled) - roll).abs() < 1e-9, "{}", middle(&rolled).to_degrees());
        let at = |up: f64| rolled.seen(rolled.in_camera(&rolled.rotation(), [0.0, 10.0, up]));
        assert!(at(1.0)[0] < at(0.0)[0], "an upright leans left");
    }
}
