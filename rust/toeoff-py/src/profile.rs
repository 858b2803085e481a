//! Whether a value lies in a band.

use pyo3::prelude::*;
use toeoff_core::profile::{self, Band, Verdict};

use crate::errors::invalid;

/// Probability of a value in a band, the verdict, and the best probability that its uncertainty allows.
#[pyfunction]
pub fn judge_band(value: f64, sigma: f64, low: f64, high: f64) -> PyResult<(f64, Option<&'static str>, f64)> {
    let band = Band::new(low, high).map_err(invalid)?;
    let probability = band.probability(value, sigma);
    Ok((probability, Verdict::of(probability).map(Verdict::name), band.best_probability(sigma)))
}

/// Value of a polygon through (at, value) points, constant beyond its ends.
#[pyfunction]
pub fn profile_target(points: Vec<(f64, f64)>, at: f64) -> PyResult<f64> {
    profile::target(&points, at).map_err(invalid)
}
