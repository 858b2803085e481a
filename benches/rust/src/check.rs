//! Is the answer right? A fast wrong one is worth nothing.

use toeoff_core::Analysis;

use crate::footage::{Footage, Quality};

/// How far a measure of the pass may be from the truth: the events know force plates, whose threshold is crossed later
/// than the first touch, and perspective moves the thigh by up to 1.5 degrees.
const ALLOWED: [(&str, f64); 6] = [
    ("trunk_lean_deg", 1.0),
    ("thigh_extension_peak_deg", 3.0),
    ("knee_drive_deg", 3.0),
    ("heel_recovery_deg", 5.0),
    ("cadence_spm", 2.0),
    ("contact_time_s", 0.030),
];
/// Part of the exchanged frames that may go unnoticed, and at least this many: where the legs pass each other nothing
/// tells them apart.
const EXCHANGES_MISSED: (f64, usize) = (0.1, 3);

/// Compares an analysis with what is true of the runner.
///
/// # Errors
/// Says which number is off.
pub fn against_truth(analysis: &Analysis, footage: &Footage, quality: Quality) -> Result<(), String> {
    let t = &footage.truth;
    for (name, allowed) in ALLOWED {
        let truth = match name {
            "trunk_lean_deg" => t.trunk_lean_deg,
            "thigh_extension_peak_deg" => t.thigh_extension_peak_deg,
            "knee_drive_deg" => t.knee_drive_deg,
            "heel_recovery_deg" => t.heel_recovery_deg,
            "cadence_spm" => t.cadence_spm,
            _ => t.contact_time_s,
        };
        let measure = analysis.measures.pass.iter().find(|m| m.name == name).ok_or(format!("no {name}"))?;
        let Some(estimate) = measure.estimate else { return Err(format!("{name} is withheld: {:?}", measure.reason)) };
        if (estimate.value - truth).abs() > allowed {
            return Err(format!("{name} is {}, but {truth} is true (± {allowed})", estimate.value));
        }
    }
    let (found, made) = (analysis.repairs.frames_exchanged, footage.frames_exchanged);
    let missed = EXCHANGES_MISSED.1.max((EXCHANGES_MISSED.0 * made as f64) as usize);
    if found.abs_diff(made) > if quality == Quality::Clean { 0 } else { missed } {
        return Err(format!("{found} frames were exchanged back, but {made} had been exchanged"));
    }
    Ok(())
}

/// Everything that an analysis says, to the last bit.
pub fn digits(analysis: &Analysis) -> String {
    format!("{:?} {:?} {:?} {:?}", analysis.events(), analysis.strides, analysis.measures, analysis.repairs)
}
