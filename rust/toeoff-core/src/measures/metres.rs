//! Measures that need a stated scale: speed, lengths, stiffness.

use super::interval::Estimate;
use super::{Conditions, Grade, Measure, grade, stiffness};
use crate::reason::Reason;
use crate::stats::in_quadrature;

/// Speed, step length, oscillation in metres, leg and vertical stiffness.
const UNITS: [(&str, &str); 5] = [
    ("speed_mps", "m/s"),
    ("step_length_m", "m"),
    ("vertical_oscillation_m", "m"),
    ("leg_stiffness", "N/m/kg"),
    ("vertical_stiffness", "N/m/kg"),
];
/// Ten percent of contact time is twenty of stiffness: below 50 fps nothing is left of it.
const FRAME_RATE_MINIMUM_HZ: f64 = 49.0;
/// A scale with twice the error of one from the runner's height gives no value better than C: as intervals twice as wide
/// as usual.
const UNSURE_SCALE: f64 = 0.10;

/// Everything in metres, from the other measures of the pass; `speed` and `oscillation` are in leg lengths.
pub fn measures(
    pass: &[Measure],
    stride_time: &Measure,
    speed: &Measure,
    oscillation: &Measure,
    c: &Conditions,
) -> Vec<Measure> {
    let refused = c.refused.or(c.gait);
    let Some((leg_m, relative)) = c.leg_length_m else {
        let reason = refused.or(c.scale).unwrap_or(Reason::NoScale);
        return UNITS.into_iter().map(|(name, unit)| Measure::withheld(name, unit, reason)).collect();
    };
    let step_s = stride_time.estimate.map(|e| e.value / 2.0);
    let mut out = vec![
        in_metres(speed, UNITS[0], Some(leg_m), relative),
        in_metres(speed, UNITS[1], step_s.map(|s| s * leg_m), relative),
        in_metres(oscillation, UNITS[2], Some(leg_m), relative),
    ];
    // Without displacement over the ground (treadmill, moving camera) there is no speed, whatever the scale.
    if refused.is_none() && !c.camera_is_still {
        out[..2].iter_mut().for_each(|m| m.reason = Some(Reason::NoScale));
    }
    let stiff = stiffness_of(pass, &out[0], (leg_m, relative), c);
    out.extend(stiff);
    let limit = match c.scale {
        // One of them is wrong, and which one nobody knows.
        Some(Reason::ScalesDisagree) => Some((Grade::D, Reason::ScalesDisagree)),
        _ if relative > UNSURE_SCALE => Some((Grade::C, Reason::NoScale)),
        _ => None,
    };
    if let Some((worst, reason)) = limit {
        for m in out.iter_mut().filter(|m| m.grade.is_some_and(|grade| grade < worst)) {
            (m.grade, m.reason) = (Some(worst), Some(reason));
        }
    }
    out
}

/// A measure in leg lengths times the leg in metres; the scale's error is in the total interval only.
fn in_metres(m: &Measure, (name, unit): (&'static str, &'static str), factor: Option<f64>, relative: f64) -> Measure {
    let scaled = m.estimate.zip(factor).and_then(|(e, factor)| {
        let e = e.scaled(factor)?;
        let total = in_quadrature([e.total.half_width(), 1.96 * relative * e.value]);
        Estimate::symmetric(e.value, total, e.repeat.half_width(), e.n)
    });
    match scaled {
        Some(_) => Measure { name, unit, estimate: scaled, ..m.clone() },
        None => Measure::withheld(name, unit, m.reason.unwrap_or(Reason::TooShort)),
    }
}

/// Leg and vertical stiffness, N/m/kg.
fn stiffness_of(pass: &[Measure], speed: &Measure, leg: (f64, f64), c: &Conditions) -> [Measure; 2] {
    let find = |name: &str| pass.iter().find(|m| m.name == name);
    let inputs = [find("contact_time_s"), find("flight_time_s"), Some(speed)];
    let missing = inputs.iter().flatten().find(|m| m.estimate.is_none());
    [(UNITS[3], true), (UNITS[4], false)].map(|((name, unit), is_leg)| {
        let withheld = |reason| Measure::withheld(name, unit, reason);
        if let Some(reason) = c.refused.or(c.gait) {
            return withheld(reason);
        }
        if c.frame_rate_hz < FRAME_RATE_MINIMUM_HZ {
            return withheld(Reason::FrameRateLow);
        }
        if let Some(missing) = missing {
            return withheld(missing.reason.unwrap_or(Reason::TooShort));
        }
        let [Some(tc), Some(tf), Some(v)] = inputs.map(|m| m.and_then(|m| m.estimate)) else {
            return withheld(Reason::TooShort);
        };
        let Some(estimate) = propagated([tc, tf, v], leg, is_leg) else {
            return withheld(Reason::InconsistentEvents);
        };
        let (grade, reason) = grade::derived(inputs.into_iter().flatten());
        Measure { name, unit, estimate: Some(estimate), grade, reason }
    })
}

/// Stiffness with the 95 % limits of each input, one at a time, added in squares. An event told late lengthens contact
/// and shortens flight by as much, so the two move together. Of both limits of an input that counts which does more:
/// vertical stiffness is least where contact takes 0.85 of a step, and hardly moves to one side there.
fn propagated([tc, tf, v]: [Estimate; 3], (leg_m, relative): (f64, f64), is_leg: bool) -> Option<Estimate> {
    let at = |tc: f64, tf: f64, v: f64, l: f64| {
        let s = stiffness::spring_mass(tc, tf, v, l);
        if is_leg { s.leg } else { s.vertical }
    };
    let value = at(tc.value, tf.value, v.value, leg_m);
    let farther =
        |to: &dyn Fn(f64) -> f64, by: f64| [by, -by].map(|by| (to(by) - value).abs()).into_iter().fold(0.0, worse);
    let half_width = |contact: f64, speed: f64, scale: f64| {
        [
            farther(&|by| at(tc.value + by, tf.value - by, v.value, leg_m), contact),
            farther(&|by| at(tc.value, tf.value, v.value + by, leg_m), speed),
            farther(&|by| at(tc.value, tf.value, v.value, leg_m * (1.0 + by)), scale),
        ]
        .into_iter()
        .fold(0.0f64, f64::hypot)
    };
    let total = half_width(tc.total.half_width(), v.total.half_width(), 1.96 * relative);
    let repeat = half_width(tc.repeat.half_width(), v.repeat.half_width(), 0.0);
    Estimate::symmetric(value, total, repeat, tc.n.min(v.n))
}

/// The larger of two, NaN where one is.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || a >= b { a } else { b }
}
