//! Per-stride values become measures of a pass: a value, its interval, a grade, or the reason why not.

mod asymmetry;
mod bounce;
mod cadence;
pub mod far_leg;
pub mod foot_strike;
pub mod grade;
pub mod interval;
mod metres;
mod own_times;
pub mod spec;
pub mod stiffness;
mod strike_coefficients;

use crate::body::Side;
use crate::reason::Reason;
use crate::repetition::Repetition;
use crate::stats::{self, Moments};
use crate::strides::{Stride, VALUES, Value};
use grade::Grade;
use interval::{Estimate, Sample};
use own_times::Rows;
use spec::{Needs, SPECS, STRIDE_TIME, Spec, VERTICAL_OSCILLATION};

/// What the pass was like, as far as intervals and grades depend on it.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// Frames per second as filmed.
    pub frame_rate_hz: f64,
    /// Angle between path and image plane; None when it cannot be told.
    pub view_angle_rad: Option<f64>,
    /// Its uncertainty.
    pub view_sigma_rad: Option<f64>,
    /// Height of the runner in the picture, px.
    pub height_px: f64,
    /// Uncertainty of the camera's roll, deg; None when nothing tells it.
    pub roll_sigma_deg: Option<f64>,
    /// Whether shoulders and feet were seen at all.
    pub has_trunk: bool,
    /// Whether heel and toe were seen.
    pub has_feet: bool,
    /// Whether the toes are such as slide along the shoe: [`crate::skeleton::Skeleton::toes_slide`].
    pub toes_slide: bool,
    /// Metres per leg length with its relative error, when a scale was stated.
    pub leg_length_m: Option<(f64, f64)>,
    /// Why a stated scale was not used, or that two of them disagree.
    pub scale: Option<Reason>,
    /// The leg nearer to the camera.
    pub near_side: Option<Side>,
    /// Whether the far leg counts in angles and lengths of the pass: [`far_leg::counts`].
    pub far_leg_counts: bool,
    /// A reason that withholds everything.
    pub refused: Option<Reason>,
    /// Why the legs tell no running: [`crate::gait::judge`], after what is known of how they were seen.
    pub gait: Option<Reason>,
    /// Whether each leg was seen, left and right.
    pub leg_is_seen: [bool; 2],
    /// Whether one that was not seen was drawn on the other.
    pub legs_are_merged: bool,
    /// Whether what is missing of the legs is hidden by another runner for the most part.
    pub legs_are_hidden: bool,
    /// Whether displacement in the picture is displacement on the ground.
    pub camera_is_still: bool,
    /// Whether the camera is said to stand.
    pub is_said_to_stand: bool,
    /// How far the picture moves up and down, one standard deviation, leg lengths, before a camera that stands or whose
    /// ground does; None where it may move by any amount.
    pub picture_sway: Option<f64>,
    /// Whether the pass is long enough for a stride: one was seen from contact to contact, or points that are missing cut
    /// it short.
    pub is_long_enough: bool,
    /// How the motion repeats itself; None when that cannot be told.
    pub repetition: Option<Repetition>,
    /// Length of the pass, s.
    pub duration_s: f64,
    /// Standard deviation between strides of one runner, pooled over a cohort, for each per-stride value, where stated.
    pub stride_sd: [Option<f64>; VALUES],
}

/// One number of a pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Name with its unit.
    pub name: &'static str,
    /// Unit as tables print it.
    pub unit: &'static str,
    /// Value with its intervals and n; None when withheld.
    pub estimate: Option<Estimate>,
    /// None when withheld.
    pub grade: Option<Grade>,
    /// Why withheld or graded down.
    pub reason: Option<Reason>,
}

impl Measure {
    fn withheld(name: &'static str, unit: &'static str, reason: Reason) -> Self {
        Self { name, unit, estimate: None, grade: None, reason: Some(reason) }
    }
}

/// All measures of a pass and of each leg.
#[derive(Debug, Clone)]
pub struct Measures {
    /// The pass.
    pub pass: Vec<Measure>,
    /// Left leg, right leg.
    pub legs: [Vec<Measure>; 2],
    /// Probability of rearfoot, midfoot, forefoot strike; None when withheld.
    pub foot_strike: Option<[f64; 3]>,
}

/// Measures that stay meaningful when footage runs slower than it was filmed: no event is read at an instant.
const SPEED_INDEPENDENT: [&str; 3] = ["trunk_lean_deg", "knee_drive_deg", "heel_recovery_deg"];

/// Computes every measure.
pub fn measures(strides: &[Stride], conditions: &Conditions) -> Measures {
    let rows = Rows::of(strides);
    let event_sigma_s =
        [0, 1].map(|event| stats::median(strides.iter().filter_map(|s| s.timing[event].map(|t| t.sigma_s))));
    let errors = Side::BOTH.map(|side| squared_errors(strides, side));
    let of_legs = |sides: &[Side], spec: &Spec| {
        measure(&sample(&rows, sides, spec, event_sigma_s, worst(sides, &errors)), sides, spec, conditions)
    };
    let is_far = |side: Side| conditions.near_side == Some(side.other()) && !conditions.far_leg_counts;
    let of_leg = |side: Side, spec: &Spec| far_leg::less_certain(of_legs(&[side], spec), is_far(side));
    let mut legs = Side::BOTH
        .map(|side| SPECS.iter().filter(|spec| spec.is_per_leg).map(|spec| of_leg(side, spec)).collect::<Vec<_>>());
    // Times are paired steps.
    let of_one_leg = |spec: &Spec| {
        let near = conditions.near_side.filter(|_| spec.unit != "s" && !conditions.far_leg_counts)?;
        far_leg::of_one(near, &legs, spec.name)
    };
    let of_best = |spec: &Spec| of_one_leg(spec).unwrap_or_else(|| of_legs(&Side::BOTH, spec));
    let mut pass: Vec<Measure> = SPECS.iter().map(of_best).collect();
    let stride_time = cadence::stride_time(of_legs(&Side::BOTH, &STRIDE_TIME), &rows, conditions);
    let oscillation = bounce::against_times(of_legs(&Side::BOTH, &VERTICAL_OSCILLATION), &pass, conditions);
    let speed = of_legs(&Side::BOTH, &spec::SPEED);
    pass.push(cadence::cadence(&stride_time));
    pass.extend(metres::measures(&pass, &stride_time, &speed, &oscillation, conditions));
    pass.push(oscillation);
    let (strike, foot_strike) = foot_strike::measure(&pass, conditions.toes_slide);
    pass.push(strike);
    pass.extend(asymmetry::asymmetries(&legs));
    for leg in &mut legs {
        let (strike, _) = foot_strike::measure(leg, conditions.toes_slide);
        leg.push(strike);
    }
    Measures { pass, legs, foot_strike }
}

