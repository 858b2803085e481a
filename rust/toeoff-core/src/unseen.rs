//! When a landmark was not seen for so long that nothing read there can be relied on, filled or not.
//!
//! What is read off a filled gap errs by how far apart the seen points around it are, whatever the frame rate. Knee, ankle
//! and foot of one leg, with its hip or without, were taken out around 87 motion-capture runs of 27 runners (30, 60 and
//! 120 fps, 8 mm of noise); root mean square of what that changed in the value of the stride, of the worst choice of
//! points, where the instant lies in the gap or within a frame of it (own measurement):
//!
//! | seen points apart, ms | up to 40 | 55 | 70 | 85 | 100 | 117 | 133, at 30 fps |
//! |---|---|---|---|---|---|---|---|
//! | peak of thigh extension, deg | 0.3 | 0.7 | 0.9 | 1.1 | 1.4 | 1.6 | 2.2 |
//! | knee drive | 0.4 | 0.6 | 0.8 | 1.0 | 1.2 | 1.6 | 2.4 |
//! | heel recovery | 0.5 | 0.8 | 1.2 | 1.5 | 2.0 | 2.9 | 4.4 |
//! | knee flexion in stance | 0.6 | 1.1 | 1.6 | 2.1 | 3.1 | 4.9 | 20 |
//! | thigh extension at toe-off | 0.4 | 0.7 | 1.0 | 1.2 | 3.0 | 2.1 | 7.9 |
//! | shank angle at contact | 0.4 | 0.8 | 1.2 | 1.8 | 2.9 | 4.2 | 10 |
//! | knee flexion at contact | 0.6 | 1.2 | 1.8 | 2.8 | 4.7 | 6.4 | 9.9 |
//! | foot strike angle | 1.0 | 2.0 | 3.2 | 4.2 | 5.3 | 6.2 | 11 |
//!
//! A hip alone, up to 217 ms apart: 1.5 deg of knee drive and 1.9 of knee flexion in stance at 133 ms, 1.7 and 2.1 at 167.
//! Shoulders and the other leg's hip change no angle by more than 1.1 deg, however long the gaps that are filled.

use crate::body::{Body, Joint, LANDMARKS, Side, landmark};

/// Points of a leg that are seen further apart than this, s, change the value of a stride by more than strides of a runner
/// differ (the deviations of [`SPECS`](crate::measures::spec::SPECS)): four frames lost at 60 fps do not, two at 30 fps do.
const LEG_APART_S: f64 = 0.085;
/// The same of a hip, which moves slowly.
const HIP_APART_S: f64 = 0.135;
/// An extreme this near to the seen points beside such a gap, s, is drawn along by the low-pass: by up to 2.2 deg (root mean
/// square, as above), and by up to 0.5 farther away.
const REACH_S: f64 = 1.0 / 60.0;
/// Frames further apart than this, in frame times, have others missing between them.
const SINGLE_FRAME: f64 = 1.0 + crate::resample::SINGLE_FRAME;

/// Stretches of time in which landmarks were not seen.
#[derive(Debug, Clone, Default)]
pub struct Unseen {
    stretches: Vec<Stretch>,
}

/// From the last frame that shows a landmark to the next one that does, or the end of the recording.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    landmark: usize,
    from_s: f64,
    to_s: f64,
}

impl Unseen {
    /// Of a repaired body, on the frames as they were filmed: a filled point has no score. A landmark that is never seen
    /// has no values, and needs no stretches.
    pub fn of(body: &Body) -> Self {
        // One pass without branches tells the common case apart.
        let is_whole = body.score.iter().fold(true, |all, score| all & (*score > 0.0));
        if is_whole && body.time_s.windows(2).fold(true, |all, t| all & (t[1] - t[0] <= LEG_APART_S)) {
            return Self::default();
        }
        let frame_s = SINGLE_FRAME * body.frame_time_s();
        let mut stretches = Vec::new();
        for (side, joint) in Side::BOTH.into_iter().flat_map(|side| Joint::ALL.map(|joint| (side, joint))) {
            let longest_s = frame_s.max(if joint == Joint::Hip { HIP_APART_S } else { LEG_APART_S });
            let landmark = landmark(side, joint);
            let mut add = |from_s, to_s| stretches.push(Stretch { landmark, from_s, to_s });
            let mut seen_s =
                (0..body.n_frames()).filter(|f| body.score[f * LANDMARKS + landmark] > 0.0).map(|f| body.time_s[f]);
            let Some(first_s) = seen_s.next() else { continue };
            if first_s > body.time_s[0] {
                add(f64::NEG_INFINITY, first_s);
            }
            let mut last_s = first_s;
            for next_s in seen_s {
                if next_s - last_s > longest_s {
                    add(last_s, next_s);
                }
                last_s = next_s;
            }
            if last_s < body.time_s[body.n_frames() - 1] {
                add(last_s, f64::INFINITY);
            }
        }
        Self { stretches }
    }

