//! Is this running, and is it at the speed it was filmed?

use crate::angles::{Angle, Angles};
use crate::body::Side;
use crate::clock::Clock;
use crate::events::Detection;
use crate::reason::Reason;
use crate::stats::median;
use crate::strides::{Stride, Value};

/// Peak knee flexion in swing below which the gait is not running. Walking has 55-70°, the slowest run on the
/// force-plate treadmill (2 m/s) 89 ± 5° (Hamner & Delp 2013).
const HEEL_RECOVERY_MINIMUM_RAD: f64 = 74.0 * std::f64::consts::PI / 180.0;
/// Longest stride time of a runner, s: 2 m/s gives 0.75 ± 0.04 (159 ± 8 spm); 0.95 is 126 spm.
const STRIDE_TIME_MAXIMUM_S: f64 = 0.95;
/// Shortest stride time of a runner, s: the fastest sprinters take 5 steps a second. Anchors closer than this are of legs
/// that were exchanged between them.
const STRIDE_TIME_MINIMUM_S: f64 = 0.40;
/// Trunk lean that nobody runs with, deg: sprinters leave the blocks at about 50 and have half of it three steps later.
const TRUNK_LEAN_MAXIMUM_DEG: f64 = 60.0;
/// Duty factor from which there is no flight.
const DUTY_FACTOR_MAXIMUM: f64 = 0.50;
/// Stances that show the legs alternate: one of each.
const STANCES_MINIMUM: usize = 2;

/// Judgement of a pass: None when it is running.
///
/// A runner's legs fold in swing as a walker's do not, whatever the time scale. So folding legs at a walker's pace are
/// running played slowly ([`Reason::SlowMotionSuspected`]), legs that do not fold or do not alternate, or a trunk nearly
/// level, are [`Reason::NotRunning`], a single stance decides nothing ([`Reason::TooShort`]), and steps faster than any
/// sprinter's are no steps ([`Reason::InconsistentEvents`]).
pub fn judge(detection: &Detection, strides: &[Stride], angles: &Angles, clock: Clock) -> Option<Reason> {
    if detection.stances.is_empty() {
        return detection.reason.or(Some(Reason::TooShort));
    }
    let recovery = heel_recovery(detection, angles, clock);
    if recovery.is_finite() && recovery < HEEL_RECOVERY_MINIMUM_RAD {
        return Some(Reason::NotRunning);
    }
    if detection.stances.len() < STANCES_MINIMUM {
        return Some(Reason::TooShort);
    }
    if detection.stride_time_s > STRIDE_TIME_MAXIMUM_S {
        return Some(if recovery.is_finite() { Reason::SlowMotionSuspected } else { Reason::NotRunning });
    }
    let measured = median(strides.iter().map(|s| s.value(Value::StrideTime)));
    if detection.stride_time_s.min(measured) < STRIDE_TIME_MINIMUM_S {
        return Some(Reason::InconsistentEvents);
    }
    if median(strides.iter().map(|s| s.value(Value::TrunkLean).abs())) > TRUNK_LEAN_MAXIMUM_DEG {
        return Some(Reason::NotRunning);
    }
    let duty = median(strides.iter().map(|s| s.value(Value::DutyFactor)));
    (duty >= DUTY_FACTOR_MAXIMUM).then_some(Reason::NotRunning)
}

/// Median over swings of the largest knee flexion, rad: from one mid-stance of a leg to its next, or over the whole
/// pass for a leg with fewer than two.
fn heel_recovery(detection: &Detection, angles: &Angles, clock: Clock) -> f64 {
    let mut peaks = Vec::new();
    for side in Side::BOTH {
        let knee = angles.series(Angle::Knee(side));
        let own: Vec<f64> = detection.stances.iter().filter(|s| s.side == side).map(|s| s.anchor_s).collect();
        if own.len() < 2 {
            peaks.push(clock.maximum(knee, clock.start_s, clock.end_s()).0);
        }
        peaks.extend(own.windows(2).map(|w| clock.maximum(knee, w[0], w[1]).0));
    }
    median(peaks)
}
