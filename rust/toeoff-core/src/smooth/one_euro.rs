//! One-Euro filter: a first-order low-pass whose cutoff rises with speed (Casiez, Roussel & Vogel 2012, CHI,
//! doi 10.1145/2207676.2208639). It needs no future frame, so it suits a live display; it lags and blunts extremes, so
//! nothing is measured from it.

use super::segments;
use crate::error::{Error, Result};

/// Settings of the filter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneEuro {
    /// Cutoff at rest, Hz: lower is calmer.
    pub cutoff_hz: f64,
    /// Rise of the cutoff with speed, Hz per (unit of the values per second): higher lags less.
    pub speed_gain: f64,
    /// Cutoff of the speed itself, Hz.
    pub speed_cutoff_hz: f64,
}

impl Default for OneEuro {
    /// 1 Hz, 0.007 and 1 Hz: the values that the authors start from for coordinates in px.
    fn default() -> Self {
        Self { cutoff_hz: 1.0, speed_gain: 0.007, speed_cutoff_hz: 1.0 }
    }
}

/// Filters `values`, `[frame][channel]` flat, in place; frames are at `time_s`, at any spacing.
///
/// A value that is not finite stays what it is and is passed over: the next one follows the last seen, however long ago.
///
/// # Errors
/// [`Error::OutOfRange`] for a cutoff that is not a positive number and a gain below 0; [`Error::ShapeMismatch`] when the
/// shapes do not fit; [`Error::TimeNotIncreasing`].
pub fn one_euro(values: &mut [f64], channels: usize, time_s: &[f64], settings: OneEuro) -> Result<()> {
    segments::check(values, channels)?;
    let frames = values.len() / channels;
    if time_s.len() != frames {
        let why = format!("one for each of {frames} frames");
        return Err(Error::ShapeMismatch { what: "time_s", expected: frames, actual: time_s.len(), why });
    }
    if let Some(i) = time_s.windows(2).position(|w| w[1].is_nan() || w[0].is_nan() || w[1] <= w[0]) {
        return Err(Error::TimeNotIncreasing { frame: i + 1, time_s: time_s[i + 1], previous_s: time_s[i] });
    }
    let positive = |v: f64| v.is_finite() && v > 0.0;
    for (what, value, is_allowed, allowed) in [
        ("cutoff_hz", settings.cutoff_hz, positive(settings.cutoff_hz), "a positive number"),
        ("speed_cutoff_hz", settings.speed_cutoff_hz, positive(settings.speed_cutoff_hz), "a positive number"),
        ("speed_gain", settings.speed_gain, settings.speed_gain == 0.0 || positive(settings.speed_gain), "0 or more"),
    ] {
        if !is_allowed {
            return Err(Error::OutOfRange { what, value, allowed, remedy: "start from the defaults" });
        }
    }
    for channel in 0..channels {
        let mut last: Option<State> = None;
        for (&now_s, frame) in time_s.iter().zip(values.chunks_exact_mut(channels)) {
            let x = frame[channel];
            if x.is_finite() {
                let state = last.map_or(State { time_s: now_s, value: x, speed: 0.0 }, |s| s.next(now_s, x, settings));
                frame[channel] = state.value;
                last = Some(state);
            }
        }
    }
    Ok(())
}

/// What the filter remembers of a channel.
#[derive(Debug, Clone, Copy)]
struct State {
    time_s: f64,
    value: f64,
    speed: f64,
}

impl State {
    fn next(self, time_s: f64, x: f64, settings: OneEuro) -> State {
        let step_s = time_s - self.time_s;
        let part = |cutoff_hz: f64| 1.0 / (1.0 + 1.0 / (std::f64::consts::TAU * cutoff_hz * step_s));
        let speed = self.speed + part(settings.speed_cutoff_hz) * ((x - self.value) / step_s - self.speed);
        let cutoff_hz = settings.cutoff_hz + settings.speed_gain * speed.abs();
        State { time_s, value: self.value + part(cutoff_hz) * (x - self.value), speed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rest_is_kept_and_a_step_is_followed_from_behind() {
        let time_s: Vec<f64> = (0..60).map(|i| i as f64 / 30.0).collect();
        let mut v: Vec<f64> = (0..60).flat_map(|i| [3.0, if i < 10 { 0.0 } else { 1.0 }]).collect();
        one_euro(&mut v, 2, &time_s, OneEuro::default()).expect("valid");
        assert!(v.iter().step_by(2).all(|&x| x == 3.0));
        let step: Vec<f64> = v.iter().skip(1).step_by(2).copied().collect();
        assert!(step[..10].iter().all(|&x| x == 0.0) && step[10] > 0.0 && step[59] > 0.99);
        assert!(step.windows(2).all(|w| w[1] >= w[0]));
    }

    #[test]
    fn more_speed_means_less_lag_and_gaps_are_passed_over() {
        let time_s: Vec<f64> = (0..40).map(|i| i as f64 / 30.0).collect();
        let ramp: Vec<f64> = (0..40).map(|i| if i == 20 { f64::NAN } else { 10.0 * i as f64 }).collect();
        let lag = |speed_gain: f64| {
            let mut v = ramp.clone();
            one_euro(&mut v, 1, &time_s, OneEuro { speed_gain, ..OneEuro::default() }).expect("valid");
            assert!(v[20].is_nan() && v[21].is_finite());
            ramp[39] - v[39]
        };
        assert!(lag(0.1) < 0.5 * lag(0.0));
    }

    #[test]
    fn nonsense_is_refused() {
        let mut v = vec![0.0; 4];
        let settings = OneEuro::default();
        assert!(matches!(one_euro(&mut v, 2, &[0.0], settings), Err(Error::ShapeMismatch { .. })));
        assert!(matches!(one_euro(&mut v, 2, &[0.0, 0.0], settings), Err(Error::TimeNotIncreasing { .. })));
        let slow = OneEuro { cutoff_hz: 0.0, ..settings };
        assert!(matches!(one_euro(&mut v, 2, &[0.0, 1.0], slow), Err(Error::OutOfRange { what: "cutoff_hz", .. })));
    }
}
