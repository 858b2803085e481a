//! The tracker: state that lives between calls, so it is a class.

use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3};
use pyo3::prelude::*;
use toeoff_core::track::{self, Frame, Options};

use crate::errors::invalid;

/// Keeps runners apart over the frames of one recording.
#[pyclass(module = "toeoff._core")]
pub struct Tracker(track::Tracker);

#[pymethods]
impl Tracker {
    #[new]
    fn new(score_low: f64, score_high: f64, confirm_boxes: usize, lost_after_s: f64) -> PyResult<Self> {
        let options = Options { score_low, score_high, confirm_boxes, lost_after_s };
        track::Tracker::new(options).map(Self).map_err(invalid)
    }

    /// The id of each box; the GIL is kept, because a frame takes microseconds.
    #[pyo3(signature = (boxes_xyxy, scores, time_s, poses=None))]
    fn update<'py>(
        &mut self,
        py: Python<'py>,
        boxes_xyxy: PyReadonlyArray2<'py, f64>,
        scores: PyReadonlyArray1<'py, f64>,
        time_s: f64,
        poses: Option<PyReadonlyArray3<'py, f64>>,
    ) -> PyResult<Bound<'py, PyArray1<i64>>> {
        let poses = poses.as_ref().map(|p| p.as_slice()).transpose()?.unwrap_or_default();
        let frame = Frame {
            boxes_xyxy: boxes_xyxy.as_slice()?.as_chunks().0,
            scores: scores.as_slice()?,
            time_s,
            poses: poses.as_chunks().0,
        };
        Ok(self.0.update(frame).map_err(invalid)?.into_pyarray(py))
    }

    /// Ids given up since the last call.
    fn take_ended(&mut self) -> Vec<i64> {
        self.0.take_ended()
    }

    /// Gives everyone up.
    fn finish(&mut self) {
        self.0.finish();
    }
}
