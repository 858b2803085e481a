//! Rearfoot, midfoot or forefoot: probabilities from the landing leg.
//!
//! An ordered logit: `eta = foot * foot strike angle + knee * knee flexion at contact` (deg), and
//! `P(rearfoot) = 1 / (1 + exp(b - eta))`, likewise for rearfoot or midfoot with a lower bound. Forefoot runners land
//! with the foot level or toe down and the knee more bent (Lieberman et al. 2010, Nature 463:531). What strides leave
//! uncertain flattens the probabilities: with `s²` the variance of `eta`, its distance to a bound counts
//! `1 / sqrt(1 + pi s² / 8)` (MacKay 1992, Neural Comput 4:720).

use super::interval::{Estimate, Interval};
use super::strike_coefficients::MODEL;
use super::{Grade, Measure};
use crate::reason::Reason;

/// Weights per degree, and the bounds below which a landing is no longer a rearfoot one, no longer a midfoot one.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "named in the formula above")]
pub struct Model {
    pub foot: f64,
    pub knee: f64,
    pub bounds: [f64; 2],
}

/// Names of the classes, in the order of the probabilities.
pub const CLASSES: [&str; 3] = ["rearfoot", "midfoot", "forefoot"];
/// What a strike is called when no class is likely enough.
pub const UNCERTAIN: &str = "uncertain";
/// One standard deviation of the foot strike angle of toes that slide along the shoe, deg: that of BlazePose's near foot is
/// 7 to 15 too small on rendered runners, before every camera.
pub const SLIDING_TOE_SIGMA_DEG: f64 = 8.0;
/// Probability from which on a class is told (SCIENCE: label "uncertain" if max p < 0.8).
const TOLD: f64 = 0.8;

/// Probability of rearfoot, midfoot and forefoot strike for a foot strike angle and a knee flexion at contact, each
/// with the standard error that its strides leave, deg.
pub fn probabilities(foot_deg: [f64; 2], knee_deg: [f64; 2]) -> [f64; 3] {
    let eta = MODEL.foot * foot_deg[0] + MODEL.knee * knee_deg[0];
    let sigma = (MODEL.foot * foot_deg[1]).hypot(MODEL.knee * knee_deg[1]);
    let flattened = (1.0 + std::f64::consts::PI / 8.0 * sigma * sigma).sqrt();
    let [rearfoot, not_forefoot] = MODEL.bounds.map(|b| 1.0 / (1.0 + ((b - eta) / flattened).exp()));
    [rearfoot, not_forefoot - rearfoot, 1.0 - not_forefoot]
}

/// The class that is told, or that none is.
pub fn class(probabilities: [f64; 3]) -> &'static str {
    probabilities.into_iter().zip(CLASSES).find(|(p, _)| *p >= TOLD).map_or(UNCERTAIN, |(_, name)| name)
}

/// Probability of a rearfoot strike as a measure, and all three classes, from the measures of a leg or a pass.
///
/// Its interval is that of the foot strike angle: the probability at either end. `toes_slide` says that the angle is of
/// toes that slide along the shoe.
pub fn measure(measures: &[Measure], toes_slide: bool) -> (Measure, Option<[f64; 3]>) {
    let (name, unit) = ("foot_strike", "probability of rearfoot");
    let find = |name: &str| measures.iter().find(|m| m.name == name);
    let (Some(foot), Some(knee)) = (find("foot_strike_angle_deg"), find("knee_flexion_contact_deg")) else {
        return (Measure::withheld(name, unit, Reason::FeetMissing), None);
    };
    let (Some(f), Some(k)) = (foot.estimate, knee.estimate) else {
        let reason = foot.reason.filter(|_| foot.estimate.is_none()).or(knee.reason).unwrap_or(Reason::Gaps);
        return (Measure::withheld(name, unit, reason), None);
    };
    let error = |e: Estimate| e.repeat.half_width() / 1.96;
    let toe = if toes_slide { SLIDING_TOE_SIGMA_DEG } else { 0.0 };
    let p = probabilities([f.value, error(f).hypot(toe)], [k.value, error(k)]);
    let at = |angle_deg: f64| probabilities([angle_deg, 0.0], [k.value, 0.0])[0];
    let ends = |i: Interval| Interval { low: at(i.low).min(p[0]), high: at(i.high).max(p[0]) };
    let (total, repeat) = (ends(f.total), ends(f.repeat));
    let estimate = Estimate { value: p[0], total, repeat, n: f.n.min(k.n), of_one_leg: total.half_width() };
    let worst: (Option<Grade>, Option<Reason>) =
        if knee.grade > foot.grade { (knee.grade, knee.reason) } else { (foot.grade, foot.reason) };
    (Measure { name, unit, estimate: Some(estimate), grade: worst.0, reason: worst.1 }, Some(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one_and_follow_the_angle() {
        let mut before = 0.0;
        for angle in [-40.0, 0.0, 5.0, 10.0, 18.0, 40.0] {
            let p = probabilities([angle, 4.0], [16.0, 2.0]);
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12 && p.iter().all(|x| *x >= 0.0), "{p:?}");
            assert!(p[0] > before, "{p:?}");
            before = p[0];
        }
        assert!(probabilities([20.0, 1.0], [14.0, 1.0])[0] > 0.9);
        assert!(probabilities([2.0, 1.0], [25.0, 1.0])[0] < 0.05);
    }

    #[test]
    fn what_is_uncertain_is_told_so() {
        let (sure, unsure) = (probabilities([20.0, 0.5], [14.0, 0.5]), probabilities([20.0, 20.0], [14.0, 20.0]));
        assert!(sure[0] > unsure[0] && unsure[0] > 0.5);
        assert_eq!((class(sure), class(unsure)), ("rearfoot", UNCERTAIN));
        assert_eq!(class(probabilities([-5.0, 0.5], [28.0, 0.5])), "forefoot");
    }
}
