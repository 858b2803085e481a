//! How much the boxes of this recording jitter, learned while tracking.
//!
//! A box around swinging arms and legs moves against the body by 5 % of its height and changes its width by more; the
//! boxes of a steady detector, or of runners far away, hardly jitter at all. What is learned from every runner who is
//! surely matched decides how near a box must be, and when two runners can still be told apart.

use super::motion::AXES;

/// Standard deviation of a box's centre x, centre y, width and height before anything is learned, in box heights: as measured on
/// runners at 30 frames per s (their width runs from 0.2 to 0.8 of the height within a stride).
const FIRST_SIGMA: [f64; AXES] = [0.05, 0.018, 0.12, 0.03];
/// Boxes that this first guess is worth, and boxes after which older ones are forgotten.
const FIRST_BOXES: f64 = 20.0;
const MEMORY_BOXES: f64 = 300.0;
/// Least standard deviation, in box heights: half a pixel of a runner of 60 px at either edge.
const LEAST_SIGMA: [f64; AXES] = [0.008, 0.008, 0.012, 0.012];
/// A box teaches at most what one three standard deviations off would.
const MOST_TAUGHT: f64 = 9.0;

/// Variances that one box speaks for, squared box heights.
pub type Lesson = [f64; AXES];

/// Variances of a box's numbers, learned over all runners of a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// In squared box heights.
    variance: [f64; AXES],
    boxes: f64,
}

impl Default for Noise {
    fn default() -> Self {
        Self { variance: FIRST_SIGMA.map(|s| s * s), boxes: FIRST_BOXES }
    }
}

impl Noise {
    /// Variances of the numbers of a box of this height, px².
    pub fn variances(&self, height: f64) -> [f64; AXES] {
        self.variance.map(|v| v * height * height)
    }

    /// What a box teaches that surely belongs to a runner of this height: from its distance from the prediction, and the
    /// prediction's own variances.
    pub fn lesson(&self, distance: [f64; AXES], predicted: [f64; AXES], height: f64) -> Lesson {
        let unit = 1.0 / (height * height);
        std::array::from_fn(|k| {
            let most = MOST_TAUGHT * (self.variance[k] + predicted[k] * unit);
            ((distance[k] * distance[k] - predicted[k]) * unit).clamp(0.0, most)
        })
    }

    /// Learns from all boxes of a frame together: whose box comes first must not matter.
    pub fn learn(&mut self, lessons: &[Lesson]) {
        // A frame of more boxes than are remembered is all there is to remember.
        self.boxes = (self.boxes + lessons.len() as f64).min(MEMORY_BOXES.max(lessons.len() as f64));
        for k in 0..AXES {
            let own = self.variance[k];
            let change: f64 = lessons.iter().map(|lesson| lesson[k] - own).sum();
            self.variance[k] = (own + change / self.boxes).max(LEAST_SIGMA[k] * LEAST_SIGMA[k]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(sigma: f64, boxes: usize) -> Noise {
        let mut noise = Noise::default();
        for i in 0..boxes {
            // A fixed pattern of mean square 1.
            let z = [1.0, -1.4, 0.2, 1.4, -0.6, -1.0][i % 6] * sigma * 200.0;
            noise.learn(&[noise.lesson([z; AXES], [0.0; AXES], 200.0)]);
        }
        noise
    }

    #[test]
    fn jitter_is_learned_up_and_down_and_never_falls_to_nothing() {
        let sigma = |n: Noise| n.variances(1.0)[0].sqrt();
        assert!((sigma(after(0.1, 2000)) - 0.1).abs() < 0.01, "{}", sigma(after(0.1, 2000)));
        assert!((sigma(after(0.02, 2000)) - 0.02).abs() < 0.002);
        assert_eq!(after(0.0, 5000).variances(1.0)[2].sqrt(), LEAST_SIGMA[2]);
    }

    #[test]
    fn the_order_of_boxes_does_not_matter() {
        let noise = after(0.04, 50);
        let lessons = [9.0, 2.0, 5.0].map(|z| noise.lesson([z; AXES], [0.5; AXES], 200.0));
        let [mut one, mut other] = [noise; 2];
        one.learn(&lessons);
        other.learn(&[lessons[2], lessons[1], lessons[0]]);
        for (a, b) in one.variance.iter().zip(other.variance) {
            assert!((a - b).abs() < 1e-12 * a);
        }
        assert_ne!(one, noise);
        one.learn(&[]);
        assert_eq!(one.boxes, other.boxes);
    }

    #[test]
    fn one_wild_box_changes_little() {
        let mut noise = after(0.02, 2000);
        let before = noise.variances(100.0)[0];
        noise.learn(&[noise.lesson([5000.0; AXES], [0.0; AXES], 100.0)]);
        assert!(noise.variances(100.0)[0] < 1.04 * before);
    }
}
