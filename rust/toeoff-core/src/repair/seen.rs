//! One landmark over the frames in which it is seen.

use crate::body::{Body, Joint, Side};

/// Slack when times are compared with limits, in frames: times of video frames are rounded.
pub(super) const TIME_TOLERANCE: f64 = 0.1;

/// A landmark in one frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub frame: usize,
    /// Time in s, x, y.
    pub txy: [f64; 3],
}

impl Seen {
    pub fn time_s(&self) -> f64 {
        self.txy[0]
    }
}

/// Puts the frames in which a landmark is seen into `points`.
pub(super) fn collect(body: &Body, side: Side, joint: Joint, points: &mut Vec<Seen>) {
    points.clear();
    points.extend((0..body.n_frames()).filter(|&f| body.is_seen(f, side, joint)).map(|frame| {
        let [x, y] = body.point(frame, side, joint);
        Seen { frame, txy: [body.time_s[frame], x, y] }
    }));
}
