//! Leg and vertical stiffness of the spring-mass model (Morin et al. 2005, J Appl Biomech 21(2):167-180).

/// Gravity, m/s².
pub const G: f64 = 9.81;

/// Stiffness per kilogram of body mass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stiffness {
    /// Largest force, N/kg.
    pub force_max: f64,
    /// Drop of the centre of mass in contact, m.
    pub drop_m: f64,
    /// Vertical stiffness, N/m/kg.
    pub vertical: f64,
    /// Leg stiffness, N/m/kg.
    pub leg: f64,
}

/// From contact and flight time (s), speed (m/s) and leg length (m). NaN where the model has no solution (the leg
/// would have to shorten below half the contact length).
pub fn spring_mass(contact_s: f64, flight_s: f64, speed_mps: f64, leg_length_m: f64) -> Stiffness {
    use std::f64::consts::{FRAC_PI_2, PI};
    let force_max = G * FRAC_PI_2 * (flight_s / contact_s + 1.0);
    let drop_m = force_max * contact_s * contact_s / (PI * PI) - G * contact_s * contact_s / 8.0;
    let half = speed_mps * contact_s / 2.0;
    let shortening = leg_length_m - (leg_length_m * leg_length_m - half * half).sqrt() + drop_m;
    Stiffness { force_max, drop_m, vertical: force_max / drop_m, leg: force_max / shortening }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mass, speed, flight, contact, leg length; force, drop, vertical and leg stiffness (kN/m) computed independently.
    #[test]
    fn three_known_runners_are_reproduced() {
        for (m, v, tf, tc, l, force, drop, kv, kl) in [
            (60.0, 5.5, 0.130, 0.180, 0.93, 1592.0, 0.047, 33.6, 8.38),
            (65.0, 4.67, 0.158, 0.176, 0.90, 1901.0, 0.054, 35.3, 12.4),
            (70.0, 3.33, 0.10, 0.25, 0.93, 1510.0, 0.060, 25.2, 9.54),
        ] {
            let s = spring_mass(tc, tf, v, l);
            assert!((s.force_max * m - force).abs() < 1.0, "{}", s.force_max * m);
            assert!((s.drop_m - drop).abs() < 6e-4, "{}", s.drop_m);
            assert!((s.vertical * m / 1e3 - kv).abs() < 0.06, "{}", s.vertical * m / 1e3);
            assert!((s.leg * m / 1e3 - kl).abs() < 0.06, "{}", s.leg * m / 1e3);
        }
    }
}
