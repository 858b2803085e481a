//! The total 95 % interval of a mean over strides.

use super::Conditions;
use super::spec::Spec;
use crate::stats::{mean, standard_deviation};

/// Error of initial contact and toe-off that does not average out over strides, s: the runner's constant (5 and
/// 6 ms, 27 force-plate runners) with the constant between laboratories and keypoint models (5 and 10 ms).
pub const EVENT_SIGMA_S: (f64, f64) = (0.0071, 0.0117);
/// Camera roll when nothing tells it, and when it was given, deg.
pub const ROLL_SIGMA_DEG: (f64, f64) = (2.0, 0.5);
/// Rolling shutter of an unknown camera, deg: 0.85 for 1000 px/s and 16 ms readout, half that as a deviation.
const ROLLING_SHUTTER_SIGMA_DEG: f64 = 0.5;
/// Below this many strides the runner's own deviation tells little and the typical one stands in.
const OWN_DEVIATION_STRIDES: usize = 3;

/// Mean with its total interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Mean over strides.
    pub value: f64,
    /// Half width of the 95 % interval.
    pub half_width: f64,
    /// Number of strides.
    pub n: usize,
}

/// Mean of the finite values with `sqrt((t u_rep)² + 4 (u_evt² + u_cam² + u_yaw² + u_pose²))`; None without a value
/// or a finite error.
pub fn estimate(values: &[f64], spec: &Spec, conditions: &Conditions) -> Option<Estimate> {
    let n = values.iter().filter(|v| v.is_finite()).count();
    if n == 0 {
        return None;
    }
    let value = mean(values.iter().copied());
    let repeat = if n < OWN_DEVIATION_STRIDES {
        1.96 * spec.stride_sd / (n as f64).sqrt()
    } else {
        student_t(n - 1) * standard_deviation(values) / (n as f64).sqrt()
    };
    let event = (spec.event_slope.0 * EVENT_SIGMA_S.0).hypot(spec.event_slope.1 * EVENT_SIGMA_S.1);
    let camera = if spec.is_vertical {
        let roll = if conditions.roll_is_known { ROLL_SIGMA_DEG.1 } else { ROLL_SIGMA_DEG.0 };
        roll.hypot(ROLLING_SHUTTER_SIGMA_DEG)
    } else {
        0.0
    };
    // Foreshortening: an angle seen at yaw psi reads atan(tan(theta) cos(psi)); its error is |theta| tan(psi) u_psi.
    let yaw = if spec.unit == "deg" {
        let (psi, sigma) = (conditions.view_angle_rad.unwrap_or(0.0), conditions.view_sigma_rad.unwrap_or(0.0));
        value.abs() * psi.abs().tan() * sigma
    } else {
        0.0
    };
    let systematic = event * event + camera * camera + yaw * yaw + spec.pose_sd * spec.pose_sd;
    let half_width = (repeat * repeat + 4.0 * systematic).sqrt();
    (value.is_finite() && half_width.is_finite()).then_some(Estimate { value, half_width, n })
}

/// Two-sided 95 % quantile of Student's t.
pub fn student_t(degrees_of_freedom: usize) -> f64 {
    /// Standard table, 1 to 30 degrees of freedom.
    const TABLE: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];
    match degrees_of_freedom {
        0 => f64::INFINITY,
        d if d <= TABLE.len() => TABLE[d - 1],
        // Cornish-Fisher in 1/d, right to 0.001 beyond the table.
        d => 1.95996 + 2.3722 / d as f64 + 2.82 / (d * d) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_t_is_continuous_at_the_end_of_its_table() {
        assert_eq!(student_t(2), 4.303);
        assert!((student_t(31) - 2.0395).abs() < 1e-3);
        assert!((student_t(1000) - 1.9623).abs() < 1e-3);
    }

    #[test]
    fn a_short_pass_uses_the_typical_deviation_and_a_longer_one_its_own() {
        let spec = &crate::measures::spec::STRIDE_TIME;
        let conditions = Conditions::default();
        let one = estimate(&[0.7], spec, &conditions).expect("a value");
        let systematic = 2.0 * spec.pose_sd;
        assert!((one.half_width - (1.96 * 0.012f64).hypot(systematic)).abs() < 1e-12);
        let three = estimate(&[0.69, 0.70, 0.71, f64::NAN], spec, &conditions).expect("values");
        assert_eq!(three.n, 3);
        assert!((three.half_width - (4.303 * 0.01 / 3f64.sqrt()).hypot(systematic)).abs() < 1e-9);
        assert!(estimate(&[f64::NAN], spec, &conditions).is_none());
    }
}
