//! Smoothing of `(frames, channels)` arrays.

use numpy::{IntoPyArray, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
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

/// Savitzky-Golay filter of every column.
#[pyfunction]
pub fn savitzky_golay<'py>(
    py: Python<'py>,
    values: PyReadonlyArray2<'py, f64>,
    window_frames: usize,
    order: usize,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    filtered(py, &values, |v, channels| smooth::savitzky_golay(v, channels, window_frames, order))
}

/// Whittaker smoother of every column with a weight for every value.
#[pyfunction]
pub fn whittaker<'py>(
    py: Python<'py>,
    values: PyReadonlyArray2<'py, f64>,
    weight: PyReadonlyArray2<'py, f64>,
    cutoff_hz: f64,
    frame_rate_hz: f64,
    longest_gap: usize,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let weight = weight.as_slice()?;
    filtered(py, &values, |v, channels| smooth::whittaker(v, weight, channels, cutoff_hz, frame_rate_hz, longest_gap))
}

/// One-Euro filter of every column.
#[pyfunction]
pub fn one_euro<'py>(
    py: Python<'py>,
    values: PyReadonlyArray2<'py, f64>,
    time_s: PyReadonlyArray1<'py, f64>,
    cutoff_hz: f64,
    speed_gain: f64,
    speed_cutoff_hz: f64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (time_s, settings) = (time_s.as_slice()?, smooth::OneEuro { cutoff_hz, speed_gain, speed_cutoff_hz });
    filtered(py, &values, |v, channels| smooth::one_euro(v, channels, time_s, settings))
}

/// Cutoff of one series by residual analysis.
#[pyfunction]
pub fn residual_cutoff(py: Python<'_>, values: PyReadonlyArray1<'_, f64>, frame_rate_hz: f64) -> PyResult<f64> {
    let values = values.as_slice()?;
    py.detach(|| smooth::residual_cutoff(values, frame_rate_hz)).map_err(invalid)
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
