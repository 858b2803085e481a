//! Is this running, and is it at the speed it was filmed?

use crate::reason::Reason;
use crate::stats::median;
use crate::strides::{Stride, Value};

/// Peak knee flexion in swing below which the gait is not running, deg. Walking has 55-70, the slowest run on the
/// force-plate treadmill (2 m/s) 89 ± 5 (Hamner & Delp 2013).
const HEEL_RECOVERY_MINIMUM_DEG: f64 = 74.0;
/// Longest stride time of a runner, s: 2 m/s gives 0.75 ± 0.04 (159 ± 8 spm); 0.95 is 126 spm.
const STRIDE_TIME_MAXIMUM_S: f64 = 0.95;
/// Duty factor from which there is no flight.
const DUTY_FACTOR_MAXIMUM: f64 = 0.50;

/// Judgement of a pass by its strides.
///
/// A runner's legs fold in swing as a walker's do not. Running posture at a walker's pace is running played slowly.
/// Returns [`Reason::TooShort`] without a stride, [`Reason::NotRunning`], [`Reason::SlowMotionSuspected`], or None.
pub fn judge(strides: &[Stride]) -> Option<Reason> {
    let of = |v: Value| median(strides.iter().map(|s| s.value(v)));
    let (stride_time, recovery, duty) = (of(Value::StrideTime), of(Value::HeelRecovery), of(Value::DutyFactor));
    if !stride_time.is_finite() {
        return Some(Reason::TooShort);
    }
    if recovery.is_finite() && recovery < HEEL_RECOVERY_MINIMUM_DEG {
        return Some(Reason::NotRunning);
    }
    if stride_time > STRIDE_TIME_MAXIMUM_S {
        return Some(if recovery.is_finite() { Reason::SlowMotionSuspected } else { Reason::NotRunning });
    }
    if duty >= DUTY_FACTOR_MAXIMUM {
        return Some(Reason::NotRunning);
    }
    None
}
