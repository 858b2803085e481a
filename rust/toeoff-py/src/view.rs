//! The view gate on its own: a track is cut into its measurable stretches before anything else is done with it.

use numpy::{PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use toeoff_core::{Camera, Options, view};

use crate::analysis::sequence;
use crate::errors::invalid;
use crate::skeleton::PySkeleton;

/// How a runner is seen, as a dict; angles in degrees.
#[pyfunction]
pub fn assess_view<'py>(
    py: Python<'py>,
    xy: PyReadonlyArray3<'py, f64>,
    score: PyReadonlyArray2<'py, f64>,
    time_s: PyReadonlyArray1<'py, f64>,
    skeleton: Bound<'py, PySkeleton>,
    camera_path: Option<PyReadonlyArray2<'py, f64>>,
    camera_still: bool,
) -> PyResult<Bound<'py, PyDict>> {
    let pass = (xy, score, time_s, skeleton, camera_path);
    let sequence = sequence(&pass)?.map_err(invalid)?;
    let body = sequence.body(Options::default().score_minimum);
    let camera = if camera_still { Camera::Still } else { Camera::Unknown };
    let seen = py.detach(|| view::assess(&body, camera));
    let windows: Vec<_> = seen
        .windows
        .iter()
        .map(|w| (w.frames.start, w.frames.end, w.angle.rad.to_degrees(), w.angle.sigma_rad.to_degrees()))
        .collect();
    let out = PyDict::new(py);
    out.set_item("travel", seen.travel.map(|t| t.name()))?;
    out.set_item("travel_log_odds", seen.travel_log_odds)?;
    out.set_item("angle_deg", seen.angle.map(|a| a.rad.to_degrees()))?;
    out.set_item("sigma_deg", seen.angle.map(|a| a.sigma_rad.to_degrees()))?;
    out.set_item("height_px", seen.height_px)?;
    out.set_item("completeness", seen.completeness)?;
    out.set_item("reasons", seen.reasons.iter().map(|r| r.code()).collect::<Vec<_>>())?;
    out.set_item("windows", windows)?;
    Ok(out)
}
