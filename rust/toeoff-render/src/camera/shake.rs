//! The hand that holds the camera: a smooth random turn about all three axes.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

use crate::noise::scramble;

/// Frequencies of the motion, shares of the rate: an octave to either side, none a multiple of another, so that nothing
/// repeats within a clip.
const SHARES: [f64; 5] = [0.53, 0.71, 1.0, 1.39, 1.87];

/// How much and how fast a hand shakes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Shake {
    /// Root mean square of the turn about each axis, deg.
    pub amplitude_deg: f64,
    /// Middle of its frequencies, Hz.
    pub rate_hz: f64,
    /// Another seed, another motion.
    pub seed: u64,
}

impl Shake {
    /// Yaw, pitch and roll that are added at a time, deg.
    pub fn turn_deg(&self, time_s: f64) -> [f64; 3] {
        [0, 1, 2].map(|axis: u64| {
            let waves = SHARES.iter().enumerate().map(|(i, share)| {
                let bits = scramble(self.seed ^ scramble(axis * SHARES.len() as u64 + i as u64));
                let phase = bits as f64 / u64::MAX as f64;
                (TAU * (share * self.rate_hz * time_s + phase)).sin()
            });
            // A sine of height 1 has a mean square of one half.
            self.amplitude_deg * waves.sum::<f64>() / (SHARES.len() as f64 / 2.0).sqrt()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shake_is_as_large_and_as_fast_as_stated() {
        let shake = Shake { amplitude_deg: 0.8, rate_hz: 3.0, seed: 5 };
        let n = 60_000;
        let values: Vec<[f64; 3]> = (0..n).map(|i| shake.turn_deg(f64::from(i) * 1e-3)).collect();
        for axis in 0..3 {
            let rms = (values.iter().map(|v| v[axis].powi(2)).sum::<f64>() / f64::from(n)).sqrt();
            let rises = values.windows(2).filter(|w| w[0][axis] < 0.0 && w[1][axis] >= 0.0).count() as f64 / 60.0;
            assert!((rms - 0.8).abs() < 0.02, "{rms}");
            assert!((2.0..5.0).contains(&rises), "{rises} a second");
        }
    }

    #[test]
    fn another_seed_and_another_axis_move_otherwise() {
        let of = |seed| Shake { amplitude_deg: 1.0, rate_hz: 2.0, seed }.turn_deg(0.3);
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert!((of(1)[0] - of(1)[1]).abs() > 1e-3);
    }
}
