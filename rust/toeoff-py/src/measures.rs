//! Measures of stated strides, for the twins, the fits and the simulations; `analyze` is the way in for users.

use numpy::{PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use toeoff_core::Side;
use toeoff_core::events::Timing;
use toeoff_core::measures::spec::{self, Needs, SPECS, Spec};
use toeoff_core::measures::{Conditions, foot_strike, measures, stiffness};
use toeoff_core::repetition::Repetition;
use toeoff_core::strides::{Stride, VALUES, Value};

use crate::analysis::{measure_rows, stride_sd};
use crate::errors::invalid;

/// What a pass was like, with nothing that withholds it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct PyConditions {
    frame_rate_hz: f64,
    view_angle_rad: Option<f64>,
    view_sigma_rad: Option<f64>,
    height_px: f64,
    roll_sigma_deg: Option<f64>,
    has_trunk: bool,
    has_feet: bool,
    toes_slide: bool,
    leg_length_m: Option<(f64, f64)>,
    near_side: Option<u8>,
    far_leg_counts: bool,
    leg_is_seen: [bool; 2],
    camera_is_still: bool,
    is_said_to_stand: bool,
    picture_sway: Option<f64>,
    repetition: Option<(f64, f64)>,
    duration_s: f64,
    stride_sd: Vec<(String, f64)>,
}

/// Measures of strides, a dict of lists as in `analyze`. A stride is a row of `rows` as `stride_values` gives it; `alone_s`
/// and `sigma_s` hold the times of its two events alone and their errors.
#[pyfunction]
pub fn stride_measures<'py>(
    py: Python<'py>,
    rows: PyReadonlyArray2<'py, f64>,
    side: PyReadonlyArray1<'py, u8>,
    alone_s: PyReadonlyArray2<'py, f64>,
    sigma_s: PyReadonlyArray2<'py, f64>,
    conditions: PyConditions,
) -> PyResult<Bound<'py, PyDict>> {
    let pairs = alone_s.as_slice()?.chunks_exact(2).zip(sigma_s.as_slice()?.chunks_exact(2));
    let strides: Vec<Stride> = rows
        .as_slice()?
        .chunks_exact(3 + VALUES)
        .zip(side.as_slice()?.iter().zip(pairs))
        .map(|(row, (&side, (alone_s, sigma_s)))| {
            let timing = [0, 1].map(|i| {
                let known = Timing {
                    time_s: row[i],
                    sigma_s: sigma_s[i],
                    alone_s: alone_s[i],
                    is_near_cut: false,
                    is_doubtful: false,
                };
                row[i].is_finite().then_some(known)
            });
            let values = std::array::from_fn(|v| row[3 + v]);
            Stride::new(Side::BOTH[usize::from(side != 0)], [row[0], row[1], row[2]], timing, values)
        })
        .collect();
    let c = conditions;
    let conditions = Conditions {
        frame_rate_hz: c.frame_rate_hz,
        view_angle_rad: c.view_angle_rad,
        view_sigma_rad: c.view_sigma_rad,
        height_px: c.height_px,
        roll_sigma_deg: c.roll_sigma_deg,
        has_trunk: c.has_trunk,
        has_feet: c.has_feet,
        toes_slide: c.toes_slide,
        leg_length_m: c.leg_length_m,
        scale: None,
        near_side: c.near_side.map(|side| Side::BOTH[usize::from(side != 0)]),
        far_leg_counts: c.far_leg_counts,
        leg_is_seen: c.leg_is_seen,
        legs_are_merged: false,
        legs_are_hidden: false,
        camera_is_still: c.camera_is_still,
        is_said_to_stand: c.is_said_to_stand,
        picture_sway: c.picture_sway,
        refused: None,
        gait: None,
        is_long_enough: strides.iter().any(|s| s.next_initial_contact_s.is_finite()),
        repetition: c.repetition.map(|(step_time_s, mismatch)| Repetition { step_time_s, mismatch }),
        duration_s: c.duration_s,
        stride_sd: stride_sd(&c.stride_sd).map_err(invalid)?,
    };
    let found = py.detach(|| measures(&strides, &conditions));
    let out = PyDict::new(py);
    out.set_item("measures", measure_rows(py, &found.pass)?)?;
    out.set_item("left", measure_rows(py, &found.legs[0])?)?;
    out.set_item("right", measure_rows(py, &found.legs[1])?)?;
    out.set_item("foot_strike", found.foot_strike.map(|p| p.to_vec()))?;
    Ok(out)
}

/// What is known of the measure's errors: name, unit, per-stride value, change per second of error in either event, per
/// degree of camera roll, what it needs (`legs`, `trunk`, `feet`, `still_picture`), whether it is read at an event, whether it belongs to one leg,
/// typical deviation between strides, systematic error of the pose model.
type SpecRow = (&'static str, &'static str, &'static str, (f64, f64), f64, &'static str, bool, bool, f64, f64);

/// The table of measures, in the order of a pass, then vertical oscillation, stride time and speed.
#[pyfunction]
pub fn measure_specs() -> Vec<SpecRow> {
    let row = |s: &Spec| {
        let value = Value::ALL[s.value as usize].1;
        let needs = match s.needs {
            Needs::Legs => "legs",
            Needs::Trunk => "trunk",
            Needs::Feet => "feet",
            Needs::StillPicture => "still_picture",
        };
        let is_at_event = s.timing == spec::Timing::AtEvent;
        (s.name, s.unit, value, s.event_slope, s.per_roll_deg, needs, is_at_event, s.is_per_leg, s.stride_sd, s.pose_sd)
    };
    SPECS.iter().chain([&spec::VERTICAL_OSCILLATION, &spec::STRIDE_TIME, &spec::SPEED]).map(row).collect()
}

/// Probability of rearfoot, midfoot and forefoot strike for a foot strike angle and a knee flexion at contact, each with
/// its standard error, deg.
#[pyfunction]
pub fn foot_strike_probabilities(foot_deg: [f64; 2], knee_deg: [f64; 2]) -> [f64; 3] {
    foot_strike::probabilities(foot_deg, knee_deg)
}

/// Largest force (N/kg), drop (m), vertical and leg stiffness (N/m/kg) from contact and flight time (s), speed (m/s) and
/// leg length (m).
#[pyfunction]
pub fn spring_mass(contact_s: f64, flight_s: f64, speed_mps: f64, leg_length_m: f64) -> [f64; 4] {
    let s = stiffness::spring_mass(contact_s, flight_s, speed_mps, leg_length_m);
    [s.force_max, s.drop_m, s.vertical, s.leg]
}
