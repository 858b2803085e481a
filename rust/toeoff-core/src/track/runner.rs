//! One runner from the first box to the last: tentative, confirmed, lost, ended.

use super::gate;
use super::motion::{AXES, Motion, centred};
use super::noise::{Lesson, Noise};
use super::similarity;

/// Frames in which a runner without an id may be missed before it is taken for a flicker of the detector.
const TENTATIVE_MISSES: usize = 2;
/// Boxes after which a runner's prediction is good enough to learn from.
const SETTLED_BOXES: usize = 5;
/// Trust in a box that another runner may own, at even odds.
const LEAST_TRUST: f64 = 0.02;

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
    /// Keypoints of the last pose and where the box's centre was thought to be then.
    pose: Vec<[f64; 3]>,
    pose_centre: [f64; 2],
}

impl Runner {
    /// A runner's first box.
    pub fn new(xyxy: [f64; 4], pose: &[[f64; 3]], time_s: f64, noise: &Noise) -> Self {
        let seen = centred(xyxy);
        Self {
            id: None,
            motion: Motion::new(seen, time_s, noise),
            boxes: 1,
            misses: 0,
            last_seen_s: time_s,
            pose: pose.to_vec(),
            pose_centre: [seen[0], seen[1]],
        }
    }

    /// Cost of a box for this runner: the box under the motion model, and how alike the poses are, the known one carried
    /// along with the motion. A pose that is alike makes up for a box that jumps. Infinite when refused.
    pub fn cost(&self, seen: [f64; AXES], pose: &[[f64; 3]], noise: &Noise) -> f64 {
        let by_motion = gate::motion_cost(&self.motion, seen, noise);
        let [x, y, width, height] = self.motion.now();
        // A box cannot jump farther than it is high; most pairs of a crowd end here.
        if by_motion >= gate::REFUSED && (pose.is_empty() || (seen[0] - x).hypot(seen[1] - y) > height) {
            return f64::INFINITY;
        }
        let shift = [x - self.pose_centre[0], y - self.pose_centre[1]];
        let cost = match similarity::oks(pose, &self.pose, shift, (width * height).max(1.0)) {
            Some(alike) => by_motion.min(gate::JUMP) + similarity::pose_cost(alike),
            None => by_motion,
        };
        if cost < gate::REFUSED { cost } else { f64::INFINITY }
    }

    /// What a box that is surely this runner's teaches of the noise; None of a newcomer, whose place is hardly known.
    pub fn lesson(&self, seen: [f64; AXES], noise: &Noise) -> Option<Lesson> {
        (self.boxes >= SETTLED_BOXES).then(|| self.motion.lesson(seen, noise))
    }

    /// Takes a box in that is surely this runner's.
    pub fn see(&mut self, seen: [f64; AXES], pose: &[[f64; 3]], time_s: f64, noise: &Noise) {
        let trust = gate::trust(&self.motion, seen, noise);
        self.note(seen, trust, time_s, noise);
        if !pose.is_empty() {
            self.pose.clear();
            self.pose.extend_from_slice(pose);
            let [x, y, ..] = self.motion.now();
            self.pose_centre = [x, y];
        }
    }

    /// Takes a box in that is this runner's with some chance, and otherwise the other one, or nobody's. The pose stays.
    pub fn see_perhaps(
        &mut self,
        seen: [f64; AXES],
        other: Option<[f64; AXES]>,
        chance: f64,
        time_s: f64,
        noise: &Noise,
    ) {
        let (seen, trust) = match other {
            Some(other) => (std::array::from_fn(|k| chance * seen[k] + (1.0 - chance) * other[k]), 1.0),
            None => (seen, (2.0 * chance - 1.0).max(LEAST_TRUST)),
        };
        self.note(seen, trust * gate::trust(&self.motion, seen, noise), time_s, noise);
    }

    fn note(&mut self, seen: [f64; AXES], trust: f64, time_s: f64, noise: &Noise) {
        self.motion.correct(seen, trust, noise);
        self.boxes += 1;
        self.misses = 0;
        self.last_seen_s = time_s;
    }

    /// Notes a frame without a box.
    pub fn miss(&mut self) {
        self.misses += 1;
    }

    /// Number of boxes so far.
    pub fn boxes(&self) -> usize {
        self.boxes
    }

    /// Whether the runner had a box in the last frame.
    pub fn was_seen(&self) -> bool {
        self.misses == 0
    }

    /// Gives the id to the newcomer whom this runner has turned out to be; this one is over from the next frame on.
    pub fn hand_over(&mut self) -> Option<i64> {
        self.last_seen_s = f64::NEG_INFINITY;
        self.id.take()
    }

    /// Whether the runner is given up at this time.
    pub fn is_over(&self, time_s: f64, lost_after_s: f64) -> bool {
        let flicker = self.id.is_none() && self.misses > TENTATIVE_MISSES;
        flicker || time_s - self.last_seen_s > lost_after_s
    }
}
