//! Stride time of a pass, weighted by what is known of its events, and cadence.

use super::grade::{Grade, grade};
use super::interval::{Estimate, Interval, repeat_half_width, typical_half_width};
use super::own_times::{Rows, following};
use super::spec::STRIDE_TIME;
use super::{Conditions, Measure, overlap};
use crate::reason::Reason;
use crate::stats;
use crate::strides::{Stride, Value};

/// Whole strides from which on their own mean tells the stride time as well as the repetition does; below, the two
/// cuts of the pass weigh on the events, not on the repetition.
const STRIDES_ENOUGH: usize = 6;
/// A stride beyond this many scaled median deviations from the median is left out: one event told wrong moves a plain
/// mean by more than all the strides together are uncertain.
const OUTLYING: f64 = 3.0;
/// Median absolute deviation to standard deviation, for normal errors.
const SCALED: f64 = 1.4826;

/// The stride time of a pass: from its strides where there are enough, else from how its motion repeats. `plain` is their
/// mean, graded or withheld by the common rule.
pub fn stride_time(plain: Measure, rows: &Rows<'_>, c: &Conditions) -> Measure {
    let n = plain.estimate.map_or(0, |e| e.n);
    if n >= STRIDES_ENOUGH {
        return Measure { estimate: weighted(rows, c).or(plain.estimate), ..plain };
    }
    if let Some(reason) = c.refused.or(c.gait) {
        return Measure::withheld(plain.name, plain.unit, reason);
    }
    let Some(repetition) = c.repetition else {
        return Measure::withheld(plain.name, plain.unit, Reason::TooShort);
    };
    let value = 2.0 * repetition.step_time_s;
    // It knows these strides better than they tell of others.
    let apart = n.max(1) as f64 / overlap_of(rows);
    let error = 1.96 * repetition.relative_error(c.duration_s) * value;
    let half_width = error.max(typical_half_width(apart, &STRIDE_TIME, c));
    // Two steps are no stride: one value, and the lowest grade.
    let (grade, reason) = match plain.grade {
        Some(_) => (plain.grade, plain.reason),
        None => match grade(1, f64::NAN, &STRIDE_TIME, c) {
            Ok(_) => (Some(Grade::D), Some(Reason::FewStrides)),
            Err(reason) => return Measure::withheld(plain.name, plain.unit, reason),
        },
    };
    match Estimate::symmetric(value, half_width, half_width, n) {
        Some(estimate) => Measure { estimate: Some(estimate), grade, reason, ..plain },
        None => Measure::withheld(plain.name, plain.unit, Reason::TooShort),
    }
}

fn overlap_of(rows: &Rows<'_>) -> f64 {
    overlap(rows.strides.iter().filter(|s| s.value(Value::StrideTime).is_finite()).map(|s| s.side))
}

/// Mean of the stride times, each weighted by the typical deviation between strides and the error of its events, without
/// those far from the median.
fn weighted(rows: &Rows<'_>, conditions: &Conditions) -> Option<Estimate> {
    let time = |i: usize| rows.strides[i].value(Value::StrideTime);
    let all = 0..rows.strides.len();
    let median = stats::median(all.clone().map(time));
    let limit = OUTLYING * SCALED * stats::median(all.clone().map(|i| (time(i) - median).abs()));
    let kept = all.filter(|&i| (time(i) - median).abs() <= limit);
    let weight = |i: usize| {
        let error = event_error_s(rows.strides, i);
        1.0 / (STRIDE_TIME.stride_sd * STRIDE_TIME.stride_sd + error * error)
    };
    let (mut sum, mut squares, mut value, mut alone) = (0.0, 0.0, 0.0, 0.0);
    for i in kept.clone() {
        let w = weight(i);
        sum += w;
        squares += w * w;
        value += w * time(i);
        alone += w * rows.alone(i, Value::StrideTime);
    }
    (value, alone) = (value / sum, alone / sum);
    // As many strides of equal weight (Kish 1965).
    let n = sum * sum / squares;
    let spread: f64 =
        kept.clone().map(|i| weight(i) * (rows.alone(i, Value::StrideTime) - alone).powi(2)).sum::<f64>() / sum;
    let own = (spread * n / (n - 1.0)).sqrt();
    let overlap = overlap(kept.clone().map(|i| rows.strides[i].side));
    let half_width = repeat_half_width(n, own, overlap, &STRIDE_TIME, conditions);
    // Where the strides are too few to show it, events in doubt say what they may be wrong by.
    let told =
        1.96 * (kept.clone().map(|i| (weight(i) * event_error_s(rows.strides, i)).powi(2)).sum::<f64>()).sqrt() / sum;
    let half_width = if n / overlap < 3.0 { half_width.max(told) } else { half_width };
    Estimate::symmetric(value, half_width, half_width, kept.count())
}

/// Error of a stride time from the errors of its events, s: contact to contact and toe-off to toe-off, or the one of them
/// that is told.
fn event_error_s(strides: &[Stride], i: usize) -> f64 {
    let next = following(strides, i);
    let both = [0, 1].map(|event| {
        let sigma = |s: &Stride| s.timing[event].map(|t| t.sigma_s);
        sigma(&strides[i]).zip(next.and_then(sigma)).map(|(a, b)| a * a + b * b)
    });
    let told = both.iter().flatten().count() as f64;
    if told > 0.0 { both.iter().flatten().sum::<f64>().sqrt() / told } else { 0.0 }
}

/// Steps per minute: 120 over the stride time.
pub fn cadence(stride_time: &Measure) -> Measure {
    let inverse = |i: Interval, value: f64| Interval::about(120.0 / value, 120.0 / (value * value) * i.half_width());
    let estimate = stride_time.estimate.map(|e| {
        let (total, repeat) = (inverse(e.total, e.value), inverse(e.repeat, e.value));
        Estimate { value: 120.0 / e.value, total, repeat, n: e.n, of_one_leg: total.half_width() }
    });
    Measure { name: "cadence_spm", unit: "steps/min", estimate, ..stride_time.clone() }
}
