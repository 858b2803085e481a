//! Per-stride values become measures of a pass: a value, its interval, a grade, or the reason why not.

pub mod foot_strike;
pub mod grade;
pub mod interval;
pub mod spec;
pub mod stiffness;

use crate::body::Side;
use crate::reason::Reason;
use crate::repetition::Repetition;
use crate::strides::{Stride, Value};
use grade::Grade;
use interval::Estimate;
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
    /// Whether the camera's roll was given.
    pub roll_is_known: bool,
    /// Whether shoulders and feet were seen at all.
    pub has_trunk: bool,
    /// Whether heel and toe were seen.
    pub has_feet: bool,
    /// Metres per leg length with its relative error, when a scale was stated.
    pub leg_length_m: Option<(f64, f64)>,
    /// The leg nearer to the camera.
    pub near_side: Option<Side>,
    /// Whether the far leg is seen as well as the near one.
    pub far_leg_is_reliable: bool,
    /// A reason that withholds everything.
    pub refused: Option<Reason>,
    /// Judgement of the gait: see [`crate::gait::judge`].
    pub gait: Option<Reason>,
    /// Whether at least one stride was seen from contact to contact.
    pub has_whole_stride: bool,
    /// How the motion repeats itself; None when that cannot be told.
    pub repetition: Option<Repetition>,
    /// Length of the pass, s.
    pub duration_s: f64,
}

/// One number of a pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Name with its unit.
    pub name: String,
    /// Unit as tables print it.
    pub unit: &'static str,
    /// Value with half width and n; None when withheld.
    pub estimate: Option<Estimate>,
    /// None when withheld.
    pub grade: Option<Grade>,
    /// Why withheld or graded down.
    pub reason: Option<Reason>,
}

