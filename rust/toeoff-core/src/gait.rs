//! Is this running, and is it at the speed it was filmed?

use crate::angles::{Angle, Angles};
use crate::body::{Body, Joint, Side};
use crate::clock::Clock;
use crate::events::anchors::SWING_MINIMUM;
use crate::events::{Detection, Stance};
use crate::reason::Reason;
use crate::repetition::Repetition;
use crate::stats::{self, median};
use crate::strides::{Stride, Value};
use crate::unseen::Unseen;

/// Peak knee flexion in swing below which nobody runs: walking has 55-70°.
const WALKING_KNEE_RAD: f64 = 64.0 * DEGREE;
/// Peak knee flexion in swing from which on nobody walks. Runs at 2 m/s have 89 ± 5° (Hamner & Delp 2013); of 27
/// force-plate runners one has 73° at 2.5 m/s, all others 80° and more.
const RUNNING_KNEE_RAD: f64 = 75.0 * DEGREE;
/// Between the two, steps as fast as a runner's tell, s a stride: 0.80 is 150 spm, and brisk walkers end at 140 ...
const WALKING_STRIDE_S: f64 = 0.80;
/// ... with a flight between them, which race walkers do not have. That runner's duty factor is 0.38.
const FLYING_DUTY_FACTOR: f64 = 0.45;
/// Longest stride time of a runner, s: 2 m/s gives 0.75 ± 0.04 (159 ± 8 spm); 0.95 is 126 spm.
const STRIDE_TIME_MAXIMUM_S: f64 = 0.95;
/// Shortest stride time of a runner, s: the fastest sprinters take 5 steps a second. Anchors closer than this are of legs
/// that were exchanged between them.
const STRIDE_TIME_MINIMUM_S: f64 = 0.40;
/// Trunk lean that nobody runs with: sprinters leave the blocks at about 50° and have half of it three steps later.
const TRUNK_LEAN_MAXIMUM_RAD: f64 = 60.0 * DEGREE;
/// Duty factor from which there is no flight.
const DUTY_FACTOR_MAXIMUM: f64 = 0.50;
/// Stances, and stances with an event, that show the legs alternate: one of each.
const STANCES_MINIMUM: usize = 2;
/// A step time from the legs' repetition further than this from that of the mid-stances contradicts them: on the
/// force-plate runs they differ by 3 % (SD) in passes of 0.8 s and by less in longer ones.
const STEP_TIME_TOLERANCE: f64 = 0.15;
/// Mid-stances that lie this many steps apart, in the median, are not those of the legs that told the stride time: with one
/// leg seen they lie two apart.
const STEPS_APART_MAXIMUM: f64 = 3.0;
/// Mismatch from which on the legs do not repeat their motion: force-plate runs have up to 0.06, runners under a pose
/// network up to 0.1, a sprinter in the first strides from the blocks 0.22, a jump and legs mixed up 0.3 to 1.
const MISMATCH_MAXIMUM: f64 = 0.30;

/// A shorter pass shows no whole stride, which takes 0.65 s at the 185 steps per minute of marathon finalists (Tokyo 2020)
/// and longer at slower paces, unless its own stride time is shorter. Windows of 0.46 and 0.63 s, cut out of longer
/// tracks, gave numbers, and wrong ones.
pub const SHORTEST_S: f64 = 0.65;
/// A pass this little shorter than a stride shows one, s: a frame at 50 fps.
const STRIDE_ROUNDING_S: f64 = 0.02;

/// Of a runner blurred by motion, 43 to 63 % of the frames show one leg; of those that are measured, 6 % at most.
const MERGED_SHARE: f64 = 0.4;

/// The trunk's lean is read within this of mid-stance, s.
const LEAN_WINDOW_S: f64 = 0.10;

const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// What a pass is judged by.
pub struct Motion<'a> {
    /// Events.
    pub detection: &'a Detection,
    /// One row per stance.
    pub strides: &'a [Stride],
    /// Angles on the clock.
    pub angles: &'a Angles,
    /// Clock of the angles.
    pub clock: Clock,
    /// How the motion repeats itself; None when that cannot be told.
    pub repetition: Option<Repetition>,
    /// When its points were not seen.
    pub unseen: &'a Unseen,
    /// As [`are_merged`] tells.
    pub legs_are_merged: bool,
}

