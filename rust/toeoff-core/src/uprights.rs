//! How what stands upright leans in the picture, and the picture as a level camera would show it.
//!
//! A rolled camera turns the picture. One that looks up or down makes uprights converge towards their vanishing point: a
//! runner who crosses the picture upright leans one way at its left edge and the other way at its right one. A level
//! camera sees the same plane by a homography that sends the vanishing point to infinity (Hartley & Zisserman 2004,
//! Multiple View Geometry, 8.4); what is square to the picture's plane, and the stretch of 1.5 % at 10°, need the focal
//! length and are left.

/// Points this near to the vanishing point, as a part of its distance, belong to nothing that stands upright.
const NEAREST: f64 = 0.1;

/// How what is upright leans, all over a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uprights {
    /// Roll of the camera, + clockwise: what stands upright at `at_px` leans left by it.
    pub roll_rad: f64,
    /// How much more it leans for each px to the right, rad: 1 / distance of the vanishing point, + above, that is, the
    /// camera looks up. 0: uprights are parallel.
    pub slope_rad_per_px: f64,
    /// Where both are told, px: any point where uprights are parallel, else the middle of the picture.
    pub at_px: [f64; 2],
}

impl From<f64> for Uprights {
    /// Parallel uprights that lean by a roll.
    fn from(roll_rad: f64) -> Self {
        Self { roll_rad, slope_rad_per_px: 0.0, at_px: [0.0; 2] }
    }
}

impl Uprights {
    /// From the middle of the picture, across and down in the turned picture.
    fn off(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        turning_back(self.roll_rad)([x - self.at_px[0], y - self.at_px[1]])
    }

    /// By how much what stands upright at a point leans left, rad.
    pub fn roll_at(&self, p: [f64; 2]) -> f64 {
        let [across, down] = self.off(p);
        self.roll_rad + (self.slope_rad_per_px * across).atan2(1.0 + self.slope_rad_per_px * down)
    }

    /// The same uprights, told at the level of a point: a level picture keeps its scale there.
    pub fn at_level_of(self, p: [f64; 2]) -> Self {
        let down = self.off(p)[1];
        let [x, y] = turning_back(-self.roll_rad)([0.0, down]);
        Self {
            slope_rad_per_px: self.slope_rad_per_px / (1.0 + self.slope_rad_per_px * down),
            at_px: [self.at_px[0] + x, self.at_px[1] + y],
            ..self
        }
    }

    /// Takes a point of the picture to where a level camera would see it; NaN at the vanishing point and beyond.
    pub fn levelling(self) -> impl Fn([f64; 2]) -> [f64; 2] {
        let (turn, slope) = (turning_back(self.roll_rad), self.slope_rad_per_px);
        let [x0, y0] = turn(self.at_px);
        move |p| {
            let [x, y] = turn(p);
            // Parallel uprights: to the last digit as without the rest.
            if slope == 0.0 {
                return [x, y];
            }
            let near = 1.0 + slope * (y - y0);
            let size = if near > NEAREST { 1.0 / near } else { f64::NAN };
            [x0 + (x - x0) * size, y0 + (y - y0) * size]
        }
    }

    /// The inverse of [`Uprights::levelling`].
    pub fn tilting(self) -> impl Fn([f64; 2]) -> [f64; 2] {
        let (turn, slope) = (turning_back(-self.roll_rad), self.slope_rad_per_px);
        let [x0, y0] = turning_back(self.roll_rad)(self.at_px);
        move |[x, y]| {
            if slope == 0.0 {
                return turn([x, y]);
            }
            let size = 1.0 / (1.0 - slope * (y - y0));
            turn([x0 + (x - x0) * size, y0 + (y - y0) * size])
        }
    }
}

