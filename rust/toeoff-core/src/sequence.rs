//! The exchange type: keypoints of one runner over time, as the pose model or the file gave them.

use crate::body::{Body, CHANNELS, LANDMARKS};
use crate::camera_path::{self, Similarity};
use crate::error::{Error, Result};
use crate::skeleton::Skeleton;

/// Borrowed keypoints in image px (x right, y down, NaN = missing), validated once.
#[derive(Debug, Clone, Copy)]
pub struct Sequence<'a> {
    xy: &'a [f64],
    score: &'a [f64],
    time_s: &'a [f64],
    skeleton: &'a Skeleton,
    camera_path: Option<&'a [[f64; camera_path::NUMBERS]]>,
}

/// Longest sequence of one runner, s: five and a half hours, and a bound on what is computed for every part of a second.
const SPAN_MAXIMUM_S: f64 = 20_000.0;
/// Frames that gaps may hold, and as many again for each frame that is there: what an even time base would need.
const GAP_FRAMES: f64 = 100_000.0;
const FRAMES_PER_FRAME: f64 = 4.0;
/// Shortest usual time between frames, s: ten times as many as the fastest frame rate that can be stated.
const STEP_MINIMUM_S: f64 = 1e-5;
/// A coordinate beyond this is no place in a picture, px: sums of its square would overflow before they are told absurd.
pub const COORDINATE_MAXIMUM_PX: f64 = 1e7;

/// Refuses times whose span no even time base could hold.
///
/// # Errors
/// [`Error::TimeSpan`].
pub(crate) fn check_span(time_s: &[f64]) -> Result<()> {
    let Some((&first, &last)) = time_s.first().zip(time_s.last()) else { return Ok(()) };
    let (span_s, frames) = (last - first, time_s.len());
    let room = FRAMES_PER_FRAME * frames as f64 + GAP_FRAMES;
    let intervals = || time_s.windows(2).map(|w| w[1] - w[0]);
    // Where the shortest interval says it, the median, which takes longer to find, says it all the more.
    let shortest_s = intervals().fold(f64::INFINITY, f64::min);
    let step_s = if span_s / shortest_s <= room { shortest_s } else { crate::stats::median(intervals()) };
    // A single frame has no step, and spans nothing.
    if span_s <= SPAN_MAXIMUM_S && (frames < 2 || step_s >= STEP_MINIMUM_S && span_s / step_s <= room) {
        return Ok(());
    }
    Err(Error::TimeSpan { span_s, frames })
}

impl<'a> Sequence<'a> {
    /// Checks shapes and times. `xy` is `(frames, keypoints, 2)`, `score` `(frames, keypoints)`, both C order.
    ///
    /// # Errors
    /// [`Error::ShapeMismatch`], [`Error::TimeNotIncreasing`], [`Error::TimeSpan`], [`Error::OutOfRange`] (a time that is
    /// not finite).
    pub fn new(xy: &'a [f64], score: &'a [f64], time_s: &'a [f64], skeleton: &'a Skeleton) -> Result<Self> {
        let (frames, keypoints) = (time_s.len(), skeleton.keypoints().len());
        for (what, actual, expected) in
            [("score", score.len(), frames * keypoints), ("xy", xy.len(), frames * keypoints * 2)]
        {
            if actual != expected {
                let why = format!("{frames} frames of {keypoints} keypoints, skeleton {:?}", skeleton.name());
                return Err(Error::ShapeMismatch { what, expected, actual, why });
            }
        }
        if let Some(value) = time_s.iter().copied().find(|t| !t.is_finite()) {
            let remedy = "drop frames without a time";
            return Err(Error::OutOfRange { what: "time_s", value, allowed: "finite", remedy });
        }
        if let Some(i) = time_s.windows(2).position(|w| w[1] <= w[0]) {
            return Err(Error::TimeNotIncreasing { frame: i + 1, time_s: time_s[i + 1], previous_s: time_s[i] });
        }
        check_span(time_s)?;
        Ok(Self { xy, score, time_s, skeleton, camera_path: None })
    }

    /// The same before a camera whose way is known: for each frame the numbers of the similarity that takes its places to
    /// the steady picture ([`Similarity::of`]), flat.
    ///
    /// # Errors
    /// [`Error::ShapeMismatch`], and as [`camera_path::check`].
    pub fn with_camera_path(self, camera_path: &'a [f64]) -> Result<Self> {
        let (rows, rest) = camera_path.as_chunks::<{ camera_path::NUMBERS }>();
        if rows.len() != self.n_frames() || !rest.is_empty() {
            let why = format!("{} frames of {} numbers", self.n_frames(), camera_path::NUMBERS);
            let (expected, actual) = (self.n_frames() * camera_path::NUMBERS, camera_path.len());
            return Err(Error::ShapeMismatch { what: "camera_path", expected, actual, why });
        }
        camera_path::check("camera_path", rows)?;
        Ok(Self { camera_path: Some(rows), ..self })
    }

    /// Number of frames.
    pub fn n_frames(&self) -> usize {
        self.time_s.len()
    }