/// Judgement of a pass: None when it is running.
///
/// A runner's legs fold in swing as a walker's do not, whatever the time scale. So folding legs at a walker's pace are
/// running played slowly ([`Reason::SlowMotionSuspected`]), legs that do not fold or do not alternate, or a trunk nearly
/// level, are [`Reason::NotRunning`], a single stance or less time than a stride decides nothing ([`Reason::TooShort`]),
/// nor do stances with nothing seen between them ([`Reason::Gaps`]) or legs that part but are drawn on one another in between
/// ([`Reason::LegsMerged`]), and legs whose events do not go with how their motion
/// repeats, or steps faster than any sprinter's, are [`Reason::InconsistentEvents`].
pub fn judge(motion: &Motion<'_>) -> Option<Reason> {
    let Motion { detection, strides, angles, clock, repetition, unseen, legs_are_merged } = *motion;
    let duration_s = clock.end_s() - clock.start_s;
    let is_short = duration_s < SHORTEST_S && !is_stride(duration_s, detection);
    // Of a short pass its shortness says as much.
    let legs_are_merged = legs_are_merged && !is_short;
    if legs_are_merged && detection.stances.len() < STANCES_MINIMUM {
        return Some(Reason::LegsMerged);
    }
    if detection.stances.is_empty() {
        return detection.reason.filter(|_| !is_short).or(Some(Reason::TooShort));
    }
    let duty = median(strides.iter().map(|s| s.value(Value::DutyFactor)));
    let recovery = heel_recovery(detection, angles, clock);
    let may_be_running = detection.stride_time_s < WALKING_STRIDE_S && duty < FLYING_DUTY_FACTOR;
    if recovery < WALKING_KNEE_RAD || (recovery < RUNNING_KNEE_RAD && !may_be_running) {
        return Some(if legs_are_merged { Reason::LegsMerged } else { Reason::NotRunning });
    }
    if median(detection.stances.iter().map(|s| trunk_lean(s, angles, clock).abs())) > TRUNK_LEAN_MAXIMUM_RAD {
        return Some(Reason::NotRunning);
    }
    if detection.stances.len() < STANCES_MINIMUM || is_short {
        return Some(Reason::TooShort);
    }
    let measured = median(strides.iter().map(|s| s.value(Value::StrideTime)));
    // Mid-stances far apart, or in pieces, tell no stride time, while events may.
    let stride_time_s = if detection.stride_time_s.is_nan() { measured } else { detection.stride_time_s };
    if stride_time_s > STRIDE_TIME_MAXIMUM_S {
        let is_long = |s: &&Stride| s.value(Value::StrideTime) > STRIDE_TIME_MAXIMUM_S;
        let is_hidden = |s: &Stride| unseen.hides_stance(s.toe_off_s, s.next_initial_contact_s);
        if detection.stride_time_s.is_nan() && strides.iter().filter(is_long).all(is_hidden) {
            return Some(Reason::Gaps);
        }
        return Some(if recovery.is_finite() { Reason::SlowMotionSuspected } else { Reason::NotRunning });
    }
    let has_event = |s: &&Stance| s.initial_contact.is_some() || s.toe_off.is_some();
    if detection.stances.iter().filter(has_event).count() < STANCES_MINIMUM {
        let is_told = |reason: &Reason| detection.stances.iter().any(|s| s.reason == Some(*reason));
        return [Reason::InconsistentEvents, Reason::Gaps].into_iter().find(is_told).or(Some(Reason::TooShort));
    }
    let contradicts = |r: Repetition| {
        let apart = (2.0 * r.step_time_s / detection.stride_time_s - 1.0).abs();
        r.mismatch > MISMATCH_MAXIMUM || apart > STEP_TIME_TOLERANCE
    };
    let apart_s = |w: &[Stance]| w[1].anchor_s - w[0].anchor_s;
    let is_far = |apart_s: f64| apart_s > STEPS_APART_MAXIMUM * detection.stride_time_s / 2.0;
    let is_sparse = is_far(median(detection.stances.windows(2).map(apart_s)));
    let is_possible = |s: f64| s.is_nan() || (STRIDE_TIME_MINIMUM_S..=STRIDE_TIME_MAXIMUM_S).contains(&s);
    let has_times = is_possible(detection.stride_time_s) && is_possible(measured);
    if !has_times || repetition.is_some_and(contradicts) {
        return Some(Reason::InconsistentEvents);
    }
    if is_sparse {
        let mut far = detection.stances.windows(2).filter(|w| is_far(apart_s(w)));
        let is_hidden = far.all(|w| unseen.hides_stance(w[0].anchor_s, w[1].anchor_s));
        return Some(if is_hidden { Reason::Gaps } else { Reason::InconsistentEvents });
    }
    (duty >= DUTY_FACTOR_MAXIMUM).then_some(Reason::NotRunning)
}