/// One value over the strides of these sides.
fn sample(rows: &Rows<'_>, sides: &[Side], spec: &Spec, event_sigma_s: [f64; 2], worst_sigma_s: f64) -> Sample {
    let own = (0..rows.strides.len()).filter(|&i| sides.contains(&rows.strides[i].side));
    let told = own.clone().filter(|&i| rows.strides[i].value(spec.value).is_finite());
    Sample {
        values: Moments::of(own.clone().map(|i| rows.strides[i].value(spec.value))),
        alone: Moments::of(own.clone().map(|i| rows.alone(i, spec.value))),
        is_in_gap: own.clone().any(|i| rows.strides[i].is_in_gap(spec.value)),
        // A value of a whole stride shares half of it with the other foot's next one; one of a leg does not.
        overlap: if spec.is_per_leg { 1.0 } else { overlap(told.map(|i| rows.strides[i].side)) },
        event_sigma_s,
        worst_sigma_s,
    }
}

/// Number and sum of the squared errors of a side's contacts, and of its toe-offs, s².
fn squared_errors(strides: &[Stride], side: Side) -> [(usize, f64); 2] {
    [0, 1].map(|event| {
        let own = strides.iter().filter(|s| s.side == side).filter_map(|s| s.timing[event]);
        let squares = own.map(|t| t.sigma_s * t.sigma_s).filter(|square| square.is_finite());
        squares.fold((0, 0.0), |(n, sum), square| (n + 1, sum + square))
    })
}

/// Root mean square of the errors of these sides' events, contact or toe-off, whichever is worse, s; NaN without any.
fn worst(sides: &[Side], errors: &[[(usize, f64); 2]; 2]) -> f64 {
    let [contact, toe_off] = [0, 1].map(|event| {
        let own = sides.iter().map(|side| errors[side.index()][event]);
        let (n, sum) = own.fold((0, 0.0), |(n, sum), (more, squares)| (n + more, sum + squares));
        (sum / n as f64).sqrt()
    });
    contact.max(toe_off)
}

/// How many of these strides share each instant: those of one foot follow each other, those of two overlap.
fn overlap(sides: impl Iterator<Item = Side>) -> f64 {
    let mut count = [0usize; 2];
    sides.for_each(|side| count[side.index()] += 1);
    let most = count[0].max(count[1]);
    if most == 0 { 1.0 } else { (count[0] + count[1]) as f64 / most as f64 }
}

/// The mean of one per-stride value, graded, or withheld with the first reason that applies.
fn measure(sample: &Sample, sides: &[Side], spec: &Spec, c: &Conditions) -> Measure {
    let withheld = |reason| Measure::withheld(spec.name, spec.unit, reason);
    if let Some(reason) = c.refused {
        return withheld(reason);
    }
    match c.gait {
        Some(Reason::SlowMotionSuspected) if SPEED_INDEPENDENT.contains(&spec.name) => {}
        Some(reason) => return withheld(reason),
        None => {}
    }
    if spec.needs == Needs::Trunk && !c.has_trunk {
        return withheld(Reason::TrunkMissing);
    }
    if spec.needs == Needs::Feet && !c.has_feet {
        return withheld(Reason::FeetMissing);
    }
    if spec.needs == Needs::StillPicture && c.picture_sway.is_none() {
        return withheld(Reason::CameraNotStill);
    }
    let Some(estimate) = interval::estimate(sample, spec, c) else {
        let is_hidden = |side: &Side| !c.leg_is_seen[side.index()];
        // Flight ends with the other foot's contact.
        let needed = if spec.value == Value::FlightTime { &Side::BOTH } else { sides };
        return withheld(match c.is_long_enough || sample.is_in_gap {
            false => Reason::TooShort,
            true if needed.iter().any(is_hidden) && c.legs_are_merged => Reason::LegsMerged,
            true if needed.iter().any(is_hidden) || c.legs_are_hidden => Reason::Occluded,
            true => Reason::Gaps,
        });
    };
    // Strides of the two legs may differ by any amount.
    if sides.len() == 1 && sample.contradicts_itself(spec) {
        return withheld(Reason::InconsistentEvents);
    }
    match grade::grade(estimate.n, sample.worst_sigma_s, spec, c) {
        Err(reason) => withheld(reason),
        Ok(limited) => {
            let (grade, reason) =
                grade::by_width(limited, estimate.total.half_width(), interval::usual_half_width(spec));
            let slow = c.gait == Some(Reason::SlowMotionSuspected);
            let (grade, reason) = if slow { (grade.max(Grade::C), c.gait) } else { (grade, reason) };
            Measure { name: spec.name, unit: spec.unit, estimate: Some(estimate), grade: Some(grade), reason }
        }
    }
}