    /// The keypoint set.
    pub fn skeleton(&self) -> &'a Skeleton {
        self.skeleton
    }

    /// Whether the way of the camera is known.
    pub fn has_camera_path(&self) -> bool {
        self.camera_path.is_some()
    }

    /// Where frames at these times lie in the steady picture; None where the way of the camera is not known. `own_s` are
    /// the times of the sequence's own frames on the same clock.
    pub(crate) fn camera_path_at(&self, own_s: &[f64], time_s: &[f64]) -> Option<Vec<Similarity>> {
        Some(camera_path::at_times(self.camera_path?, own_s, time_s))
    }

    /// The landmarks in image axes, in px of the steady picture where the way of the camera is known. A keypoint below
    /// `score_minimum`, or beyond 10 million px, is missing; several sources of one landmark are averaged.
    pub fn body(&self, score_minimum: f64) -> Body {
        let body = self.body_as_seen(score_minimum);
        match self.camera_path {
            Some(rows) => body.mapped_by_frame(rows.iter().map(|row| Similarity::of(*row))),
            None => body,
        }
    }

    fn body_as_seen(&self, score_minimum: f64) -> Body {
        let keypoints = self.skeleton.keypoints().len();
        let frames = self.xy.chunks_exact(2 * keypoints).zip(self.score.chunks_exact(keypoints));
        let mut xy = Vec::with_capacity(self.n_frames());
        let mut score = Vec::with_capacity(self.n_frames());
        for (frame_xy, frame_score) in frames {
            let (points, _) = frame_xy.as_chunks::<2>();
            let (mut xy_row, mut score_row) = ([f64::NAN; CHANNELS], [0.0; LANDMARKS]);
            for landmark in 0..LANDMARKS {
                let sources = self.skeleton.sources(landmark);
                let is_told = |[x, y]: [f64; 2], s: f64| {
                    let is_place = (x.abs() <= COORDINATE_MAXIMUM_PX) & (y.abs() <= COORDINATE_MAXIMUM_PX);
                    is_place & (s >= score_minimum) & (s > 0.0)
                };
                if let [k] = *sources {
                    let ([x, y], s) = (points[k], frame_score[k]);
                    if is_told([x, y], s) {
                        (xy_row[2 * landmark], xy_row[2 * landmark + 1], score_row[landmark]) = (x, y, s);
                    }
                    continue;
                }
                let (mut x, mut y, mut sum, mut n) = (0.0, 0.0, 0.0, 0.0);
                for &k in sources {
                    let ([px, py], s) = (points[k], frame_score[k]);
                    if is_told([px, py], s) {
                        (x, y, sum, n) = (x + px, y + py, sum + s, n + 1.0);
                    }
                }
                if n > 0.0 {
                    (xy_row[2 * landmark], xy_row[2 * landmark + 1]) = (x / n, y / n);
                    score_row[landmark] = sum / n;
                }
            }
            xy.push(xy_row);
            score.push(score_row);
        }
        Body { time_s: self.time_s.to_vec(), xy: xy.into_flattened(), score: score.into_flattened() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Side;

    #[test]
    fn shapes_and_times_are_checked() {
        let s = Skeleton::named("coco17").expect("built in");
        let (xy, score) = (vec![1.0; 2 * 17 * 2], vec![1.0; 2 * 17]);
        assert!(Sequence::new(&xy, &score, &[0.0, 0.1], &s).is_ok());
        assert!(matches!(
            Sequence::new(&xy[..34], &score, &[0.0, 0.1], &s),
            Err(Error::ShapeMismatch { what: "xy", .. })
        ));
        assert!(matches!(Sequence::new(&xy, &score, &[0.1, 0.1], &s), Err(Error::TimeNotIncreasing { frame: 1, .. })));
        assert!(matches!(Sequence::new(&xy, &score, &[f64::NAN, 0.1], &s), Err(Error::OutOfRange { .. })));
    }

    #[test]
    fn times_that_no_even_clock_could_hold_are_refused() {
        let check = |t: &[f64]| check_span(t).is_ok();
        assert!(check(&[]) && check(&[5.0]) && check(&[0.0, 0.04, 1200.0]));
        assert!(!check(&[0.0, 0.04, 0.08, 1e9]), "a gap of thirty years");
        assert!(!check(&[0.0, 1e-9, 2e-9, 1.0]), "frames of a nanosecond");
        assert!(!check(&[0.0, 1e300]) && !check(&[-1e308, 1e308]));
    }

    #[test]
    fn coordinates_of_no_picture_are_missing() {
        let s = Skeleton::named("coco17").expect("built in");
        let (mut xy, score) = (vec![100.0; 34], vec![0.9; 17]);
        (xy[22], xy[25]) = (1e300, -1e8);
        let body = Sequence::new(&xy, &score, &[0.0], &s).expect("valid").body(0.3);
        assert!(Side::BOTH.into_iter().all(|side| !body.is_seen(0, side, crate::Joint::Hip)));
        assert!(body.is_seen(0, Side::Left, crate::Joint::Knee));
    }

    #[test]
    fn toes_are_averaged_and_weak_points_are_missing() {
        let s = Skeleton::named("halpe26").expect("built in");
        let (mut xy, mut score) = (vec![0.0; 52], vec![0.9; 26]);
        (xy[40], xy[44]) = (10.0, 20.0);
        score[24] = 0.1;
        let body = Sequence::new(&xy, &score, &[0.0], &s).expect("valid").body(0.3);
        assert_eq!(body.point(0, crate::Side::Left, crate::Joint::Toe), [15.0, 0.0]);
        assert!(!body.is_seen(0, crate::Side::Left, crate::Joint::Heel));
    }
}
