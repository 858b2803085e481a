//! Core errors as the package's own exceptions, and the one door to long work.

use pyo3::prelude::*;

pyo3::import_exception!(toeoff.errors, InvalidInputError);

/// A core error as `toeoff.errors.InvalidInputError`.
pub fn invalid(error: toeoff_core::Error) -> PyErr {
    InvalidInputError::new_err(error.to_string())
}

/// The values of a C-ordered array; the Python side makes them so.
pub fn contiguous<'a, D: numpy::ndarray::Dimension>(
    name: &str,
    array: &'a numpy::PyReadonlyArray<'_, f64, D>,
) -> PyResult<&'a [f64]> {
    array.as_slice().map_err(|_| {
        InvalidInputError::new_err(format!("{name} is not in C order; pass numpy.ascontiguousarray({name})"))
    })
}
