//! A camera that keeps a runner in the picture: it turns after them, or moves along beside them.

use serde::{Deserialize, Serialize};

/// What the camera does to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Stays where it is and pans.
    Turn,
    /// Keeps its direction and moves along the road.
    Move,
}

/// Whom the camera follows, and how closely.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// Name of the runner.
    pub runner: String,
    /// Turning or moving.
    pub how: How,
    /// Share of the runner's way that the camera makes: 1 keeps them in the middle, less falls behind.
    #[serde(default = "whole")]
    pub share: f64,
    /// Filled in by the scene, which knows the runners.
    #[serde(skip)]
    pub(crate) path: Path,
}

/// Where a runner's mean hip position is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Path {
    /// Speed towards +x, m/s.
    pub velocity_mps: f64,
    /// When it passes x = 0, s.
    pub middle_s: f64,
    /// Depth, m.
    pub lane_m: f64,
}

fn whole() -> f64 {
    1.0
}

impl Follow {
    /// What is added at a time to the place along x (m) and to the yaw (deg) of a camera at a place.
    pub fn step(&self, time_s: f64, [x, _, z]: [f64; 3]) -> (f64, f64) {
        let runner_x = self.path.velocity_mps * (time_s - self.path.middle_s);
        match self.how {
            How::Turn => (0.0, self.share * (runner_x - x).atan2(z - self.path.lane_m).to_degrees()),
            How::Move => (self.share * runner_x, 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(how: How, share: f64) -> Follow {
        let path = Path { velocity_mps: -4.0, middle_s: 1.0, lane_m: 1.0 };
        Follow { runner: "any".into(), how, share, path }
    }

    #[test]
    fn a_turning_camera_looks_at_the_runner() {
        // One second late: 4 m to the left, 8 m away.
        let (x, yaw) = follow(How::Turn, 1.0).step(2.0, [0.0, 1.2, 9.0]);
        assert!(x == 0.0 && (yaw + 0.5f64.atan().to_degrees()).abs() < 1e-9, "{yaw}");
    }

    #[test]
    fn a_moving_camera_goes_its_share_of_the_way() {
        assert_eq!(follow(How::Move, 0.5).step(2.0, [0.0, 1.2, 9.0]), (-2.0, 0.0));
    }
}
