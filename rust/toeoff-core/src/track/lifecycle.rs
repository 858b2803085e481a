//! A runner from the first box to the last: tentative, confirmed, lost, ended.

use super::gate;
use super::motion::{AXES, Motion, centred};
use super::similarity;

/// Frames in which a runner without an id may be missed before it is taken for a flicker of the detector.
const TENTATIVE_MISSES: usize = 2;

/// One runner who is or was lately in the picture.
#[derive(Debug, Clone)]
pub struct Runner {
    /// The id; None until confirmed.
    pub id: Option<i64>,
    /// The box's motion, predicted to the present frame.
    pub motion: Motion,
    boxes: usize,
    misses: usize,
    last_seen_s: f64,
    /// Keypoints of the last pose and the box centre they belong to.
    pose: Vec<[f64; 3]>,
    pose_centre: [f64; 2],
}

impl Runner {
    /// A runner's first box.
    pub fn new(xyxy: [f64; 4], pose: &[[f64; 3]], time_s: f64) -> Self {
        let seen = centred(xyxy);
        Self {
            id: None,
            motion: Motion::new(seen, time_s),
            boxes: 1,
            misses: 0,
            last_seen_s: time_s,
            pose: pose.to_vec(),
            pose_centre: [seen[0], seen[1]],
        }
    }

    /// Cost of a box for this runner: the box under the motion model, and how alike the poses are, the known one
    /// carried along with the box.
    pub fn cost(&self, seen: [f64; AXES], pose: &[[f64; 3]]) -> f64 {
        let by_motion = gate::motion_cost(&self.motion, seen);
        if by_motion >= gate::REFUSED || pose.is_empty() {
            return by_motion;
        }
        let [x, y, width, height] = self.motion.now();
        let shift = [x - self.pose_centre[0], y - self.pose_centre[1]];
        let alike = similarity::oks(pose, &self.pose, shift, (width * height).max(1.0));
        by_motion + alike.map_or(0.0, similarity::pose_cost)
    }

    /// Takes a box in.
    pub fn see(&mut self, seen: [f64; AXES], pose: &[[f64; 3]], time_s: f64) {
        let trust = gate::trust(&self.motion, seen);
        self.motion.correct(seen, trust);
        self.boxes += 1;
        self.misses = 0;
        self.last_seen_s = time_s;
        if !pose.is_empty() {
            self.pose.clear();
            self.pose.extend_from_slice(pose);
            self.pose_centre = [seen[0], seen[1]];
        }
    }

    /// Notes a frame without a box.
    pub fn miss(&mut self) {
        self.misses += 1;
    }

    /// Number of boxes so far.
    pub fn boxes(&self) -> usize {
        self.boxes
    }

    /// Whether the runner had a box in the frame before.
    pub fn was_seen(&self) -> bool {
        self.misses == 0
    }

    /// Whether the runner is given up at this time.
    pub fn is_over(&self, time_s: f64, lost_after_s: f64) -> bool {
        let unseen_s = time_s - self.last_seen_s;
        unseen_s > lost_after_s || (self.id.is_none() && self.misses > TENTATIVE_MISSES)
    }
}
