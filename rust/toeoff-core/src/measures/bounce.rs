//! Vertical oscillation against the bounce that contact and flight time ask for.
//!
//! A camera that moves up and down once a step moves the hips in the picture and leaves everything else as it is: no
//! foot on the ground tells it. But a body that is carried for the contact time and falls for the flight time goes up
//! and down by what gravity makes of both ([`stiffness`](super::stiffness)).
//! On 87 force-plate runs of 27 runners (2 to 5 m/s, contact and flight time as measured here) the oscillation told is
//! 1.02 times that, with a standard deviation of 0.12, at least 0.71 and at most 1.31 times (own measurement).

use super::grade::by_width;
use super::interval::{Estimate, NORMAL, usual_half_width};
use super::spec::VERTICAL_OSCILLATION;
use super::{Conditions, Measure, stiffness};
use crate::reason::Reason;
use crate::stats::in_quadrature;

/// Thigh and shank of an adult, m, where no scale tells them.
const LEG_M: f64 = 0.85;
/// What is told, as a part of what is asked for, of a runner before a camera that stands: beyond the force-plate runs by
/// what a leg of 0.70 to 0.95 m changes.
const PART: std::ops::RangeInclusive<f64> = 0.60..=1.60;

/// The measure, as sure as the bounce that the times of the pass ask for lets it be, or withheld where they contradict
/// each other. Without these times it stays as it is.
pub fn against_times(oscillation: Measure, pass: &[Measure], c: &Conditions) -> Measure {
    let told = |name: &str| pass.iter().find(|m| m.name == name)?.estimate.map(|e| e.value);
    let (Some(estimate), Some(contact_s), Some(flight_s)) =
        (oscillation.estimate, told("contact_time_s"), told("flight_time_s"))
    else {
        return oscillation;
    };
    let asked = asked_for(contact_s, flight_s.max(0.0), c.leg_length_m.map_or(LEG_M, |(leg_m, _)| leg_m));
    if !PART.contains(&(estimate.value / asked)) {
        return Measure::withheld(oscillation.name, oscillation.unit, Reason::CameraNotStill);
    }
    // Two opinions leave half of what lies between them open, all of it where nobody said that the camera stands.
    let share = if c.is_said_to_stand { 0.5 } else { 1.0 };
    let open = NORMAL * share * (estimate.value - asked).abs();
    let total = in_quadrature([estimate.total.half_width(), open]);
    let wider = Estimate::symmetric(estimate.value, total, estimate.repeat.half_width(), estimate.n);
    let Some(grade) = oscillation.grade else { return oscillation };
    let (grade, reason) = by_width((grade, oscillation.reason), total, usual_half_width(&VERTICAL_OSCILLATION));
    Measure { estimate: wider, grade: Some(grade), reason, ..oscillation }
}

/// Range of the height of a body that is carried for the contact time and falls for the flight time, leg lengths.
fn asked_for(contact_s: f64, flight_s: f64, leg_m: f64) -> f64 {
    // The drop does not depend on the speed.
    let drop_m = stiffness::spring_mass(contact_s, flight_s, 0.0, leg_m).drop_m;
    (drop_m + stiffness::G * flight_s * flight_s / 8.0) / leg_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::grade::Grade;

    fn pass(contact_s: f64, flight_s: f64) -> Vec<Measure> {
        let time = |name, value| Measure {
            name,
            unit: "s",
            estimate: Estimate::symmetric(value, 0.01, 0.005, 4),
            grade: Some(Grade::A),
            reason: None,
        };
        vec![time("contact_time_s", contact_s), time("flight_time_s", flight_s)]
    }

    fn told(value: f64) -> Measure {
        let estimate = Estimate::symmetric(value, 0.01, 0.005, 4);
        Measure {
            name: "vertical_oscillation_ratio",
            unit: "leg lengths",
            estimate,
            grade: Some(Grade::A),
            reason: None,
        }
    }

    #[test]
    fn a_body_asks_for_what_gravity_makes_of_its_times() {
        // 70 kg, flight 0.10 s, contact 0.25 s: it drops by 60 mm (Morin et al. 2005), and rises by 12 mm in the air.
        assert!((asked_for(0.25, 0.1, 0.93) - 0.0723 / 0.93).abs() < 5e-4);
        assert!((asked_for(0.25, 0.1, 0.465) - 2.0 * asked_for(0.25, 0.1, 0.93)).abs() < 1e-12);
    }

    #[test]
    fn what_agrees_stays_about_as_sure_and_what_does_not_is_less_sure_or_withheld() {
        let c = Conditions { is_said_to_stand: true, ..Default::default() };
        let asked = asked_for(0.25, 0.1, LEG_M);
        let same = against_times(told(asked), &pass(0.25, 0.1), &c);
        assert!((same.estimate.expect("told").total.half_width() - 0.01).abs() < 1e-12);
        let off = against_times(told(1.4 * asked), &pass(0.25, 0.1), &c);
        let total = off.estimate.expect("told").total;
        assert!(total.low < asked * 1.05 && off.grade > Some(Grade::B), "{off:?}");
        let unsaid = against_times(told(1.4 * asked), &pass(0.25, 0.1), &Conditions::default());
        assert!(unsaid.estimate.expect("told").total.low < asked * 0.7 && unsaid.grade > off.grade, "{unsaid:?}");
        for part in [0.5, 2.0] {
            let withheld = against_times(told(part * asked), &pass(0.25, 0.1), &c);
            assert_eq!((withheld.estimate, withheld.reason), (None, Some(Reason::CameraNotStill)));
        }
    }

    #[test]
    fn without_times_it_stays_as_it_is_and_a_stated_leg_counts() {
        assert_eq!(against_times(told(0.3), &[], &Conditions::default()), told(0.3));
        let short = Conditions { leg_length_m: Some((0.5, 0.05)), ..Default::default() };
        let value = asked_for(0.25, 0.1, 0.5);
        assert!(against_times(told(value), &pass(0.25, 0.1), &short).estimate.is_some());
        assert!(against_times(told(value), &pass(0.25, 0.1), &Conditions::default()).estimate.is_none());
    }
}
