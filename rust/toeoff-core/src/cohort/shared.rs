//! Which measures share an error with the trunk's lean.

/// What one degree of camera roll adds to a measure, and what one degree of error of the trunk's lean adds.
///
/// A picture turned forward tips the trunk forward and a trailing leg backward by the same angle, and takes as much from
/// the angle of a leg ahead. Angles between two segments take no roll, but those against the trunk take its error.
pub fn gains(measure: &str) -> (f64, f64) {
    match measure {
        "trunk_lean_deg" | "thigh_extension_toe_off_deg" | "thigh_extension_peak_deg" | "leg_extension_toe_off_deg" => {
            (1.0, 0.0)
        }
        "knee_drive_deg" | "shank_angle_contact_deg" => (-1.0, 0.0),
        "hip_extension_toe_off_deg" => (0.0, -1.0),
        "hip_bend_deg" => (0.0, 1.0),
        _ => (0.0, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::spec::SPECS;

    #[test]
    fn roll_reaches_exactly_the_angles_against_the_vertical() {
        for spec in &SPECS {
            assert_eq!(gains(spec.name).0 != 0.0, spec.is_vertical, "{}", spec.name);
        }
    }
}
