//! Repair of landmark arrays, `(frames, 12, 2)`.

use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArray3, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3,
};
use pyo3::prelude::*;
use toeoff_core::body::{Body, LANDMARKS};
use toeoff_core::{repair, resample};

type Arrays<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray3<f64>>, Bound<'py, PyArray2<f64>>);

/// Frames in which the legs are exchanged for their ankles to pass each other, with the repaired landmarks.
#[pyfunction]
pub fn alternate_legs<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    score: PyReadonlyArray2<'py, f64>,
) -> PyResult<(Arrays<'py>, usize)> {
    repaired(py, &time_s, &xy, &score, |body| {
        let leg_length = body.leg_length();
        repair::alternate::alternate(body, leg_length).len()
    })
}

/// Frames cleared of a leg drawn on the other, with the repaired landmarks.
#[pyfunction]
pub fn clear_merged<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    score: PyReadonlyArray2<'py, f64>,
) -> PyResult<(Arrays<'py>, usize)> {
    repaired(py, &time_s, &xy, &score, repair::merged::clear_merged)
}

/// Points cleared as outliers, with the repaired landmarks.
#[pyfunction]
pub fn clear_outliers<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    score: PyReadonlyArray2<'py, f64>,
) -> PyResult<(Arrays<'py>, usize)> {
    repaired(py, &time_s, &xy, &score, repair::outliers::clear_outliers)
}

/// Frames with exchanged legs put back, with the repaired landmarks.
#[pyfunction]
pub fn exchange_legs<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    score: PyReadonlyArray2<'py, f64>,
) -> PyResult<(Arrays<'py>, usize)> {
    repaired(py, &time_s, &xy, &score, repair::exchange::exchange_legs)
}

/// Points filled and left open, with the repaired landmarks.
#[pyfunction]
pub fn fill_gaps<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    score: PyReadonlyArray2<'py, f64>,
) -> PyResult<(Arrays<'py>, (usize, usize))> {
    repaired(py, &time_s, &xy, &score, |body| {
        let count = repair::gaps::fill_gaps(body);
        (count.filled, count.left_open)
    })
}

/// The landmarks at evenly spaced times.
#[pyfunction]
pub fn uniform<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    score: PyReadonlyArray2<'py, f64>,
) -> PyResult<Arrays<'py>> {
    let body = body(&time_s, &xy, &score)?;
    let even = py.detach(|| resample::uniform(&body));
    arrays(py, even)
}

/// The landmarks after a repair, and what it tells of itself.
fn repaired<'py, T: Send>(
    py: Python<'py>,
    time_s: &PyReadonlyArray1<'py, f64>,
    xy: &PyReadonlyArray3<'py, f64>,
    score: &PyReadonlyArray2<'py, f64>,
    repair: impl FnOnce(&mut Body) -> T + Send,
) -> PyResult<(Arrays<'py>, T)> {
    let mut body = body(time_s, xy, score)?;
    let told = py.detach(|| repair(&mut body));
    Ok((arrays(py, body)?, told))
}

fn body(
    time_s: &PyReadonlyArray1<'_, f64>,
    xy: &PyReadonlyArray3<'_, f64>,
    score: &PyReadonlyArray2<'_, f64>,
) -> PyResult<Body> {
    Ok(Body { time_s: time_s.as_slice()?.to_vec(), xy: xy.as_slice()?.to_vec(), score: score.as_slice()?.to_vec() })
}

fn arrays(py: Python<'_>, body: Body) -> PyResult<Arrays<'_>> {
    let n = body.n_frames();
    Ok((
        body.time_s.into_pyarray(py),
        body.xy.into_pyarray(py).reshape([n, LANDMARKS, 2])?,
        body.score.into_pyarray(py).reshape([n, LANDMARKS])?,
    ))
}
