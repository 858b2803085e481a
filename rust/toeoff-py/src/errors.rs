//! Core errors as the package's own exceptions, and the one door to long work.

use pyo3::prelude::*;

pyo3::import_exception!(toeoff.errors, InvalidInputError);

/// A core error as `toeoff.errors.InvalidInputError`.
pub fn invalid(error: toeoff_core::Error) -> PyErr {
    InvalidInputError::new_err(error.to_string())
}
