//! The 95 % intervals of a mean over strides: of its repeatability, and in total.

use super::Conditions;
use super::foot_strike::SLIDING_TOE_SIGMA_DEG;
use super::spec::{Needs, Spec, Timing};
use crate::roll::UNKNOWN_SIGMA_DEG;
use crate::stats::{Moments, in_quadrature};

/// Error of initial contact and toe-off where the events tell none, s: what stays with the runner on average over 27
/// force-plate runners, cross-validated.
const RUNNER_SIGMA_S: [f64; 2] = [0.005, 0.006];
/// What separates laboratories and keypoint models, s: the events of one laboratory told from the other's runners are
/// 5-9 ms out at contact and 11-13 ms at toe-off, half of it as a deviation.
const LABORATORY_SIGMA_S: [f64; 2] = [0.005, 0.010];
/// Rolling shutter of an unknown camera, deg: 0.85 for 1000 px/s and 16 ms readout, half that as a deviation.
const ROLLING_SHUTTER_SIGMA_DEG: f64 = 0.5;
/// Below this many strides the runner's own deviation tells little and the typical one stands in.
const OWN_DEVIATION_STRIDES: usize = 3;
/// From this many strides on, the runner's own deviation tells more than a cohort's: its t is within 12 % of the normal.
const FEW_STRIDES: usize = 12;
/// Loss of degrees of freedom where neighbours share half of their stride: correlated by 0.5, the variance of `n` of
/// them has the spread of `n / (1 + 2 * 0.5²)` independent ones (Bartlett 1946, J R Stat Soc Suppl 8:27).
const SHARED_HALF: f64 = 1.5;
/// Two strides of a leg whose standard deviation is more than this many typical ones, 11 apart, were not both read at
/// the event. Of 12,000 pairs of 27 force-plate runners at 30 and 60 fps, with up to 20 mm of noise and exchanged legs,
/// one is (own measurement).
const CONTRADICTORY: f64 = 8.0;
/// Two-sided 95 % quantile of the normal distribution.
pub const NORMAL: f64 = 1.959_964;

/// From low to high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// As far to either side.
    pub fn about(value: f64, half_width: f64) -> Self {
        Self { low: value - half_width, high: value + half_width }
    }

    /// Half of its width.
    pub fn half_width(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// Cut to what can be.
    pub fn within(self, low: f64, high: f64) -> Self {
        Self { low: self.low.clamp(low, high), high: self.high.clamp(low, high) }
    }
}

/// Mean with its intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Mean over strides.
    pub value: f64,
    /// Everything that may be wrong with it.
    pub total: Interval,
    /// Where the mean of very many strides by the same runner before the same camera lies.
    pub repeat: Interval,
    /// Number of strides.
    pub n: usize,
    /// Half width of the total interval without the part that both legs have in common.
    pub of_one_leg: f64,
}

impl Estimate {
    /// With intervals as wide to either side; None when a number is not finite.
    pub fn symmetric(value: f64, total: f64, repeat: f64, n: usize) -> Option<Self> {
        let (total_about, repeat_about) = (Interval::about(value, total), Interval::about(value, repeat));
        let out = Self { value, total: total_about, repeat: repeat_about, n, of_one_leg: total };
        [value, total, repeat].iter().all(|v| v.is_finite()).then_some(out)
    }

    /// In another unit.
    pub fn scaled(self, factor: f64) -> Option<Self> {
        let half_widths = [self.total, self.repeat].map(|i| i.half_width() * factor.abs());
        Self::symmetric(self.value * factor, half_widths[0], half_widths[1], self.n)
    }
}

/// What a mean is taken of.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The value of every stride, NaN where it could not be told.
    pub values: Moments,
    /// The same without what strides were made to share, for their spread.
    pub alone: Moments,
    /// Whether a stride has none because points were not seen where it would be read.
    pub is_in_gap: bool,
    /// How many strides share each instant: 1 where they lie apart, up to 2 where each foot's overlap the other's.
    pub overlap: f64,
    /// Error of initial contact and toe-off in this pass, s; NaN where not told.
    pub event_sigma_s: [f64; 2],
    /// Root mean square of the errors of its own events, contact or toe-off, whichever is worse, s: one event in doubt
    /// counts, and counts less among many. NaN when unknown.
    pub worst_sigma_s: f64,
}

impl Sample {
    /// Whether two strides are all that is told, and one of them was read at a wrong event: nothing tells which.
    pub fn contradicts_itself(&self, spec: &Spec) -> bool {
        spec.timing == Timing::AtEvent
            && self.alone.n == 2
            && self.alone.standard_deviation() > CONTRADICTORY * spec.stride_sd
    }
}

