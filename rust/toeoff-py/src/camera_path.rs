//! Where the frames of a camera that moves lie in one steady picture.

use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray2};
use pyo3::prelude::*;
use toeoff_core::camera_path::{self, NUMBERS, Similarity};

use crate::errors::{contiguous, invalid};

/// The path of a camera, (n + 1, 4), from its n steps, (n, 4).
#[pyfunction]
pub fn chain_camera_path<'py>(
    py: Python<'py>,
    steps: PyReadonlyArray2<'py, f64>,
    middle_px: [f64; 2],
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (rows, _) = contiguous("steps", &steps)?.as_chunks::<NUMBERS>();
    camera_path::check("steps", rows).map_err(invalid)?;
    let steps: Vec<Similarity> = rows.iter().map(|row| Similarity::of(*row)).collect();
    let path = camera_path::chain(&steps, middle_px).into_iter().map(Similarity::numbers);
    let flat: Vec<f64> = path.flatten().collect();
    PyArray1::from_slice(py, &flat).reshape([flat.len() / NUMBERS, NUMBERS])
}

/// Refuses a path, (n, 4), that is none.
#[pyfunction]
pub fn check_camera_path(path: PyReadonlyArray2<'_, f64>) -> PyResult<()> {
    let (rows, _) = contiguous("camera_path", &path)?.as_chunks::<NUMBERS>();
    camera_path::check("camera_path", rows).map_err(invalid)
}
