//! Steady coordinates: the places of every frame in one picture, from how the background moved.
//!
//! A camera in a hand sways, and one that is panned goes on: what stands on the ground wanders through the picture. A
//! similarity for each frame takes its places to those of a steady picture, that of the camera as it looks on average,
//! in which displacement is displacement on the ground.
//!
//! It holds for a camera that turns where it stands, a little. One that moves shifts what is near more than what is far.
//! One that turns by θ shows a place f tan θ beside its axis, and the steps of the picture's middle add up to f θ: at 14°
//! that is 2 % less.

use crate::error::{Error, Result};
use crate::sequence::COORDINATE_MAXIMUM_PX;
use crate::stats::mean;

/// A size of a frame in the steady picture beyond these is no camera's: a zoom of a hundred.
const SCALE: (f64, f64) = (0.01, 100.0);
/// Numbers that a frame's transform is stated in.
pub const NUMBERS: usize = 4;

/// Takes (x, y) to (a x - b y + x₀, b x + a y + y₀), px, y down: by the scale s and the turn θ, + clockwise, a = s cos θ
/// and b = s sin θ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    a: f64,
    b: f64,
    shift_px: [f64; 2],
}

impl Similarity {
    /// Leaves every place where it is.
    pub const SAME: Self = Self { a: 1.0, b: 0.0, shift_px: [0.0; 2] };

    /// By a scale and a turn, rad, about the origin, and then by a shift.
    pub fn new(scale: f64, turn_rad: f64, shift_px: [f64; 2]) -> Self {
        let (sin, cos) = turn_rad.sin_cos();
        Self { a: scale * cos, b: scale * sin, shift_px }
    }

    /// From a, b, x₀ and y₀.
    pub fn of([a, b, x, y]: [f64; NUMBERS]) -> Self {
        Self { a, b, shift_px: [x, y] }
    }

    /// a, b, x₀ and y₀.
    pub fn numbers(self) -> [f64; NUMBERS] {
        [self.a, self.b, self.shift_px[0], self.shift_px[1]]
    }

    /// How much larger things get.
    pub fn scale(self) -> f64 {
        self.a.hypot(self.b)
    }

    /// By how much things are turned, rad, + clockwise.
    pub fn turn_rad(self) -> f64 {
        self.b.atan2(self.a)
    }

    /// Where a place goes.
    pub fn apply(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [x0, y0] = self.shift_px;
        [self.a * x - self.b * y + x0, self.b * x + self.a * y + y0]
    }

    /// First another one, then this one.
    pub fn after(self, first: Self) -> Self {
        let (a, b) = (self.a * first.a - self.b * first.b, self.b * first.a + self.a * first.b);
        Self { a, b, shift_px: self.apply(first.shift_px) }
    }

    /// The way back.
    pub fn inverse(self) -> Self {
        let square = self.a * self.a + self.b * self.b;
        let turned_back = Self { a: self.a / square, b: -self.b / square, shift_px: [0.0; 2] };
        Self { shift_px: turned_back.apply(self.shift_px).map(|v| -v), ..turned_back }
    }
}

/// Checks the numbers of a path or of its steps, [`NUMBERS`] for each frame.
///
/// # Errors
/// [`Error::OutOfRange`] for a number that is not finite, a shift beyond 10 million px, or a scale outside 0.01-100.
pub fn check(what: &'static str, rows: &[[f64; NUMBERS]]) -> Result<()> {
    let refuse = |value, allowed, remedy| Err(Error::OutOfRange { what, value, allowed, remedy });
    for row in rows {
        if let Some(&value) = row.iter().find(|v| !v.is_finite()) {
            return refuse(value, "finite in every frame", "leave out the frames whose motion is not known");
        }
        if let Some(&value) = row[2..].iter().find(|v| v.abs() > COORDINATE_MAXIMUM_PX) {
            return refuse(value, "a shift of at most 10 million px", "give the shift in px");
        }
        let scale = Similarity::of(*row).scale();
        if !(SCALE.0..=SCALE.1).contains(&scale) {
            let remedy = "a and b are scale times cosine and sine of the turn: 1 and 0 for a frame that lies as it is";
            return refuse(scale, "a scale between 0.01 and 100", remedy);
        }
    }
    Ok(())
}

/// From how the background moved from each frame to the next to where each frame lies in the steady picture: that of the
/// camera as it looks on average over the frames. `middle_px`, the middle of the picture, is where it was on average.
pub fn chain(steps: &[Similarity], middle_px: [f64; 2]) -> Vec<Similarity> {
    // First in the picture of the first frame.
    let mut path = vec![Similarity::SAME];
    let (mut turns, mut growths) = (vec![0.0], vec![0.0]);
    for step in steps {
        let last = path.len() - 1;
        path.push(path[last].after(step.inverse()));
        // Added up, so that a whole turn is not none.
        turns.push(turns[last] - step.turn_rad());
        growths.push(growths[last] - step.scale().ln());
    }
    let levelled = Similarity::new((-mean(growths)).exp(), -mean(turns), [0.0; 2]);
    let middles: Vec<[f64; 2]> = path.iter().map(|frame| levelled.after(*frame).apply(middle_px)).collect();
    let shift_px = [0, 1].map(|axis| middle_px[axis] - mean(middles.iter().map(|p| p[axis])));
    let steady = Similarity { shift_px, ..levelled };
    path.into_iter().map(|frame| steady.after(frame)).collect()
}