/// Mean of the finite values with both intervals; None without a value or a finite error.
///
/// Repeatability is `t s / sqrt(n)`: the runner's own deviation with Student's t from three strides on, below twelve the
/// cohort's where it was stated, and below three that, or else the typical one, or the runner's where it is larger. The
/// total interval is `sqrt((t u_rep)² + 1.96² (u_evt² + u_cam² + u_yaw² + u_pose²))`.
pub fn estimate(sample: &Sample, spec: &Spec, conditions: &Conditions) -> Option<Estimate> {
    let (n, value) = (sample.values.n, sample.values.mean);
    if n == 0 {
        return None;
    }
    let own = sample.alone.standard_deviation();
    let repeat = repeat_half_width(n as f64, own, sample.overlap, spec, conditions);
    let own = NORMAL * own_systematic(value, sample.event_sigma_s, spec, conditions);
    let of_one_leg = in_quadrature([repeat, own]);
    let total = in_quadrature([of_one_leg, NORMAL * shared(spec, conditions)]);
    Some(Estimate { of_one_leg, ..Estimate::symmetric(value, total, repeat, n)? })
}

/// Half width of the repeatability interval of `n` strides (not whole where they were weighted) that deviate by `own`.
pub fn repeat_half_width(n: f64, own: f64, overlap: f64, spec: &Spec, conditions: &Conditions) -> f64 {
    let apart = n / overlap;
    if apart < OWN_DEVIATION_STRIDES as f64 {
        // Few strides that lie further apart than a runner's do tell of an event or a pose that is wrong.
        return typical_half_width(apart, spec, conditions).max(NORMAL * own / apart.sqrt());
    }
    if conditions.stride_sd[spec.value as usize].is_some() && apart < FEW_STRIDES as f64 {
        return typical_half_width(apart, spec, conditions);
    }
    student_t((n - 1.0) / if overlap > 1.0 { SHARED_HALF } else { 1.0 }) * own / apart.sqrt()
}

/// The same for strides that deviate as a cohort's do where that was stated, else as is typical.
pub fn typical_half_width(apart: f64, spec: &Spec, conditions: &Conditions) -> f64 {
    NORMAL * conditions.stride_sd[spec.value as usize].unwrap_or(spec.stride_sd) / apart.sqrt()
}

/// Half width of the total interval of an ordinary pass, by which a wide one is told: three strides that deviate as is
/// typical, events as good as on the force-plate runs, seen squarely by a camera of unknown roll.
pub fn usual_half_width(spec: &Spec) -> f64 {
    let ordinary = Conditions::default();
    let systematic = [own_systematic(0.0, [f64::NAN; 2], spec, &ordinary), shared(spec, &ordinary)];
    NORMAL * in_quadrature([spec.stride_sd / 3f64.sqrt(), in_quadrature(systematic)])
}

/// One standard deviation of the error that both legs have in common, and no number of strides averages out: how the
/// camera is turned, and what separates this laboratory's and keypoint model's events from the plates of the tables.
fn shared(spec: &Spec, conditions: &Conditions) -> f64 {
    let roll = conditions.roll_sigma_deg.unwrap_or(UNKNOWN_SIGMA_DEG);
    let camera = spec.per_roll_deg * in_quadrature([roll, ROLLING_SHUTTER_SIGMA_DEG]);
    let [contact, toe_off] = LABORATORY_SIGMA_S;
    in_quadrature([camera, spec.event_slope.0 * contact, spec.event_slope.1 * toe_off])
}

/// One standard deviation of the error that stays with a leg: its events, its view, its keypoints.
fn own_systematic(value: f64, event_sigma_s: [f64; 2], spec: &Spec, conditions: &Conditions) -> f64 {
    let [contact, toe_off] = [0, 1].map(|i| {
        let told = Some(event_sigma_s[i]).filter(|s| s.is_finite());
        told.unwrap_or(RUNNER_SIGMA_S[i])
    });
    // What is left of foreshortening: an angle seen at yaw psi reads atan(tan(theta) cos(psi)), so that its error is
    // |theta| tan(psi) u_psi, and near 0, where that vanishes, |theta| u_psi² / 2.
    let yaw = if spec.unit == "deg" {
        let (psi, sigma) = (conditions.view_angle_rad.unwrap_or(0.0), conditions.view_sigma_rad.unwrap_or(0.0));
        value.abs() * in_quadrature([psi.tan() * sigma, sigma * sigma / 2.0])
    } else {
        0.0
    };
    let sway = if spec.needs == Needs::StillPicture { conditions.picture_sway.unwrap_or(0.0) } else { 0.0 };
    let slides = spec.needs == Needs::Feet && conditions.toes_slide;
    let toe = if slides { SLIDING_TOE_SIGMA_DEG } else { 0.0 };
    in_quadrature([spec.event_slope.0 * contact, spec.event_slope.1 * toe_off, yaw, sway, toe, spec.pose_sd])
}

