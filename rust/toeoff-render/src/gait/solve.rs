//! Finds the leg that meets a runner's settings.

use super::foot::{FootShape, RollOver};
use super::hamner;
use super::leg::LegAngles;
use super::mean::MeanStride;
use super::pelvis::Pelvis;
use super::proportions::Proportions;
use super::quintic::motion;
use super::stance::Leg;
use super::style::Style;
use super::trunk::Trunk;
use crate::error::{Error, Result};

/// Knee flexion at toe-off that is searched, deg: from nearly straight to a deep crouch.
const KNEE_TOE_OFF_DEG: [f64; 2] = [2.0, 80.0];
/// Vertical oscillation that is searched, of the mean runner's: from a glide to a bounce.
const RISE: [f64; 2] = [0.4, 1.7];
/// Speed of the roll at toe-off that is searched, rad over the stance.
const ROLL_SPEED: [f64; 2] = [0.0, 8.0];
/// Halvings of a range: the setting is then met within a billionth of a degree.
const HALVINGS: usize = 40;
/// Least knee flexion in stance, deg: no runner locks the knee.
const KNEE_LEAST_DEG: f64 = 3.0;
/// Instants of the stance at which the leg is checked, and how long after it, s: the swing takes its start from there.
const CHECKS: usize = 200;
const MARGIN_S: f64 = 2e-3;

/// Ankle distance from the midline, of the height: a step width of about 4 cm.
const ANKLE_OUT: f64 = 0.012;

/// The leg of a runner.
///
/// Thigh extension at toe-off is set directly. A more flexed knee at toe-off lowers the hip, and so flexes the knee at
/// contact: that flexion is searched first. A larger vertical oscillation lowers the hip at mid-stance alone, and so bends
/// the hip there: that is searched around it.
///
/// # Errors
/// [`Error::Impossible`] when the settings cannot be met, or the leg would have to be longer than it is.
pub fn solve(runner: &str, style: &Style, proportions: &Proportions, trunk: &Trunk) -> Result<Leg> {
    let mean = MeanStride::at(style.speed_mps);
    let contact_pitch = style.foot_strike_angle_deg.unwrap_or_else(|| mean.foot_contact_deg()).to_radians();
    let mut leg = Leg {
        pelvis: Pelvis::new(style, &mean, proportions),
        proportions: *proportions,
        foot: FootShape::of_height(style.height_m),
        roll: RollOver::new(contact_pitch, mean.foot_toe_off(), 0.0),
        speed: style.speed_mps,
        stride_s: style.stride_s(),
        contact_s: style.contact_time_s,
        ankle_out: ANKLE_OUT * style.height_m,
        foothold: 0.0,
    };
    let thigh = -style.thigh_extension_toe_off_deg.to_radians();
    let knee_contact = style.knee_flexion_contact_deg.unwrap_or_else(|| mean.knee_contact_deg());
    let middle = style.contact_time_s / 2.0;
    let lean = trunk.lean(leg.pelvis.mean_phase(middle / leg.stride_s));
    let impossible = |what: &str, wanted: f64, [least, most]: [f64; 2]| Error::Impossible {
        runner: runner.into(),
        reason: format!("{what} of {wanted} deg, where {least:.1} to {most:.1} deg are within reach"),
        remedy: "change that setting, contact_time_s, speed_mps or thigh_extension_toe_off_deg",
    };
    let too_bent = |reach| impossible("a hip bend", style.hip_bend_deg, reach);
    let too_flexed = |reach| impossible("a knee flexion at contact", knee_contact, reach);
    search(RISE, style.hip_bend_deg, too_bent, |rise| {
        leg.pelvis.rise = rise;
        search(KNEE_TOE_OFF_DEG, knee_contact, too_flexed, |knee| {
            leg.place(thigh, knee.to_radians());
            // A leg too short to reach the foothold is straighter than any that does.
            Ok(leg.stance(0.0).map_or(0.0, |angles| angles.knee.to_degrees()))
        })?;
        Ok(leg.stance(middle).map_or(0.0, |angles| (angles.thigh + lean).to_degrees()))
    })?;
    push_off(runner, &mut leg, &mean, contact_pitch)?;
    check(runner, &leg)?;
    Ok(leg)
}

/// Halves a range until a rising value is the wanted one; what `value` did last is what it does there.
fn search(
    [mut low, mut high]: [f64; 2],
    wanted: f64,
    out_of_reach: impl Fn([f64; 2]) -> Error,
    mut value: impl FnMut(f64) -> Result<f64>,
) -> Result<()> {
    let reach = [value(low)?, value(high)?];
    if !(reach[0]..=reach[1]).contains(&wanted) {
        return Err(out_of_reach(reach));
    }
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if value(middle)? < wanted { low = middle } else { high = middle }
    }
    Ok(())
}

/// Sets how fast the foot rolls at toe-off so that the knee leaves the ground at the rate of the mean runner's.
///
/// The roll begins at mid-stance, so hip bend and foothold stay as they are.
fn push_off(runner: &str, leg: &mut Leg, mean: &MeanStride, contact_pitch: f64) -> Result<()> {
    let swing_s = leg.stride_s - leg.contact_s;
    let knee = mean.curve_rad(&hamner::KNEE_DEG);
    let [_, wanted, _] = motion(|time| knee.value(mean.duty() + (1.0 - mean.duty()) * time / swing_s), 0.0);
    let contact_s = leg.contact_s;
    let out_of_reach = |_| Error::Impossible {
        runner: runner.into(),
        reason: "no roll of the foot lets the knee bend after toe-off".into(),
        remedy: "lower thigh_extension_toe_off_deg or speed_mps, or raise contact_time_s",
    };
    search(ROLL_SPEED, wanted, out_of_reach, |speed| {
        leg.roll = RollOver::new(contact_pitch, mean.foot_toe_off(), speed);
        let [_, rate, _] = motion(|time| leg.stance(time).map_or(0.0, |angles| angles.knee), contact_s);
        Ok(rate)
    })
}

fn check(runner: &str, leg: &Leg) -> Result<()> {
    for i in 0..=CHECKS {
        let share = i as f64 / CHECKS as f64;
        let knee = leg.stance(share * (leg.contact_s + MARGIN_S)).map(|LegAngles { knee, .. }| knee.to_degrees());
        if knee.is_none_or(|k| k < KNEE_LEAST_DEG) {
            return Err(Error::Impossible {
                runner: runner.into(),
                reason: format!("the knee would be straight at {:.0} % of the stance", share * 100.0),
                remedy: "raise hip_bend_deg or lower contact_time_s or speed_mps",
            });
        }
    }
    Ok(())
}
