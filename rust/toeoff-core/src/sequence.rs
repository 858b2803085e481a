//! The exchange type: keypoints of one runner over time, as the pose model or the file gave them.

use crate::body::{Body, CHANNELS, LANDMARKS};
use crate::error::{Error, Result};
use crate::skeleton::Skeleton;

/// Borrowed keypoints in image px (x right, y down, NaN = missing), validated once.
#[derive(Debug, Clone, Copy)]
pub struct Sequence<'a> {
    xy: &'a [f64],
    score: &'a [f64],
    time_s: &'a [f64],
    skeleton: &'a Skeleton,
}

impl<'a> Sequence<'a> {
    /// Checks shapes and times. `xy` is `(frames, keypoints, 2)`, `score` `(frames, keypoints)`, both C order.
    ///
    /// # Errors
    /// [`Error::ShapeMismatch`], [`Error::TimeNotIncreasing`], [`Error::OutOfRange`] (a time that is not finite).
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
        Ok(Self { xy, score, time_s, skeleton })
    }

    /// Number of frames.
    pub fn n_frames(&self) -> usize {
        self.time_s.len()
    }

    /// The keypoint set.
    pub fn skeleton(&self) -> &'a Skeleton {
        self.skeleton
    }

    /// The landmarks in image axes. A keypoint below `score_minimum` is missing; several sources of one landmark are averaged.
    pub fn body(&self, score_minimum: f64) -> Body {
        let keypoints = self.skeleton.keypoints().len();
        let mut body = Body {
            time_s: self.time_s.to_vec(),
            xy: vec![f64::NAN; self.n_frames() * CHANNELS],
            score: vec![0.0; self.n_frames() * LANDMARKS],
        };
        for frame in 0..self.n_frames() {
            for landmark in 0..LANDMARKS {
                let (mut x, mut y, mut score, mut n) = (0.0, 0.0, 0.0, 0.0);
                for k in self.skeleton.sources(landmark) {
                    let i = frame * keypoints + k;
                    let (px, py, s) = (self.xy[2 * i], self.xy[2 * i + 1], self.score[i]);
                    if px.is_finite() && py.is_finite() && s >= score_minimum && s > 0.0 {
                        (x, y, score, n) = (x + px, y + py, score + s, n + 1.0);
                    }
                }
                if n > 0.0 {
                    let i = frame * LANDMARKS + landmark;
                    body.xy[2 * i] = x / n;
                    body.xy[2 * i + 1] = y / n;
                    body.score[i] = score / n;
                }
            }
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
