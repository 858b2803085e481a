//! The landmarks of one runner over time, in the order and layout that every later stage reads.
//!
//! Whatever the keypoint set, the analysis needs six joints on each side. [`Body`] holds just those,
//! frame by frame, with all channels of a frame side by side so that a filter can run over channels in the inner loop.

use crate::camera_path::Similarity;

/// The runner's side, never the picture's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The runner's left.
    Left,
    /// The runner's right.
    Right,
}

impl Side {
    /// Left, then right.
    pub const BOTH: [Side; 2] = [Side::Left, Side::Right];

    /// The contralateral side.
    pub fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }

    /// 0 for left, 1 for right.
    pub fn index(self) -> usize {
        self as usize
    }

    /// `left` or `right`, as tables spell it.
    pub fn name(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
        }
    }
}

/// A joint or foot point that exists on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joint {
    /// Shoulder (acromion region).
    Shoulder,
    /// Hip joint.
    Hip,
    /// Knee joint.
    Knee,
    /// Ankle joint.
    Ankle,
    /// Heel of the shoe.
    Heel,
    /// Forefoot: the mean of big and small toe where both are seen, else the one that is.
    Toe,
}

impl Joint {
    /// Every joint, from the trunk down.
    pub const ALL: [Joint; 6] = [Joint::Shoulder, Joint::Hip, Joint::Knee, Joint::Ankle, Joint::Heel, Joint::Toe];
    /// The chain that a pose network exchanges as a whole when it mixes up the legs.
    pub const LEG: [Joint; 4] = [Joint::Knee, Joint::Ankle, Joint::Heel, Joint::Toe];
    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Joint::Shoulder => "shoulder",
            Joint::Hip => "hip",
            Joint::Knee => "knee",
            Joint::Ankle => "ankle",
            Joint::Heel => "heel",
            Joint::Toe => "toe",
        }
    }
}

/// Landmarks of a frame: six joints on two sides.
pub const LANDMARKS: usize = 12;
/// Numbers of a frame: x and y of every landmark.
pub const CHANNELS: usize = 2 * LANDMARKS;

/// Landmark index of a joint: the left six, then the right six.
pub const fn landmark(side: Side, joint: Joint) -> usize {
    side as usize * 6 + joint as usize
}

/// How the plane that the runner moves in lies before the camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    /// 1 when the runner travels to the right of the picture, -1 to the left.
    pub forward: f64,
    /// By what the picture shortens lengths along travel: the cosine of the view angle, 1 side-on.
    pub foreshortening: f64,
}

impl Plane {
    /// A point of the runner's frame ([`Body::turned`]) in image axes.
    pub fn in_image(self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.forward * self.foreshortening * x, -y]
    }
}

/// One runner's landmarks. A missing point is NaN in both coordinates and has score 0.
///
/// The axes are those of the stage: a body fresh from a [`Sequence`](crate::Sequence) has x right and y **down** in px
/// (`_in_image`); after [`Body::turned`] x points along travel and y **up**.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Time of each frame, s, strictly increasing.
    pub time_s: Vec<f64>,
    /// `[frame][landmark][x, y]`, flat, [`CHANNELS`] numbers a frame.
    pub xy: Vec<f64>,
    /// `[frame][landmark]`, flat, [`LANDMARKS`] numbers a frame, 0..1.
    pub score: Vec<f64>,
}

impl Body {
    /// Number of frames.
    pub fn n_frames(&self) -> usize {
        self.time_s.len()
    }

    /// Median time between frames, s; NaN below two frames.
    pub fn frame_time_s(&self) -> f64 {
        crate::stats::quantile_of(self.time_s.windows(2).map(|w| w[1] - w[0]).collect(), 0.5)
    }

    /// Where a landmark is in a frame; NaN when missing.
    pub fn point(&self, frame: usize, side: Side, joint: Joint) -> [f64; 2] {
        let i = frame * CHANNELS + 2 * landmark(side, joint);
        // One slice, one check.
        let p = &self.xy[i..i + 2];
        [p[0], p[1]]
    }

    /// Puts a landmark somewhere.
    pub fn set_point(&mut self, frame: usize, side: Side, joint: Joint, xy: [f64; 2]) {
        let i = frame * CHANNELS + 2 * landmark(side, joint);
        self.xy[i..i + 2].copy_from_slice(&xy);
    }

    /// Marks a landmark as not seen.
    pub fn clear_point(&mut self, frame: usize, side: Side, joint: Joint) {
        self.set_point(frame, side, joint, [f64::NAN; 2]);
        self.score[frame * LANDMARKS + landmark(side, joint)] = 0.0;
    }

    /// Whether a landmark is seen in a frame.
    pub fn is_seen(&self, frame: usize, side: Side, joint: Joint) -> bool {
        let [x, y] = self.point(frame, side, joint);
        x.is_finite() && y.is_finite()
    }

    /// Scores of a leg in a frame, knee to toe, added up.
    pub fn leg_score(&self, frame: usize, side: Side) -> f64 {
        Joint::LEG.iter().map(|&joint| self.score[frame * LANDMARKS + landmark(side, joint)]).sum()
    }