/// Whether legs that part are drawn on one another in so many frames, of those that were filmed, that what is left of them
/// may look like walking, or like too few steps.
pub fn are_merged(body: &Body, frames_merged: usize) -> bool {
    if frames_merged as f64 <= MERGED_SHARE * body.n_frames() as f64 {
        return false;
    }
    let apart = |f: usize| body.point(f, Side::Left, Joint::Ankle)[0] - body.point(f, Side::Right, Joint::Ankle)[0];
    stats::quantile((0..body.n_frames()).map(|f| apart(f).abs()), 0.9) >= SWING_MINIMUM * body.leg_length()
}

/// Whether a pass is a stride long, as its mid-stances tell the stride time: two steps of a sprinter last 0.45 s. Events
/// in two steps of 17 force-plate runners, played at 150 to 265 steps a minute, are within 5 ms of those of whole runs.
fn is_stride(duration_s: f64, detection: &Detection) -> bool {
    duration_s + STRIDE_ROUNDING_S >= detection.stride_time_s.max(STRIDE_TIME_MINIMUM_S)
}

/// Mean trunk lean about mid-stance, rad; NaN when no trunk is seen there.
fn trunk_lean(stance: &Stance, angles: &Angles, clock: Clock) -> f64 {
    clock.mean(angles.series(Angle::TrunkLean), stance.anchor_s - LEAN_WINDOW_S, stance.anchor_s + LEAN_WINDOW_S)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic::runner;
    use crate::events::{CameraMotion, Points, detect};
    use crate::strides::{self, VALUES};

    /// Judges a runner whose strides, and whose mid-stances, are said to be so long, s; None: as they are.
    fn judged(stride_s: Option<f64>, between_mid_stances_s: Option<f64>) -> Option<Reason> {
        let body = runner(240, 60.0, 0.7);
        let (angles, clock) = (Angles::of(&body), Clock::of(&body));
        let mut detection = detect(&body, CameraMotion::Unknown, Points::Feet);
        let motion = strides::Motion {
            body: &body,
            angles: &angles,
            clock,
            leg_length: body.leg_length(),
            stride_time_s: f64::NAN,
            camera_is_still: false,
            unseen: &Unseen::default(),
        };
        let rows = strides::strides(&detection.stances, &motion);
        let told = |row: &Stride| {
            let mut values: [f64; VALUES] = *row.values();
            values[Value::StrideTime as usize] = stride_s.unwrap_or(values[Value::StrideTime as usize]);
            let times_s = [row.initial_contact_s, row.toe_off_s, row.next_initial_contact_s];
            Stride::new(row.side, times_s, row.timing, values)
        };
        let rows: Vec<Stride> = rows.iter().map(told).collect();
        detection.stride_time_s = between_mid_stances_s.unwrap_or(detection.stride_time_s);
        let unseen = &Unseen::default();
        judge(&Motion {
            detection: &detection,
            strides: &rows,
            angles: &angles,
            clock,
            repetition: None,
            unseen,
            legs_are_merged: false,
        })
    }

    #[test]
    fn strides_of_seconds_are_never_told_as_running() {
        assert_eq!(judged(None, None), None);
        assert_eq!(judged(Some(6.9), None), Some(Reason::InconsistentEvents));
        assert_eq!(judged(Some(6.9), Some(f64::NAN)), Some(Reason::SlowMotionSuspected));
        assert_eq!(judged(None, Some(6.9)), Some(Reason::SlowMotionSuspected));
        assert_eq!(judged(Some(0.3), None), Some(Reason::InconsistentEvents));
        assert_eq!(judged(None, Some(f64::NAN)), None);
    }

    #[test]
    fn mid_stances_many_steps_apart_do_not_go_with_their_stride_time() {
        let body = runner(240, 60.0, 0.7);
        let (angles, clock) = (Angles::of(&body), Clock::of(&body));
        let judged = |every: usize, unseen: &Unseen| {
            let mut detection = detect(&body, CameraMotion::Unknown, Points::Feet);
            detection.stances = detection.stances.into_iter().step_by(every).collect();
            judge(&Motion {
                detection: &detection,
                strides: &[],
                angles: &angles,
                clock,
                repetition: None,
                unseen,
                legs_are_merged: false,
            })
        };
        // All, those of one leg, and a few.
        let whole = Unseen::of(&body);
        assert_eq!([1, 2, 5].map(|every| judged(every, &whole)), [None, None, Some(Reason::InconsistentEvents)]);
        // A few, between which nothing was seen, or between the first two.
        let mut hole = body.clone();
        let mut hidden = |frames: std::ops::Range<usize>| {
            frames.for_each(|f| hole.clear_point(f, Side::Left, Joint::Ankle));
            judged(5, &Unseen::of(&hole))
        };
        assert_eq!(hidden(40..60), Some(Reason::InconsistentEvents));
        assert_eq!(hidden(140..160), Some(Reason::Gaps));
    }
}
