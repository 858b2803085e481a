//! Scales where a foot stands, for the twins; `analyze` is the way in for users.

use pyo3::prelude::*;
use toeoff_core::roll::Roll;
use toeoff_core::scale::Foot;
use toeoff_core::{Calibration, GroundDistance, Scale};

use crate::errors::invalid;

/// x and y of both marks, px, and the metres between them.
pub type PyGround = [f64; 5];

/// Focal lengths, principal point, distortions, rotation, translation.
pub type PyCalibration = ([f64; 2], [f64; 2], [f64; 5], [f64; 3], [f64; 3]);

/// As the core names them.
pub fn ground([x1, y1, x2, y2, metres]: PyGround, camera_height_m: Option<f64>) -> GroundDistance {
    GroundDistance { marks_px: [[x1, y1], [x2, y2]], metres, camera_height_m }
}

/// As the core names them.
pub fn calibration((focal_px, centre_px, distortions, rotation_rad, translation_m): PyCalibration) -> Calibration {
    Calibration { focal_px, centre_px, distortions, rotation_rad, translation_m }
}

/// Metres per px and relative error where a point of a foot, px, stands that is `height_m` above the ground, seen squarely;
/// None at or above the horizon.
#[pyfunction]
pub fn ground_scale(
    marks: PyGround,
    camera_height_m: Option<f64>,
    foot_px: [f64; 2],
    height_m: f64,
    roll_rad: Option<f64>,
) -> PyResult<Option<(f64, f64)>> {
    let stated = ground(marks, camera_height_m);
    stated.check().map_err(invalid)?;
    Ok(stated.scale_at(&Foot { at_px: foot_px, height_m }, roll_rad.map(Roll::stated), 1.0).map(pair))
}

/// The same from a calibrated camera.
#[pyfunction]
pub fn calibrated_scale(camera: PyCalibration, foot_px: [f64; 2], height_m: f64) -> PyResult<Option<(f64, f64)>> {
    let camera = calibration(camera);
    camera.check().map_err(invalid)?;
    Ok(camera.scale_at(&Foot { at_px: foot_px, height_m }).map(pair))
}

/// Where a calibrated camera stands, m; refused as `analyze` refuses it.
#[pyfunction]
pub fn camera_place(camera: PyCalibration) -> PyResult<[f64; 3]> {
    let camera = calibration(camera);
    camera.check().map_err(invalid)?;
    Ok(camera.place_m())
}

fn pair(scale: Scale) -> (f64, f64) {
    (scale.m_per_px, scale.relative_error)
}