/// Two-sided 95 % quantile of Student's t, linear between whole degrees of freedom; those below one count as one.
pub fn student_t(degrees_of_freedom: f64) -> f64 {
    /// Standard table, 1 to 30 degrees of freedom.
    const TABLE: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];
    let d = degrees_of_freedom.max(1.0);
    // Cornish-Fisher in 1/d, right to 0.001 beyond the table.
    let beyond = NORMAL + 2.3722 / d + 2.82 / (d * d);
    match TABLE.get(d as usize - 1..=d as usize) {
        Some(&[below, above]) => below + d.fract() * (above - below),
        _ => beyond,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::spec::STRIDE_TIME;

    fn sample(values: &[f64]) -> Sample {
        let moments = Moments::of(values.iter().copied());
        Sample {
            values: moments,
            alone: moments,
            is_in_gap: false,
            overlap: 1.0,
            event_sigma_s: [f64::NAN; 2],
            worst_sigma_s: f64::NAN,
        }
    }

    #[test]
    fn student_t_is_continuous_at_the_end_of_its_table() {
        assert_eq!((student_t(2.0), student_t(0.5)), (4.303, 12.706));
        assert!((student_t(2.5) - 3.7425).abs() < 1e-12);
        assert!((student_t(30.0) - 2.0423).abs() < 1e-3 && (student_t(31.0) - 2.0395).abs() < 1e-3);
        assert!((student_t(1000.0) - 1.9623).abs() < 1e-3);
    }

    #[test]
    fn a_short_pass_uses_the_typical_deviation_and_a_longer_one_its_own() {
        let (spec, conditions) = (&STRIDE_TIME, Conditions::default());
        let one = estimate(&sample(&[0.7]), spec, &conditions).expect("a value");
        assert!((one.repeat.half_width() - NORMAL * spec.stride_sd).abs() < 1e-12);
        let three = estimate(&sample(&[0.69, 0.70, 0.71, f64::NAN]), spec, &conditions).expect("values");
        assert_eq!(three.n, 3);
        assert!((three.repeat.half_width() - 4.303 * 0.01 / 3f64.sqrt()).abs() < 1e-9);
        assert!(estimate(&sample(&[f64::NAN]), spec, &conditions).is_none());
    }

    #[test]
    fn two_strides_further_apart_than_is_typical_widen_their_interval() {
        let (spec, conditions) = (&STRIDE_TIME, Conditions::default());
        let half_width = |apart_s: f64| {
            let strides = sample(&[0.7 - apart_s / 2.0, 0.7 + apart_s / 2.0]);
            estimate(&strides, spec, &conditions).expect("values").repeat.half_width()
        };
        let typical = NORMAL * spec.stride_sd / 2f64.sqrt();
        assert!((half_width(spec.stride_sd) - typical).abs() < 1e-12);
        // Of two values that are `d` apart the mean has a standard error of `d / 2`.
        assert!((half_width(0.2) - NORMAL * 0.1).abs() < 1e-9);
    }

    #[test]
    fn two_strides_read_at_different_instants_contradict_each_other() {
        let of = |name: &str, values: &[f64]| {
            let spec = crate::measures::spec::SPECS.iter().find(|s| s.name == name).expect("a measure");
            sample(values).contradicts_itself(spec)
        };
        assert!(of("thigh_extension_toe_off_deg", &[24.0, -3.0]));
        assert!(!of("thigh_extension_toe_off_deg", &[24.0, 8.0]));
        // Three widen their own interval.
        assert!(!of("thigh_extension_toe_off_deg", &[24.0]) && !of("thigh_extension_toe_off_deg", &[24.0, -3.0, 23.0]));
        // A sprinter rises from step to step.
        assert!(!of("trunk_lean_deg", &[44.0, 30.0]));
    }

    #[test]
    fn a_pooled_deviation_counts_below_twelve_strides() {
        let mut conditions = Conditions::default();
        conditions.stride_sd[STRIDE_TIME.value as usize] = Some(0.02);
        let half_width = |n: usize| {
            let values: Vec<f64> = (0..n).map(|i| 0.7 + 0.001 * i as f64).collect();
            estimate(&sample(&values), &STRIDE_TIME, &conditions).expect("values").repeat.half_width()
        };
        assert!((half_width(4) - NORMAL * 0.01).abs() < 1e-9);
        assert!(half_width(12) < 0.003);
    }

    #[test]
    fn events_in_doubt_widen_the_total_interval_only() {
        let spec = crate::measures::spec::SPECS.iter().find(|s| s.name == "contact_time_s").expect("a measure");
        let of = |sigma_s: f64| {
            let doubtful = Sample { event_sigma_s: [sigma_s; 2], ..sample(&[0.24, 0.25, 0.25]) };
            estimate(&doubtful, spec, &Conditions::default()).expect("values")
        };
        assert!(of(f64::NAN).total.half_width() > of(0.004).total.half_width());
        assert!(of(0.030).total.half_width() > 0.08 && of(0.030).repeat == of(0.004).repeat);
    }
}