/// The path at other times, linear between the frames, and as at the nearest one before the first and after the last.
/// `rows` and `time_s` have one entry for each frame, both times increase.
pub(crate) fn at_times(rows: &[[f64; NUMBERS]], time_s: &[f64], wanted_s: &[f64]) -> Vec<Similarity> {
    let mut next = 0;
    let at = |&wanted: &f64| {
        while next < time_s.len() && time_s[next] < wanted {
            next += 1;
        }
        if next == time_s.len() || next == 0 || time_s[next] == wanted {
            return Similarity::of(rows[next.min(time_s.len() - 1)]);
        }
        let part = (wanted - time_s[next - 1]) / (time_s[next] - time_s[next - 1]);
        let (from, to) = (rows[next - 1], rows[next]);
        Similarity::of(std::array::from_fn(|i| from[i] + part * (to[i] - from[i])))
    };
    wanted_s.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDDLE: [f64; 2] = [960.0, 540.0];

    fn near([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> bool {
        (ax - bx).abs() < 1e-8 && (ay - by).abs() < 1e-8
    }

    /// A camera that pans, sways about its axis and zooms: where it shows a place of a plane in a frame.
    fn seen(frame: usize) -> Similarity {
        let t = frame as f64 / 30.0;
        Similarity::new(1.0 + 0.1 * t, 0.02 * (9.0 * t).sin(), [-300.0 * t, 12.0 * (7.0 * t).sin()])
    }

    #[test]
    fn a_similarity_turns_clockwise_and_the_way_back_undoes_it() {
        let quarter = Similarity::new(2.0, std::f64::consts::FRAC_PI_2, [10.0, 20.0]);
        // y is down: a place to the right comes to lie below.
        assert!(near(quarter.apply([1.0, 0.0]), [10.0, 22.0]));
        assert!((quarter.scale() - 2.0).abs() < 1e-12 && (quarter.turn_rad().to_degrees() - 90.0).abs() < 1e-9);
        for p in [[0.0, 0.0], [1920.0, -30.0]] {
            assert!(near(quarter.inverse().apply(quarter.apply(p)), p));
            assert!(near(seen(9).after(quarter).apply(p), seen(9).apply(quarter.apply(p))));
        }
        assert_eq!(Similarity::of(quarter.numbers()), quarter);
    }

    #[test]
    fn what_stands_comes_to_lie_in_one_place_whatever_the_camera_does() {
        let steps: Vec<Similarity> = (1..40).map(|i| seen(i).after(seen(i - 1).inverse())).collect();
        let path = chain(&steps, MIDDLE);
        assert_eq!(path.len(), 40);
        for place in [[0.0, 0.0], [900.0, 500.0], [4000.0, -200.0]] {
            let first = path[0].apply(seen(0).apply(place));
            assert!(
                path.iter().enumerate().all(|(i, frame)| near(frame.apply(seen(i).apply(place)), first)),
                "{place:?}"
            );
        }
    }

    #[test]
    fn the_steady_picture_is_the_camera_as_it_looks_on_average() {
        let steps: Vec<Similarity> = (1..40).map(|i| seen(i).after(seen(i - 1).inverse())).collect();
        let path = chain(&steps, MIDDLE);
        let middles = path.iter().map(|frame| frame.apply(MIDDLE));
        assert!(near([0, 1].map(|axis| mean(middles.clone().map(|p| p[axis]))), MIDDLE));
        assert!(mean(path.iter().map(|frame| frame.turn_rad())).abs() < 1e-12);
        assert!(mean(path.iter().map(|frame| frame.scale().ln())).abs() < 1e-12);
        assert_eq!(chain(&[], MIDDLE), [Similarity::SAME]);
        assert_eq!(chain(&[Similarity::SAME; 3], MIDDLE), [Similarity::SAME; 4], "a camera that stands");
    }

    #[test]
    fn between_frames_the_path_is_straight_and_beyond_them_it_stays() {
        let rows = [0.0, 10.0, 40.0].map(|x| [1.0, 0.0, x, -x]);
        let told = at_times(&rows, &[0.0, 1.0, 2.0], &[-0.5, 0.0, 0.5, 1.0, 1.9, 2.0, 2.1]);
        let shifts: Vec<f64> = told.iter().map(|frame| frame.numbers()[2]).collect();
        assert_eq!(shifts, [0.0, 0.0, 5.0, 10.0, 37.0, 40.0, 40.0]);
    }

    #[test]
    fn a_path_of_no_camera_is_refused() {
        let told = |row| check("camera_path", &[[1.0, 0.0, 0.0, 0.0], row]).map_err(|e| e.to_string());
        assert_eq!(told([0.9, -0.1, 1e4, -1e4]), Ok(()));
        for (row, words) in [
            ([f64::NAN, 0.0, 0.0, 0.0], "finite in every frame"),
            ([1.0, 0.0, f64::INFINITY, 0.0], "finite in every frame"),
            ([1.0, 0.0, 0.0, 1e8], "at most 10 million px"),
            ([0.0, 0.0, 0.0, 0.0], "a scale between 0.01 and 100"),
            ([200.0, 0.0, 0.0, 0.0], "a scale between 0.01 and 100"),
        ] {
            assert!(told(row).expect_err("nonsense").contains(words), "{row:?}");
        }
    }
}
