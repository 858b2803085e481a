//! Rearfoot, midfoot or forefoot: probabilities from the foot strike angle.

/// Mean and standard deviation over runners of the heel-to-toe angle at contact less that of the flat foot, deg, for
/// rearfoot, midfoot and forefoot strikers: 120 labelled feet of 20 runners at 2.5-4.5 m/s with force-plate contacts
/// (Fukuchi et al. 2017), coordinates low-passed at 10 Hz.
const CLASSES: [(f64, f64); 3] = [(17.9, 4.7), (8.7, 3.6), (2.9, 3.1)];
/// How common each is: between marathon runners of a World Championship (men 67, 30, 3 %, Hanley 2020), recreational
/// marathon runners (71, 17, 2 %, Patoz 2019) and the labelled runners above (78, 7, 16 %).
const PRIOR: [f64; 3] = [0.72, 0.18, 0.10];

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
        for angle in [-40.0, 0.0, 5.0, 10.0, 18.0, 40.0] {
            let p = probabilities(angle, 4.0);
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12 && p.iter().all(|x| *x >= 0.0));
        }
        assert!(probabilities(22.0, 2.0)[0] > 0.9);
        assert!(probabilities(2.0, 2.0)[0] < 0.05);
        assert!(probabilities(10.0, 8.0)[0] > probabilities(10.0, 1.0)[0]);
    }
}
