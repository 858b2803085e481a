//! Why a value is withheld or graded down: one vocabulary in code, tables and docs.

/// A reason code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Too few frames or no whole stride.
    TooShort,
    /// The runner is too small in the picture.
    TooSmall,
    /// The path is not parallel enough to the image plane.
    ViewOblique,
    /// The view angle cannot be told.
    ViewUnknown,
    /// Too few frames per second for this measure.
    FrameRateLow,
    /// Keypoints are missing for too long.
    Gaps,
    /// No heel or toe.
    FeetMissing,
    /// No shoulders.
    TrunkMissing,
    /// Hidden by another runner or an object.
    Occluded,
    /// The pose model drew both legs on one.
    LegsMerged,
    /// No flight: walking, standing, crouching.
    NotRunning,
    /// The timing fits no real runner: footage played slower than it was filmed.
    SlowMotionSuspected,
    /// The camera's roll is not known.
    RollUnknown,
    /// No stated scale: metres cannot be given.
    NoScale,
    /// Fewer strides than the interval needs.
    FewStrides,
    /// Events that contradict each other.
    InconsistentEvents,
    /// The camera is not known to stand, and what was asked for hangs on that: heights in the picture, or a scale that was
    /// stated for one picture.
    CameraNotStill,
    /// Two stated scales differ by more than their errors allow.
    ScalesDisagree,
    /// Made of other measures, by a model or as a difference.
    Derived,
}

impl Reason {
    /// The code as it stands in tables.
    pub fn code(self) -> &'static str {
        match self {
            Reason::TooShort => "too_short",
            Reason::TooSmall => "too_small",
            Reason::ViewOblique => "view_oblique",
            Reason::ViewUnknown => "view_unknown",
            Reason::FrameRateLow => "frame_rate_low",
            Reason::Gaps => "gaps",
            Reason::FeetMissing => "feet_missing",
            Reason::TrunkMissing => "trunk_missing",
            Reason::Occluded => "occluded",
            Reason::LegsMerged => "legs_merged",
            Reason::NotRunning => "not_running",
            Reason::SlowMotionSuspected => "slow_motion_suspected",
            Reason::RollUnknown => "roll_unknown",
            Reason::NoScale => "no_scale",
            Reason::FewStrides => "few_strides",
            Reason::InconsistentEvents => "inconsistent_events",
            Reason::CameraNotStill => "camera_not_still",
            Reason::ScalesDisagree => "scales_disagree",
            Reason::Derived => "derived",
        }
    }
}
