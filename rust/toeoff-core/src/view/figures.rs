//! The few numbers of each frame that the view is told from, read once.

use crate::body::{Body, Joint, Side};

/// Numbers of a frame in image axes, px; NaN where a point is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Shoulder middle to hip middle.
    pub trunk: f64,
    /// x of the hip middle.
    pub hip_x: f64,
    /// Left minus right shoulder, x.
    pub shoulder_width: f64,
    /// Left minus right hip, x.
    pub hip_width: f64,
    /// Thigh plus shank, left and right.
    pub leg: [f64; 2],
    /// Knee ahead of the middle of hip and ankle, left and right, then toe ahead of heel, left and right, x.
    pub ahead: [f64; 4],
    /// Squared extent across of left thigh, left shank, right thigh, right shank.
    pub across: [f64; SEGMENTS],
    /// The same down.
    pub down: [f64; SEGMENTS],
}

/// Segments of both legs.
pub const SEGMENTS: usize = 4;

impl Figures {
    /// Whether a leg is seen from hip to ankle: one is enough to be measured, such as the near one by hand.
    pub fn shows_a_leg(&self) -> bool {
        self.leg.iter().any(|l| l.is_finite())
    }
}

/// Reads every frame of a body in image axes.
pub fn figures(body: &Body) -> Vec<Figures> {
    (0..body.n_frames()).map(|f| of_frame(body, f)).collect()
}

fn of_frame(body: &Body, f: usize) -> Figures {
    let at = |s, j| body.point(f, s, j);
    let between = |a: [f64; 2], b: [f64; 2]| [(b[0] - a[0]).powi(2), (b[1] - a[1]).powi(2)];
    let length = |d2: [f64; 2]| (d2[0] + d2[1]).sqrt();
    let width = |j| at(Side::Left, j)[0] - at(Side::Right, j)[0];
    let hip = middle(body, f, Joint::Hip);
    let legs = Side::BOTH.map(|s| (at(s, Joint::Hip), at(s, Joint::Knee), at(s, Joint::Ankle)));
    let [left, right] = legs.map(|(h, k, a)| [between(h, k), between(k, a)]);
    let knee = legs.map(|(h, k, a)| k[0] - (h[0] + a[0]) / 2.0);
    let foot = Side::BOTH.map(|s| at(s, Joint::Toe)[0] - at(s, Joint::Heel)[0]);
    Figures {
        trunk: length(between(middle(body, f, Joint::Shoulder), hip)),
        hip_x: hip[0],
        shoulder_width: width(Joint::Shoulder),
        hip_width: width(Joint::Hip),
        leg: [left, right].map(|[thigh, shank]| length(thigh) + length(shank)),
        ahead: [knee[0], knee[1], foot[0], foot[1]],
        across: [left[0][0], left[1][0], right[0][0], right[1][0]],
        down: [left[0][1], left[1][1], right[0][1], right[1][1]],
    }
}

/// Mean of the sides that are seen.
fn middle(body: &Body, frame: usize, joint: Joint) -> [f64; 2] {
    let both = body.mid(frame, joint);
    if both[0].is_finite() {
        return both;
    }
    let left = body.point(frame, Side::Left, joint);
    if left[0].is_finite() { left } else { body.point(frame, Side::Right, joint) }
}
