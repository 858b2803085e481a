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
        // A leg length ahead of the hip is about a radian of the leg.
        "overstride_ratio" => (-std::f64::consts::PI / 180.0, 0.0),
        "hip_extension_toe_off_deg" => (0.0, -1.0),
        "hip_bend_deg" => (0.0, 1.0),
        _ => (0.0, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_of_two_angles_against_the_vertical_takes_no_roll() {
        let (lean, thigh) = (gains("trunk_lean_deg"), gains("thigh_extension_toe_off_deg"));
        assert_eq!(gains("hip_extension_toe_off_deg"), (thigh.0 - lean.0, -1.0));
        assert_eq!(gains("cadence_spm"), (0.0, 0.0));
    }
}