    /// A joint's left and right, or the one side that the recording shows (in at least half of the frames that show
    /// either): the near one, digitised by hand.
    pub fn sides_shown(&self, joint: Joint) -> &'static [Side] {
        let [left, right] =
            Side::BOTH.map(|side| (0..self.n_frames()).filter(|&f| self.is_seen(f, side, joint)).count());
        match (2 * left < right, 2 * right < left) {
            (true, _) => &[Side::Right],
            (_, true) => &[Side::Left],
            _ => &Side::BOTH,
        }
    }

    /// Mean of a joint's left and right; NaN when either is missing.
    pub fn mid(&self, frame: usize, joint: Joint) -> [f64; 2] {
        let (l, r) = (self.point(frame, Side::Left, joint), self.point(frame, Side::Right, joint));
        [(l[0] + r[0]) / 2.0, (l[1] + r[1]) / 2.0]
    }

    /// Mid-hip of these sides ([`Body::sides_shown`]): of a recording that shows one hip, that one.
    pub fn hip_of(&self, frame: usize, sides: &[Side]) -> [f64; 2] {
        match *sides {
            [side] => self.point(frame, side, Joint::Hip),
            _ => self.mid(frame, Joint::Hip),
        }
    }

    /// Mid-hip, or the one hip that is seen; NaN when none is.
    pub fn hip(&self, frame: usize) -> [f64; 2] {
        match Side::BOTH.map(|side| self.is_seen(frame, side, Joint::Hip)) {
            [true, false] => self.point(frame, Side::Left, Joint::Hip),
            [false, true] => self.point(frame, Side::Right, Joint::Hip),
            _ => self.mid(frame, Joint::Hip),
        }
    }

    /// Exchanges a joint of the two sides in a frame.
    pub fn exchange(&mut self, frame: usize, joint: Joint) {
        let (l, r) = (landmark(Side::Left, joint), landmark(Side::Right, joint));
        self.score.swap(frame * LANDMARKS + l, frame * LANDMARKS + r);
        for d in 0..2 {
            self.xy.swap(frame * CHANNELS + 2 * l + d, frame * CHANNELS + 2 * r + d);
        }
    }

    /// Takes every point elsewhere.
    pub fn mapped(mut self, to: impl Fn([f64; 2]) -> [f64; 2]) -> Body {
        for p in self.xy.as_chunks_mut::<2>().0 {
            *p = to(*p);
        }
        self
    }

    /// Takes the points of each frame elsewhere, by a similarity for each.
    pub fn mapped_by_frame(mut self, frames: impl Iterator<Item = Similarity>) -> Body {
        for (frame, to) in self.xy.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(frames) {
            for p in frame.as_chunks_mut::<2>().0 {
                *p = to.apply(*p);
            }
        }
        self
    }

    /// The body in the runner's frame: x along travel, y up.
    pub fn turned(&self, plane: Plane) -> Body {
        let along = plane.forward / plane.foreshortening;
        let (points, _) = self.xy.as_chunks::<2>();
        let xy: Vec<[f64; 2]> = points.iter().map(|[x, y]| [along * x, -y]).collect();
        Body { time_s: self.time_s.clone(), xy: xy.into_flattened(), score: self.score.clone() }
    }

    /// The inverse of [`Body::turned`]: back to image axes.
    pub fn in_image(self, plane: Plane) -> Body {
        self.mapped(|p| plane.in_image(p))
    }

    /// Thigh plus shank of a side in a frame, in the unit of `xy`; NaN when not seen.
    pub fn leg(&self, frame: usize, side: Side) -> f64 {
        leg(&self.xy.as_chunks::<CHANNELS>().0[frame], side)
    }

    /// Leg length: the median over frames and sides of thigh plus shank, in the unit of `xy`; NaN when never seen.
    pub fn leg_length(&self) -> f64 {
        let (frames, _) = self.xy.as_chunks::<CHANNELS>();
        let legs: Vec<[f64; 2]> = frames.iter().map(|frame| Side::BOTH.map(|side| leg(frame, side))).collect();
        crate::stats::quantile_of(legs.into_flattened(), 0.5)
    }
}

/// Thigh plus shank of a side in a frame.
fn leg(frame: &[f64; CHANNELS], side: Side) -> f64 {
    let at = |joint| {
        let channel = 2 * landmark(side, joint);
        [frame[channel], frame[channel + 1]]
    };
    let knee = at(Joint::Knee);
    distance(at(Joint::Hip), knee) + distance(knee, at(Joint::Ankle))
}

/// Distance of two points. Not `hypot`: its care for overflow costs four times the rest, and px do not overflow.
pub fn distance(p: [f64; 2], q: [f64; 2]) -> f64 {
    let (x, y) = (q[0] - p[0], q[1] - p[1]);
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_forth_and_back_changes_nothing() {
        let xy: Vec<f64> = (0..CHANNELS).map(|i| (i * i) as f64).collect();
        let body = Body { time_s: vec![0.0], xy, score: vec![1.0; LANDMARKS] };
        let plane = Plane { forward: -1.0, foreshortening: 0.9 };
        let back = body.clone().turned(plane).in_image(plane);
        assert!(back.xy.iter().zip(&body.xy).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}
