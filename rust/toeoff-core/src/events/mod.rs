//! Gait events: when a foot lands and when it leaves the ground.

use crate::body::Side;

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
}

/// Sub-frame time of an event with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// When, s.
    pub time_s: f64,
    /// One standard deviation of the error, s: 68 % of errors lie within it.
    pub sigma_s: f64,
}
