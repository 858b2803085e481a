//! Rearfoot, midfoot or forefoot: probabilities from the foot strike angle.

/// Mean and standard deviation over runners of the heel-to-toe angle at contact less that of the flat foot, deg, for
/// rearfoot, midfoot and forefoot strikers (20 labelled force-plate runners, Fukuchi et al. 2017: about 20, 10, 5).
const CLASSES: [(f64, f64); 3] = [(20.0, 5.0), (10.0, 4.0), (5.0, 4.0)];
/// How common each is among marathon runners: men 67, 30, 3 % at the World Championships 2017 (Hanley 2020).
const PRIOR: [f64; 3] = [0.67, 0.27, 0.06];

/// Probability of rearfoot, midfoot and forefoot strike for an angle (deg) with its standard error (deg).
pub fn probabilities(angle_deg: f64, sigma_deg: f64) -> [f64; 3] {
    let mut p = [0.0; 3];
    for (i, (mean, sd)) in CLASSES.into_iter().enumerate() {
        let spread = sd.hypot(sigma_deg);
        p[i] = PRIOR[i] / spread * (-0.5 * ((angle_deg - mean) / spread).powi(2)).exp();
    }
    // Beyond the outer class means an angle is only more typical of that class, never less.
    if angle_deg > CLASSES[0].0 {
        return probabilities(CLASSES[0].0, sigma_deg);
    }
    if angle_deg < CLASSES[2].0 - CLASSES[2].1 {
        return probabilities(CLASSES[2].0 - CLASSES[2].1, sigma_deg);
    }
    let total: f64 = p.iter().sum();
    p.map(|v| v / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one_and_follow_the_angle() {
        for angle in [-40.0, 0.0, 5.0, 10.0, 20.0, 40.0] {
            let p = probabilities(angle, 4.0);
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12 && p.iter().all(|x| *x >= 0.0));
        }
        assert!(probabilities(22.0, 2.0)[0] > 0.9);
        assert!(probabilities(2.0, 2.0)[0] < 0.05);
        assert!(probabilities(10.0, 8.0)[0] > probabilities(10.0, 1.0)[0]);
    }
}
