//! A cutoff from the data: residual analysis (Winter, Biomechanics and Motor Control of Human Movement, 4th ed. 2009,
//! section 2.2.4.5).
//!
//! What a low-pass takes away is noise alone at high cutoffs, where the residual falls on a straight line. That line,
//! drawn on to 0 Hz, is the noise; the cutoff is where as much signal is lost as noise is let through.

use super::butterworth::{CUTOFF_PER_FRAME_RATE, MINIMUM_FRAMES, butterworth};
use crate::error::Result;

/// Lowest cutoff tried, Hz, and the number of cutoffs from it to the highest that the frame rate allows.
const LOWEST_HZ: f64 = 1.0;
const TRIALS: usize = 60;
/// The straight part is the highest fifth of the cutoffs, and what below it keeps the correlation with a line.
const FEWEST_ON_LINE: usize = TRIALS / 5;
const DETERMINATION_ON_LINE: f64 = 0.95;
/// The result is kept within what has been used for running, Hz: below it shank angles lose degrees, above it noise
/// passes.
pub const RANGE_HZ: (f64, f64) = (6.0, 12.0);

/// Cutoff for one channel of evenly spaced values, Hz, within [`RANGE_HZ`]. NaN when fewer than four values are finite.
///
/// It assumes white noise. The jitter of pose models is correlated over some 30 ms, so that the cutoff comes out high.
///
/// # Errors
/// [`Error::OutOfRange`](crate::Error::OutOfRange) for a frame rate that is not a positive number.
pub fn residual_cutoff(values: &[f64], frame_rate_hz: f64) -> Result<f64> {
    super::check_rates(&[], frame_rate_hz)?;
    if values.iter().filter(|v| v.is_finite()).count() < MINIMUM_FRAMES {
        return Ok(f64::NAN);
    }
    let highest_hz = CUTOFF_PER_FRAME_RATE * frame_rate_hz;
    if highest_hz <= RANGE_HZ.0 {
        return Ok(RANGE_HZ.0);
    }
    let cutoffs: Vec<f64> =
        (0..TRIALS).map(|i| LOWEST_HZ + (highest_hz - LOWEST_HZ) * i as f64 / (TRIALS - 1) as f64).collect();
    let mut residuals = Vec::with_capacity(TRIALS);
    for &cutoff_hz in &cutoffs {
        let mut smooth = values.to_vec();
        butterworth(&mut smooth, &[cutoff_hz], frame_rate_hz)?;
        residuals.push(crate::stats::mean(values.iter().zip(&smooth).map(|(a, b)| (a - b) * (a - b))).sqrt());
    }
    let noise = intercept(&cutoffs, &residuals);
    // The residual falls with the cutoff, so the first crossing is the only one but for rounding.
    let crossing = residuals.iter().position(|&r| r <= noise).unwrap_or(TRIALS - 1);
    let cutoff_hz = match crossing.checked_sub(1) {
        Some(above) if residuals[above] > residuals[crossing] => {
            let part = (residuals[above] - noise) / (residuals[above] - residuals[crossing]);
            cutoffs[above] + part.clamp(0.0, 1.0) * (cutoffs[crossing] - cutoffs[above])
        }
        _ => cutoffs[crossing],
    };
    Ok(cutoff_hz.clamp(RANGE_HZ.0, RANGE_HZ.1))
}

/// Residual at 0 Hz of the line through the longest straight part at the upper end.
fn intercept(x: &[f64], y: &[f64]) -> f64 {
    let line = |from: usize| {
        let (x, y) = (&x[from..], &y[from..]);
        let n = x.len() as f64;
        let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
        let sum = |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(y).map(|(a, b)| f(a - mx, b - my)).sum::<f64>();
        let (xx, xy, yy) = (sum(&|a, _| a * a), sum(&|a, b| a * b), sum(&|_, b| b * b));
        (my - xy / xx * mx, xy * xy / (xx * yy))
    };
    let mut from = x.len() - FEWEST_ON_LINE;
    let mut noise = line(from).0;
    while from > 0 {
        let (value, determination) = line(from - 1);
        if !determination.is_finite() || determination < DETERMINATION_ON_LINE {
            break;
        }
        (from, noise) = (from - 1, value);
    }
    noise
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    /// Motion with power up to 5 Hz, and white noise from a fixed linear congruential generator.
    fn motion(noise: f64) -> Vec<f64> {
        let mut state = 12345u64;
        let mut uniform = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        };
        (0..240)
            .map(|i| {
                let t = i as f64 / 120.0;
                let noisy: f64 = (0..12).map(|_| uniform()).sum();
                (TAU * 1.5 * t).sin() + 0.3 * (TAU * 3.0 * t).cos() + 0.1 * (TAU * 4.5 * t).sin() + noise * noisy
            })
            .collect()
    }

    #[test]
    fn more_noise_asks_for_a_lower_cutoff_within_the_range() {
        let [clean, some, much] = [1e-4, 0.01, 0.2].map(|n| residual_cutoff(&motion(n), 120.0).expect("valid"));
        assert!(clean >= some && some > much, "{clean} {some} {much}");
        assert!([clean, some, much].iter().all(|c| (RANGE_HZ.0..=RANGE_HZ.1).contains(c)));
    }

    #[test]
    fn the_unit_does_not_matter_and_nothing_gives_nan() {
        let v = motion(0.02);
        let scaled: Vec<f64> = v.iter().map(|x| 250.0 * x + 1000.0).collect();
        let (a, b) = (residual_cutoff(&v, 120.0).expect("valid"), residual_cutoff(&scaled, 120.0).expect("valid"));
        assert!((a - b).abs() < 1e-6);
        assert!(residual_cutoff(&[f64::NAN; 50], 120.0).expect("valid").is_nan());
        assert_eq!(residual_cutoff(&v, 12.0).expect("valid"), RANGE_HZ.0);
        assert!(residual_cutoff(&v, 0.0).is_err());
    }
}
