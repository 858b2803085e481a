//! Keypoint sets.

use pyo3::prelude::*;
use toeoff_core::Skeleton;

use crate::errors::invalid;

/// Names of the keypoints of a built-in set.
#[pyfunction]
pub fn skeleton_keypoints(name: &str) -> PyResult<Vec<String>> {
    Ok(Skeleton::named(name).map_err(invalid)?.keypoints().to_vec())
}

/// A checked set, looked up once for all the passes that follow it.
#[pyclass(frozen, name = "Skeleton", module = "toeoff._core")]
pub struct PySkeleton(pub Skeleton);

#[pymethods]
impl PySkeleton {
    #[new]
    fn new(name: &str, keypoints: Vec<String>) -> PyResult<Self> {
        Skeleton::new(name, keypoints).map(Self).map_err(invalid)
    }

    /// What it is pickled and copied by.
    fn __getnewargs__(&self) -> (&str, &[String]) {
        (self.0.name(), self.0.keypoints())
    }
}