/// Where a camera turned back by this roll, + = clockwise, would see a point in image axes.
pub fn turning_back(roll_rad: f64) -> impl Fn([f64; 2]) -> [f64; 2] {
    let (sin, cos) = roll_rad.sin_cos();
    move |[x, y]| [x * cos - y * sin, x * sin + y * cos]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOCAL: f64 = 1500.0;
    const MIDDLE: [f64; 2] = [960.0, 540.0];

    /// A point of a plane that a level camera sees squarely at the depth `FOCAL`, before one pitched up and rolled clockwise.
    fn seen(pitch: f64, roll: f64, [x, y]: [f64; 2]) -> [f64; 2] {
        let (sin, cos) = pitch.sin_cos();
        let (down, ahead) = (y * cos + FOCAL * sin, FOCAL * cos - y * sin);
        let [u, v] = turning_back(-roll)([FOCAL * x / ahead, FOCAL * down / ahead]);
        [MIDDLE[0] + u, MIDDLE[1] + v]
    }

    fn of(pitch: f64, roll: f64) -> Uprights {
        Uprights { roll_rad: roll, slope_rad_per_px: pitch.tan() / FOCAL, at_px: MIDDLE }
    }

    fn angle([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
        (bx - ax).atan2(by - ay).to_degrees()
    }

    #[test]
    fn a_camera_rolled_clockwise_shows_a_vertical_leaning_left_until_it_is_upright() {
        let roll = 5f64.to_radians();
        // Up in the picture is -y; leaning left by the roll.
        let [x, y] = Uprights::from(roll).levelling()([-roll.sin(), -roll.cos()]);
        assert!(x.abs() < 1e-12 && (y + 1.0).abs() < 1e-12, "{x} {y}");
    }

    #[test]
    fn a_level_picture_shows_angles_as_they_are_wherever_the_camera_looks() {
        for (pitch, roll) in [(0.0, 0.0), (0.1, 0.0), (-0.17, 0.05), (0.17, -0.1), (-0.05, 0.17f64)] {
            let level = of(pitch, roll).levelling();
            for x in [-700.0, -200.0, 0.0, 500.0] {
                for lean in [-20.0, 0.0, 8.0, 25f64] {
                    let (sin, cos) = lean.to_radians().sin_cos();
                    let (top, foot) = ([x, -100.0], [x + 200.0 * sin, -100.0 + 200.0 * cos]);
                    let told = angle(level(seen(pitch, roll, top)), level(seen(pitch, roll, foot)));
                    // What is left is the stretch down the picture, 1 / cos of the pitch.
                    assert!((told - lean).abs() < 0.4, "{pitch} {roll} {x} {lean}: {told}");
                    assert!(lean != 0.0 || told.abs() < 1e-9, "{pitch} {roll} {x}: an upright at {told}");
                }
            }
        }
    }

    #[test]
    fn the_roll_at_a_point_is_the_lean_of_an_upright_there() {
        for (pitch, roll) in [(0.1, 0.0), (-0.17, 0.05), (0.17, -0.1f64)] {
            for x in [-700.0, 300.0] {
                let (top, foot) = (seen(pitch, roll, [x, -10.0]), seen(pitch, roll, [x, 10.0]));
                let leans = (foot[0] - top[0]).atan2(foot[1] - top[1]);
                assert!((of(pitch, roll).roll_at(seen(pitch, roll, [x, 0.0])) - leans).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn levelling_and_tilting_undo_each_other() {
        for uprights in [of(0.17, -0.1), of(-0.1, 0.3), Uprights::from(0.2)] {
            for p in [[0.0, 0.0], [1900.0, 30.0], [300.0, 1000.0]] {
                let [x, y] = uprights.tilting()(uprights.levelling()(p));
                assert!((x - p[0]).abs() < 1e-9 && (y - p[1]).abs() < 1e-9, "{uprights:?} {p:?}");
            }
        }
    }

    #[test]
    fn told_at_another_level_they_are_the_same_uprights_and_keep_the_scale_there() {
        let (here, uprights) = ([400.0, 700.0], of(0.15, 0.1));
        let there = uprights.at_level_of(here);
        for p in [[0.0, 0.0], [1900.0, 30.0], [300.0, 1000.0]] {
            assert!((there.roll_at(p) - uprights.roll_at(p)).abs() < 1e-12, "{p:?}");
        }
        let level = there.levelling();
        let [dx, dy] = turning_back(-0.1)([0.0, 1e-3]);
        let (a, b) = (level(here), level([here[0] + dx, here[1] + dy]));
        assert!(((b[1] - a[1]) / 1e-3 - 1.0).abs() < 1e-5);
    }

    #[test]
    fn beyond_the_vanishing_point_nothing_is_seen() {
        let uprights = Uprights { roll_rad: 0.0, slope_rad_per_px: 0.01, at_px: [0.0; 2] };
        assert!(uprights.levelling()([5.0, -200.0])[0].is_nan());
        assert!(uprights.levelling()([5.0, -50.0])[0].is_finite());
    }
}
