//! Differences between the legs.

use super::interval::{Estimate, Interval};
use super::{Measure, grade};
use crate::reason::Reason;
use crate::stats::in_quadrature;

/// Measures whose difference between the legs is reported, and its name.
const COMPARED: [(&str, &str); 6] = [
    ("contact_time_s", "asymmetry_contact_time"),
    ("flight_time_s", "asymmetry_flight_time"),
    ("thigh_extension_toe_off_deg", "asymmetry_thigh_extension_toe_off_deg"),
    ("thigh_extension_peak_deg", "asymmetry_thigh_extension_peak_deg"),
    ("knee_drive_deg", "asymmetry_knee_drive_deg"),
    ("heel_recovery_deg", "asymmetry_heel_recovery_deg"),
];
/// Fewest strides of each leg.
const STRIDES_MINIMUM: usize = 2;

/// Right minus left in degrees, or the symmetry index `100 |R - L| / mean` of times in percent (Robinson 1987).
pub fn asymmetries(legs: &[Vec<Measure>; 2]) -> Vec<Measure> {
    let find = |side: usize, name: &str| legs[side].iter().find(|m| m.name == name);
    COMPARED.into_iter().filter_map(|(of, name)| Some(difference(name, find(0, of)?, find(1, of)?))).collect()
}

fn difference(name: &'static str, left: &Measure, right: &Measure) -> Measure {
    let is_angle = left.unit == "deg";
    let unit = if is_angle { "deg" } else { "%" };
    let (Some(l), Some(r)) = (left.estimate, right.estimate) else {
        let missing = if left.estimate.is_none() { left } else { right };
        return Measure::withheld(name, unit, missing.reason.unwrap_or(Reason::FewStrides));
    };
    let n = l.n.min(r.n);
    if n < STRIDES_MINIMUM {
        return Measure::withheld(name, unit, Reason::FewStrides);
    }
    let difference = r.value - l.value;
    let repeat = in_quadrature([l.repeat.half_width(), r.repeat.half_width()]);
    let half_widths = [in_quadrature([l.of_one_leg, r.of_one_leg]), repeat];
    let estimate = if is_angle {
        Estimate::symmetric(difference, half_widths[0], half_widths[1], n)
    } else {
        percent(difference, 0.5 * (l.value + r.value), half_widths, n)
    };
    let Some(estimate) = estimate else {
        return Measure::withheld(name, unit, Reason::InconsistentEvents);
    };
    let (grade, reason) = grade::derived([left, right]);
    Measure { name, unit, estimate: Some(estimate), grade, reason }
}

/// An index without a sign is not below zero, nor is its interval.
fn percent(difference: f64, mean: f64, half_widths: [f64; 2], n: usize) -> Option<Estimate> {
    let factor = 100.0 / mean;
    let e = Estimate::symmetric(difference.abs() * factor, half_widths[0] * factor, half_widths[1] * factor, n)?;
    let from_zero = |i: Interval| i.within(0.0, f64::INFINITY);
    Some(Estimate { total: from_zero(e.total), repeat: from_zero(e.repeat), ..e })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Grade;

    fn one(name: &'static str, unit: &'static str, value: f64, n: usize) -> Measure {
        let estimate = Estimate::symmetric(value, 0.03 * value, 0.004 * value, n);
        Measure { name, unit, estimate, grade: Some(Grade::A), reason: None }
    }

    #[test]
    fn times_give_the_symmetry_index_and_angles_their_difference() {
        let legs = |l: f64, r: f64, n| {
            [l, r].map(|v| vec![one("contact_time_s", "s", v / 100.0, n), one("knee_drive_deg", "deg", v, n)])
        };
        let [time, angle] = &asymmetries(&legs(24.0, 25.0, 3))[..] else { panic!("two measures") };
        let (t, a) = (time.estimate.expect("seen"), angle.estimate.expect("seen"));
        assert!((t.value - 100.0 / 24.5).abs() < 1e-12 && t.total.low == 0.0 && t.repeat.low > 0.0, "{t:?}");
        assert!((a.value - 1.0).abs() < 1e-12 && (a.total.half_width() - 0.03 * 24f64.hypot(25.0)).abs() < 1e-12);
        let swapped = asymmetries(&legs(25.0, 24.0, 3));
        assert_eq!(swapped[0].estimate, time.estimate);
        assert_eq!(swapped[1].estimate.map(|e| e.value), Some(-a.value));
        assert_eq!(asymmetries(&legs(24.0, 25.0, 1))[0].reason, Some(Reason::FewStrides));
    }
}
