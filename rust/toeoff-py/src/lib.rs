//! The extension module `toeoff._core`: a table of contents.

use pyo3::prelude::*;

/// Compiled core of toeoff.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