impl Measure {
    fn withheld(name: impl Into<String>, unit: &'static str, reason: Reason) -> Self {
        Self { name: name.into(), unit, estimate: None, grade: None, reason: Some(reason) }
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
    let of_legs = |sides: &[Side], spec: &Spec| {
        let values: Vec<f64> =
            strides.iter().filter(|s| sides.contains(&s.side)).map(|s| s.value(spec.value)).collect();
        measure(&values, spec, conditions)
    };
    let legs = Side::BOTH
        .map(|side| SPECS.iter().filter(|spec| spec.is_per_leg).map(|spec| of_legs(&[side], spec)).collect::<Vec<_>>());
    let preferred = |spec: &Spec| match conditions.near_side {
        // Angles of a leg half hidden behind the other are worse than no second leg; times are paired steps.
        Some(near) if spec.is_per_leg && spec.unit != "s" && !conditions.far_leg_is_reliable => vec![near],
        _ => Side::BOTH.to_vec(),
    };
    let mut pass: Vec<Measure> = SPECS.iter().map(|spec| of_legs(&preferred(spec), spec)).collect();
    let stride_time = stride_time(strides, conditions);
    let oscillation = of_legs(&Side::BOTH, &VERTICAL_OSCILLATION);
    let speed = of_legs(&Side::BOTH, &spec::SPEED);
    pass.push(cadence(&stride_time));
    pass.extend(in_metres(&pass, &stride_time, &speed, &oscillation, conditions));
    pass.push(oscillation);
    let (strike, foot_strike) = foot_strike_of(&pass);
    pass.push(strike);
    pass.extend(asymmetries(&legs));
    Measures { pass, legs, foot_strike }
}

/// The mean of one per-stride value, graded, or withheld with the first reason that applies.
fn measure(values: &[f64], spec: &Spec, c: &Conditions) -> Measure {
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
    let Some(estimate) = interval::estimate(values, spec, c) else {
        return withheld(if c.has_whole_stride { Reason::Gaps } else { Reason::TooShort });
    };
    match grade::grade(estimate.n, spec, c) {
        Err(reason) => withheld(reason),
        Ok((grade, reason)) => {
            let slow = c.gait == Some(Reason::SlowMotionSuspected);
            let (grade, reason) = if slow { (grade.max(Grade::C), c.gait) } else { (grade, reason) };
            Measure { name: spec.name.into(), unit: spec.unit, estimate: Some(estimate), grade: Some(grade), reason }
        }
    }
}

/// Whole strides from which on their own mean tells the stride time as well as the repetition does; below, the two
/// cuts of the pass weigh on the events, not on the repetition.
const STRIDES_ENOUGH: usize = 6;

/// The stride time of a pass: from its strides where there are enough, else from how its motion repeats.
fn stride_time(strides: &[Stride], c: &Conditions) -> Measure {
    let times: Vec<f64> = strides.iter().map(|s| s.value(Value::StrideTime)).collect();
    let m = measure(&times, &STRIDE_TIME, c);
    let n = m.estimate.map_or(0, |e| e.n);
    if n >= STRIDES_ENOUGH {
        return Measure { estimate: m.estimate.map(|e| typical(e, &times)), ..m };
    }
    let Some(repetition) = c.repetition else {
        let reason = c.refused.or(c.gait).unwrap_or(Reason::TooShort);
        return Measure::withheld(m.name, m.unit, reason);
    };
    let value = 2.0 * repetition.step_time_s;
    let half_width = 1.96 * repetition.relative_error(c.duration_s) * value;
    if n > 0 {
        return Measure { estimate: m.estimate.map(|e| Estimate { value, half_width, ..e }), ..m };
    }
    // Two steps are no stride: one value, and the lowest grade.
    let m = measure(&[value], &STRIDE_TIME, c);
    let estimate = m.estimate.map(|e| Estimate { value, half_width, ..e });
    let grade = m.grade.and(Some(Grade::D));
    Measure { estimate, grade, reason: m.reason.filter(|_| grade.is_none()).or(Some(Reason::FewStrides)), ..m }
}

/// The mean without strides further than three scaled median deviations from the median, since one event told wrong
/// moves a plain mean by more than all the strides together are uncertain.
fn typical(e: Estimate, times: &[f64]) -> Estimate {
    let times = || times.iter().copied();
    let median = crate::stats::median(times());
    let limit = 3.0 * 1.4826 * crate::stats::median(times().map(|t| (t - median).abs()));
    let value = crate::stats::mean(times().filter(|t| (t - median).abs() <= limit));
    Estimate { value: if value.is_finite() { value } else { e.value }, ..e }
}

/// Steps per minute: 120 over the stride time.
fn cadence(stride_time: &Measure) -> Measure {
    let mut m = Measure { name: "cadence_spm".into(), unit: "steps/min", ..stride_time.clone() };
    m.estimate = stride_time.estimate.map(|e| scaled_inverse(e, 120.0));
    m
}

fn scaled_inverse(e: Estimate, numerator: f64) -> Estimate {
    Estimate { value: numerator / e.value, half_width: numerator / (e.value * e.value) * e.half_width, n: e.n }
}

/// Speed, step length, oscillation in metres and stiffness: only with a stated scale.
fn in_metres(
    pass: &[Measure],
    stride_time: &Measure,
    speed: &Measure,
    oscillation: &Measure,
    c: &Conditions,
) -> Vec<Measure> {
    const UNITS: [(&str, &str); 5] = [
        ("speed_mps", "m/s"),
        ("step_length_m", "m"),
        ("vertical_oscillation_m", "m"),
        ("leg_stiffness", "N/m/kg"),
        ("vertical_stiffness", "N/m/kg"),
    ];
    let refused = c.refused.or(c.gait);
    let Some((leg_m, relative)) = c.leg_length_m else {
        let reason = refused.unwrap_or(Reason::NoScale);
        return UNITS.into_iter().map(|(name, unit)| Measure::withheld(name, unit, reason)).collect();
    };
    let in_m = |m: &Measure, (name, unit): (&str, &'static str), factor: f64| {
        let mut out = Measure { name: name.into(), unit, ..m.clone() };
        out.estimate = m.estimate.map(|e| {
            let value = e.value * leg_m * factor;
            let half_width = (e.half_width * leg_m * factor).hypot(1.96 * relative * value);
            Estimate { value, half_width, n: e.n }
        });
        out
    };
    let step_s = stride_time.estimate.map_or(f64::NAN, |e| e.value / 2.0);
    let mut out = vec![in_m(speed, UNITS[0], 1.0), in_m(speed, UNITS[1], step_s), in_m(oscillation, UNITS[2], 1.0)];
    out[1].estimate = out[1].estimate.filter(|e| e.value.is_finite());
    let find = |name: &str| pass.iter().find(|m| m.name == name).and_then(|m| m.estimate);
    let times = find("contact_time_s").zip(find("flight_time_s"));
    for (name, unit) in [UNITS[3], UNITS[4]] {
        let withheld = |reason| Measure::withheld(name, unit, reason);
        let m = match (refused, times, out[0].estimate) {
            (Some(reason), ..) => withheld(reason),
            // Ten percent of contact time is twenty of stiffness: below 50 fps nothing is left of it.
            _ if c.frame_rate_hz < 49.0 => withheld(Reason::FrameRateLow),
            (None, Some((tc, tf)), Some(v)) => {
                let pick = |s: stiffness::Stiffness| if name == "leg_stiffness" { s.leg } else { s.vertical };
                let at = |tc: f64, tf: f64, v: f64, l: f64| pick(stiffness::spring_mass(tc, tf, v, l));
                let value = at(tc.value, tf.value, v.value, leg_m);
                // The 95 % limits of each input, one at a time, added in squares.
                let half_width = [
                    at(tc.value + tc.half_width, tf.value, v.value, leg_m) - value,
                    at(tc.value, tf.value + tf.half_width, v.value, leg_m) - value,
                    at(tc.value, tf.value, v.value + v.half_width, leg_m) - value,
                    at(tc.value, tf.value, v.value, leg_m * (1.0 + 1.96 * relative)) - value,
                ]
                .into_iter()
                .fold(0.0f64, f64::hypot);
                let estimate = Estimate { value, half_width, n: tc.n.min(v.n) };
                if value.is_finite() && half_width.is_finite() {
                    Measure {
                        name: name.into(),
                        unit,
                        estimate: Some(estimate),
                        grade: out[0].grade.max(Some(Grade::C)),
                        reason: out[0].reason.or(Some(Reason::FrameRateLow)),
                    }
                } else {
                    withheld(Reason::InconsistentEvents)
                }
            }
            _ => withheld(out[0].reason.unwrap_or(Reason::TooShort)),
        };
        out.push(m);
    }
    // Without displacement over the ground (treadmill, moving camera) there is no speed, whatever the scale.
    for m in &mut out[..2] {
        if m.estimate.is_none() && m.reason == Some(Reason::Gaps) {
            m.reason = Some(Reason::NoScale);
        }
    }
    out
}

/// Probability of a rearfoot strike as a measure, and all three classes.
fn foot_strike_of(pass: &[Measure]) -> (Measure, Option<[f64; 3]>) {
    let (name, unit) = ("foot_strike", "probability of rearfoot");
    let Some(angle) = pass.iter().find(|m| m.name == "foot_strike_angle_deg") else {
        return (Measure::withheld(name, unit, Reason::FeetMissing), None);
    };
    let Some(e) = angle.estimate else {
        return (Measure { name: name.into(), unit, ..angle.clone() }, None);
    };
    let p = foot_strike::probabilities(e.value, e.half_width / 1.96);
    // The classes are exclusive: the interval of a probability adds nothing to it.
    let estimate = Estimate { value: p[0], half_width: 0.0, n: e.n };
    (Measure { name: name.into(), unit, estimate: Some(estimate), ..angle.clone() }, Some(p))
}

/// Measures whose difference between the legs is reported.
const COMPARED: [&str; 6] = [
    "contact_time_s",
    "flight_time_s",
    "thigh_extension_toe_off_deg",
    "thigh_extension_peak_deg",
    "knee_drive_deg",
    "heel_recovery_deg",
];

/// Right minus left in degrees, or the symmetry index of times in percent (Robinson 1987).
fn asymmetries(legs: &[Vec<Measure>; 2]) -> Vec<Measure> {
    let find = |side: usize, name: &str| legs[side].iter().find(|m| m.name == name);
    COMPARED
        .into_iter()
        .filter_map(|name| {
            let (left, right) = (find(0, name)?, find(1, name)?);
            let is_angle = left.unit == "deg";
            let unit = if is_angle { "deg" } else { "%" };
            let out = format!("asymmetry_{}", name.trim_end_matches("_s"));
            let (Some(l), Some(r)) = (left.estimate, right.estimate) else {
                let reason = left.reason.or(right.reason).unwrap_or(Reason::FewStrides);
                return Some(Measure::withheld(out, unit, reason));
            };
            if l.n.min(r.n) < 2 {
                return Some(Measure::withheld(out, unit, Reason::FewStrides));
            }
            let both = l.half_width.hypot(r.half_width);
            let (value, half_width) = if is_angle {
                (r.value - l.value, both)
            } else {
                let mean = 0.5 * (l.value + r.value);
                (100.0 * (r.value - l.value).abs() / mean, 100.0 * both / mean)
            };
            if !(value.is_finite() && half_width.is_finite()) {
                return Some(Measure::withheld(out, unit, Reason::InconsistentEvents));
            }
            let estimate = Estimate { value, half_width, n: l.n.min(r.n) };
            // One camera sees one side better: never better than C.
            let grade = left.grade.max(right.grade).max(Some(Grade::C));
            let reason = left.reason.or(right.reason).or(Some(Reason::Occluded));
            Some(Measure { name: out, unit, estimate: Some(estimate), grade, reason })
        })
        .collect()
}
