//! Gait events: when a foot lands and when it leaves the ground.
//!
//! 1. [`anchors`]: one instant per stance, where the legs pass each other.
//! 2. [`channels`]: the legs' points against the hip, low-passed, as a spline. Heights against the hip's mean height
//!    where the ground stays where it is in the picture, against the hip itself elsewhere.
//! 3. [`inputs`] and [`cascade`]: initial contact and toe-off from the motion about the anchor, by tables of
//!    [`coefficients`] fitted to force plates.
//! 4. [`constant`]: what whole strides tell of the error that a runner keeps.
//! 5. [`steady`]: each foot's events drawn towards their median. [`votes`]: a second opinion on each.
//!    [`contradictions`]: events that cannot all be true.
//!
//! Four tables stand ready for each way to take heights: with and without feet, with both legs and with one. Each
//! stance takes the best one whose points are seen, and may be read: see [`toes_slide`](crate::Skeleton::toes_slide).

pub mod anchors;
pub mod cascade;
pub mod channels;
#[rustfmt::skip]
mod coefficients;
mod constant;
mod contradictions;
mod detect;
mod ground;
pub mod inputs;
mod sigma;
mod steady;
#[cfg(test)]
pub(crate) mod synthetic;
#[cfg(test)]
mod tests;
mod votes;

pub use coefficients::table;
pub use detect::detect;
pub use inputs::Points;

use crate::body::Side;
use crate::reason::Reason;
use inputs::Reads;

/// What happens at an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// The foot touches the ground, with whichever part comes first.
    InitialContact,
    /// The foot leaves the ground.
    ToeOff,
}

impl EventKind {
    /// `initial_contact` or `toe_off`, as tables spell it.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::InitialContact => "initial_contact",
            EventKind::ToeOff => "toe_off",
        }
    }
}

/// What is known about the camera's motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CameraMotion {
    /// Nothing: it may pan and shake. Heights are taken from the hip, unless the ground itself shows that it does not.
    Unknown,
    /// Still, or stabilised on the background. Heights are taken from the hip's slowly changing height.
    Still,
}

/// One stance of one foot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stance {
    /// The foot on the ground.
    pub side: Side,
    /// A time near 65 % of stance, when this leg passes the other: the anchor that the events were measured from, s.
    pub anchor_s: f64,
    /// Initial contact, s; None when it lies outside the pass or could not be told.
    pub initial_contact: Option<Timing>,
    /// Toe-off, s; None when it lies outside the pass or could not be told.
    pub toe_off: Option<Timing>,
    /// What the events were read from; None when neither could be told.
    pub reads: Option<Reads>,
    /// Why an event is missing; None when none is.
    pub reason: Option<Reason>,
}

/// Sub-frame time of an event with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// When, s.
    pub time_s: f64,
    /// One standard deviation of the error, s: 68 % of errors lie within it.
    pub sigma_s: f64,
    /// The time from this stance alone, s, before it was drawn towards the foot's other stances: noisier, but the
    /// spread from step to step is the runner's own.
    pub alone_s: f64,
    /// Whether the recording, or a gap in it, ends within 0.15 s: the motion around the event is not all seen.
    pub is_near_cut: bool,
    /// Whether the ankle's turning point, an independent rule, contradicts it by more than three standard deviations.
    /// `sigma_s` is then at least half of the distance.
    pub is_doubtful: bool,
}

/// Everything that the events of a pass say.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// Every stance in time order.
    pub stances: Vec<Stance>,
    /// Median stride time, s; NaN when not even half a stride is seen.
    pub stride_time_s: f64,
    /// Speed of the ankle against the hip in mid-stance, leg lengths/s: under-reads the runner's speed by about a tenth.
    pub foot_speed: f64,
    /// How heights were taken: still when said so, or when the ground under the feet shows it.
    pub camera: CameraMotion,
    /// How far the ground under the feet moves up and down in the picture, one standard deviation, leg lengths; None
    /// without toes, or with fewer than five stances.
    pub ground_sway: Option<f64>,
    /// Why there are no stances, if there are none.
    pub reason: Option<Reason>,
}