    /// Whether one of these joints was not seen at a time, or beside it.
    pub fn covers(&self, side: Side, joints: &[Joint], time_s: f64) -> bool {
        self.touches(side, joints, time_s - REACH_S, time_s + REACH_S)
    }

    /// Whether a stance between two times may have been missed: an ankle, by which it would be found, was not seen then.
    pub fn hides_stance(&self, from_s: f64, to_s: f64) -> bool {
        Side::BOTH.into_iter().any(|side| self.touches(side, &[Joint::Ankle], from_s, to_s))
    }

    /// Whether one of these joints was not seen in a part of this time.
    pub fn touches(&self, side: Side, joints: &[Joint], from_s: f64, to_s: f64) -> bool {
        self.stretches.iter().any(|s| {
            joints.iter().any(|&joint| landmark(side, joint) == s.landmark) && s.from_s < to_s && s.to_s > from_s
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic::runner;

    const LEG: [Joint; 3] = [Joint::Hip, Joint::Knee, Joint::Ankle];

    /// A runner at 60 fps without the left one of a joint from a frame on.
    fn without(joint: Joint, from: usize, frames: usize) -> Unseen {
        let mut body = runner(120, 60.0, 0.7);
        (from..from + frames).for_each(|f| body.clear_point(f, Side::Left, joint));
        crate::repair::gaps::fill_gaps(&mut body);
        Unseen::of(&body)
    }

    /// Frames with a quarter of a frame after which the leg is not seen, or beside it.
    fn covered(unseen: &Unseen, side: Side) -> Vec<usize> {
        (0..120).filter(|&f| unseen.covers(side, &LEG, (f as f64 + 0.25) / 60.0)).collect()
    }

    #[test]
    fn a_filled_gap_is_remembered_from_five_frames_on_with_the_frames_beside_it() {
        for frames in [0, 1, 4] {
            assert_eq!(covered(&without(Joint::Knee, 50, frames), Side::Left), [0; 0]);
        }
        let knee = without(Joint::Knee, 50, 5);
        assert_eq!(covered(&knee, Side::Left), (48..56).collect::<Vec<_>>());
        assert_eq!(covered(&knee, Side::Right), [0; 0]);
        assert!(!knee.covers(Side::Left, &[Joint::Hip, Joint::Ankle], 52.0 / 60.0));
        assert_eq!(covered(&without(Joint::Hip, 50, 7), Side::Left), [0; 0]);
        assert_eq!(covered(&without(Joint::Hip, 50, 8), Side::Left).len(), 11);
    }

    #[test]
    fn where_the_recording_does_not_show_a_joint_yet_or_any_more_nothing_is_seen() {
        assert_eq!(covered(&without(Joint::Ankle, 0, 3), Side::Left), [0, 1, 2, 3]);
        assert_eq!(covered(&without(Joint::Ankle, 118, 2), Side::Left), [116, 117, 118, 119]);
        assert_eq!(covered(&without(Joint::Ankle, 0, 120), Side::Left), [0; 0]);
    }

    #[test]
    fn dropped_frames_are_not_seen_and_slow_footage_has_none() {
        let mut body = runner(120, 60.0, 0.7);
        let mut keep = |is_kept: &dyn Fn(usize) -> bool| {
            let whole = runner(120, 60.0, 0.7);
            let frames: Vec<usize> = (0..120).filter(|&f| is_kept(f)).collect();
            body.time_s = frames.iter().map(|&f| whole.time_s[f]).collect();
            body.score = frames.iter().flat_map(|&f| whole.score[f * LANDMARKS..][..LANDMARKS].to_vec()).collect();
            Unseen::of(&body)
        };
        assert_eq!(covered(&keep(&|f| !(50..55).contains(&f)), Side::Right).len(), 8);
        // 10 frames a second, evenly.
        assert_eq!(covered(&keep(&|f| f % 6 == 0), Side::Right), [0; 0]);
    }
}
