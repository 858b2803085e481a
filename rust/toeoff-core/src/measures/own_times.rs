//! Times of each stride from its own events, for their spread.
//!
//! Events are drawn towards the median of their foot ([`crate::events`]), which makes each of them better and their
//! spread smaller than the error of their mean is worth. The spread is taken of the events as they were before.

use crate::strides::{Stride, Value};

/// The values of a row that are differences of event times come first in it.
const TIMES: usize = 5;
const _: () = assert!(Value::DutyFactor as usize == TIMES - 1);

/// Strides with their own times beside them.
pub struct Rows<'a> {
    /// One row per stance.
    pub strides: &'a [Stride],
    alone: Vec<[f64; TIMES]>,
}

impl<'a> Rows<'a> {
    /// Works out the times of every stride.
    pub fn of(strides: &'a [Stride]) -> Self {
        let times =
            |i| Value::ALL.first_chunk::<TIMES>().expect("more values than times").map(|(v, _)| alone(strides, i, v));
        Self { strides, alone: (0..strides.len()).map(times).collect() }
    }

    /// A value of a row, from its events alone where it is a time; NaN where the row has none.
    pub fn alone(&self, i: usize, value: Value) -> f64 {
        let told = self.strides[i].value(value);
        match self.alone[i].get(value as usize) {
            Some(alone) if told.is_finite() => *alone,
            _ => told,
        }
    }
}

fn alone(strides: &[Stride], i: usize, value: Value) -> f64 {
    let at = |stride: Option<&Stride>, event: usize| {
        stride.and_then(|s| s.timing[event]).map_or(f64::NAN, |timing| timing.alone_s)
    };
    let own = |event| at(strides.get(i), event);
    let contact_time = own(1) - own(0);
    match value {
        Value::ContactTime => contact_time,
        Value::FlightTime => at(strides.get(i + 1), 0) - own(1),
        Value::SwingTime => at(following(strides, i), 0) - own(1),
        Value::StrideTime => {
            let next = following(strides, i);
            crate::stats::mean([at(next, 0) - own(0), at(next, 1) - own(1)])
        }
        // What a stride time errs by, its neighbours give back.
        _ => contact_time / strides[i].value(Value::StrideTime),
    }
}

/// The next stance of the same foot, as the row was linked; the nearest where its contact is not known.
pub fn following(strides: &[Stride], i: usize) -> Option<&Stride> {
    let is_next = |s: &&Stride| {
        let at = strides[i].next_initial_contact_s;
        s.side == strides[i].side && (s.initial_contact_s == at || !at.is_finite())
    };
    strides[i + 1..].iter().find(is_next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Side;
    use crate::events::Timing;
    use crate::strides::VALUES;

    /// A stance of 0.25 s at every step of 0.35 s; its contact alone is off by `shift_s`.
    fn stance(step: usize, shift_s: f64) -> Stride {
        let contact_s = 0.35 * step as f64;
        let timing = |time_s: f64, shift_s: f64| {
            Some(Timing { time_s, sigma_s: 0.006, alone_s: time_s + shift_s, is_near_cut: false, is_doubtful: false })
        };
        let mut values = [f64::NAN; VALUES];
        values[..5].copy_from_slice(&[0.7, 0.25, 0.10, 0.45, 0.25 / 0.7]);
        let times_s = [contact_s, contact_s + 0.25, contact_s + 0.7];
        Stride::new(Side::BOTH[step % 2], times_s, [timing(contact_s, shift_s), timing(contact_s + 0.25, 0.0)], values)
    }

    #[test]
    fn times_alone_keep_the_spread_of_their_events() {
        let strides = [stance(0, 0.010), stance(1, -0.006), stance(2, 0.0)];
        let first = |value| Rows::of(&strides).alone(0, value);
        assert!((first(Value::ContactTime) - 0.240).abs() < 1e-12);
        assert!((first(Value::FlightTime) - 0.094).abs() < 1e-12);
        assert!((first(Value::SwingTime) - 0.450).abs() < 1e-12);
        assert!((first(Value::StrideTime) - 0.695).abs() < 1e-12);
        assert!((first(Value::DutyFactor) - 0.240 / 0.7).abs() < 1e-12);
        assert!(first(Value::KneeDrive).is_nan());
        assert!(Rows::of(&strides).alone(2, Value::SwingTime).is_nan());
    }
}
