//! Smoothing of `(frames, channels)` arrays.

use numpy::{IntoPyArray, PyArray2, PyArrayMethods, PyReadonlyArray2};
use pyo3::prelude::*;
use toeoff_core::smooth;

use crate::errors::invalid;

/// Zero-lag fourth-order Butterworth low-pass of every column.
#[pyfunction]
pub fn butterworth<'py>(
    py: Python<'py>,
    values: PyReadonlyArray2<'py, f64>,
    cutoff_hz: f64,
    frame_rate_hz: f64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    filtered(py, &values, |v, channels| smooth::butterworth(v, &vec![cutoff_hz; channels], frame_rate_hz))
}

/// The cutoff that a low-pass uses when `cutoff_hz` is asked for.
#[pyfunction]
pub fn effective_cutoff_hz(cutoff_hz: f64, frame_rate_hz: f64) -> f64 {
    smooth::effective_cutoff_hz(cutoff_hz, frame_rate_hz)
}

/// A filtered copy of an array.
fn filtered<'py>(
    py: Python<'py>,
    values: &PyReadonlyArray2<'py, f64>,
    filter: impl FnOnce(&mut [f64], usize) -> toeoff_core::Result<()> + Send,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (frames, channels) = values.as_array().dim();
    let mut copy = values.as_slice()?.to_vec();
    let copy = py.detach(move || filter(&mut copy, channels).map(|()| copy)).map_err(invalid)?;
    copy.into_pyarray(py).reshape([frames, channels])
}
