//! Keypoint sets.

use pyo3::prelude::*;
use toeoff_core::Skeleton;

use crate::errors::invalid;

/// Names of the keypoints of a built-in set.
#[pyfunction]
pub fn skeleton_keypoints(name: &str) -> PyResult<Vec<String>> {
    Ok(Skeleton::named(name).map_err(invalid)?.keypoints().to_vec())
}

/// Raises when a set lacks a needed keypoint.
#[pyfunction]
pub fn check_skeleton(name: &str, keypoints: Vec<String>) -> PyResult<()> {
    Skeleton::new(name, keypoints).map(drop).map_err(invalid)
}
