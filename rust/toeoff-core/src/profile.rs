//! Whether a measured value lies in the band of a profile, given its uncertainty.

use crate::cohort::normal_cdf;
use crate::{Error, Result};

/// From this probability on the answer is yes.
pub const YES_FROM: f64 = 0.8;
/// Up to this probability the answer is no.
pub const NO_TO: f64 = 0.2;

/// A closed range; an open side is infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    low: f64,
    high: f64,
}

/// Answer to "is it in the band?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// With a probability of 0.8 or more.
    Yes,
    /// With a probability of 0.2 or less.
    No,
    /// Neither: the interval of the value is too wide for this band, or the value is close to a limit.
    Uncertain,
}

impl Band {
    /// A band from `low` to `high`.
    ///
    /// # Errors
    /// When a limit is NaN or `low` is not below `high`.
    pub fn new(low: f64, high: f64) -> Result<Self> {
        if low < high {
            return Ok(Self { low, high });
        }
        Err(Error::OutOfRange {
            what: "low",
            value: low,
            allowed: "below high",
            remedy: "give a band as its lower and its upper limit; leave out a side that has none",
        })
    }

    /// Whether a value that is exactly known lies in the band, its limits included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Probability that the true value lies in the band, when it is normal around `value` with standard uncertainty
    /// `sigma`. NaN when either is NaN; of an exactly known value (`sigma` 0) it is 0 or 1.
    pub fn probability(self, value: f64, sigma: f64) -> f64 {
        if value.is_nan() || sigma.is_nan() || sigma < 0.0 {
            return f64::NAN;
        }
        if sigma == 0.0 {
            return f64::from(u8::from(self.contains(value)));
        }
        let (low, high) = ((self.low - value) / sigma, (self.high - value) / sigma);
        // Far above the band both are near 1: the other tail keeps the precision.
        if low > 0.0 { normal_cdf(-low) - normal_cdf(-high) } else { normal_cdf(high) - normal_cdf(low) }
    }

    /// The largest probability that any value of this uncertainty can have: that of the middle of the band.
    pub fn best_probability(self, sigma: f64) -> f64 {
        if self.low.is_infinite() || self.high.is_infinite() {
            return if sigma.is_nan() { f64::NAN } else { 1.0 };
        }
        self.probability(0.5 * (self.low + self.high), sigma)
    }
}

impl Verdict {
    /// The answer at a probability; None when there is none.
    pub fn of(probability: f64) -> Option<Self> {
        match probability {
            p if p.is_nan() => None,
            p if p >= YES_FROM => Some(Self::Yes),
            p if p <= NO_TO => Some(Self::No),
            _ => Some(Self::Uncertain),
        }
    }

    /// The answer as tables print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Uncertain => "uncertain",
        }
    }
}

/// Value of a polygon through `(at, value)` points, constant beyond its ends; NaN without a point.
///
/// # Errors
/// When the points do not rise strictly in `at`, or one is not finite.
pub fn target(points: &[(f64, f64)], at: f64) -> Result<f64> {
    for pair in points.windows(2) {
        if pair[0].0 >= pair[1].0 {
            return Err(Error::OutOfRange {
                what: "speed of a point",
                value: pair[1].0,
                allowed: "above the one before",
                remedy: "sort the points by speed and drop repeated ones",
            });
        }
    }
    if let Some((x, y)) = points.iter().find(|(x, y)| !x.is_finite() || !y.is_finite()) {
        return Err(Error::OutOfRange {
            what: "a point",
            value: if x.is_finite() { *y } else { *x },
            allowed: "two finite numbers",
            remedy: "write each point as [speed, value]",
        });
    }
    let Some((last, _)) = points.split_last() else { return Ok(f64::NAN) };
    let after = points.iter().position(|p| p.0 >= at);
    Ok(match after {
        None => {
            if at.is_nan() {
                f64::NAN
            } else {
                last.1
            }
        }
        Some(0) => points[0].1,
        Some(i) => {
            let (a, b) = (points[i - 1], points[i]);
            a.1 + (b.1 - a.1) * (at - a.0) / (b.0 - a.0)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_normal() {
        let lean = Band::new(5.0, 10.0).expect("a band");
        assert!((lean.probability(7.5, 2.0) - 0.79).abs() < 5e-3);
        assert!((lean.probability(9.9, 2.0) - 0.51).abs() < 5e-3);
        let extension = Band::new(18.0, f64::INFINITY).expect("a band");
        assert!((extension.probability(21.0, 3.0) - 0.84).abs() < 5e-3);
        assert!(lean.probability(f64::NAN, 2.0).is_nan());
        assert_eq!((lean.probability(10.0, 0.0), lean.probability(10.1, 0.0)), (1.0, 0.0));
        let far = lean.probability(-80.0, 4.0);
        assert!(far > 0.0 && far < 1e-90);
    }

    #[test]
    fn the_best_probability_is_that_of_the_middle() {
        let lean = Band::new(5.0, 10.0).expect("a band");
        assert_eq!(lean.best_probability(2.0), lean.probability(7.5, 2.0));
        assert_eq!(Band::new(18.0, f64::INFINITY).expect("a band").best_probability(9.0), 1.0);
    }

    #[test]
    fn the_limits_of_the_answer_belong_to_it() {
        assert_eq!(Verdict::of(0.8), Some(Verdict::Yes));
        assert_eq!(Verdict::of(0.2), Some(Verdict::No));
        assert_eq!(Verdict::of(0.79), Some(Verdict::Uncertain));
        assert_eq!(Verdict::of(f64::NAN), None);
    }

    #[test]
    fn an_empty_band_is_refused() {
        assert!(Band::new(10.0, 5.0).is_err());
        assert!(Band::new(f64::NAN, 5.0).is_err());
    }

    #[test]
    fn a_target_moves_between_points_and_stays_beyond() {
        let points = [(3.0, 5.0), (5.0, 10.0)];
        assert_eq!([2.0, 3.0, 4.0, 5.0, 9.0].map(|v| target(&points, v).expect("ok")), [5.0, 5.0, 7.5, 10.0, 10.0]);
        assert!(target(&[], 4.0).expect("ok").is_nan());
        assert!(target(&points, f64::NAN).expect("ok").is_nan());
        assert!(target(&[(3.0, 1.0), (3.0, 2.0)], 3.0).is_err());
    }
}
