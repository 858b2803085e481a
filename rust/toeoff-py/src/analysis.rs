//! One pass: arrays in, columns out when they are read. Names and dataclasses are given by the Python side.

use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use toeoff_core::angles::Angle;
use toeoff_core::body::LANDMARKS;
use toeoff_core::measures::grade::Grade;
use toeoff_core::measures::{Measure, foot_strike};
use toeoff_core::smooth::Cutoffs;
use toeoff_core::strides::{Stride, VALUES, Value};
use toeoff_core::uprights::Uprights;
use toeoff_core::{Analysis, Camera, Error, Options, Sequence, Smoothing, Travel};

use crate::errors::{contiguous, invalid};
use crate::scale::{PyCalibration, PyGround, calibration, ground};
use crate::skeleton::PySkeleton;

/// Roll in degrees, how much more it is per px, and where both are told, px.
type PyUprights = (f64, f64, [f64; 2]);

/// Options as Python passes them: numbers or None, names as strings.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct PyOptions {
    travel: String,
    capture_fps: Option<f64>,
    height_m: Option<f64>,
    ground: Option<PyGround>,
    camera_height_m: Option<f64>,
    calibration: Option<PyCalibration>,
    uprights: Option<PyUprights>,
    camera: String,
    smoothing: String,
    trunk_cutoff_hz: f64,
    foot_cutoff_hz: f64,
    score_minimum: f64,
    frames_hidden: usize,
    stride_sd: Vec<(String, f64)>,
}

impl PyOptions {
    fn options(&self) -> Result<Options, Error> {
        let unknown = |what, value: &str, allowed: &str| {
            Err(Error::UnknownName { what, value: value.into(), allowed: allowed.into() })
        };
        let cutoffs = Cutoffs { trunk_hz: self.trunk_cutoff_hz, foot_hz: self.foot_cutoff_hz };
        Ok(Options {
            travel: match self.travel.as_str() {
                "auto" => None,
                "left_to_right" => Some(Travel::LeftToRight),
                "right_to_left" => Some(Travel::RightToLeft),
                other => return unknown("travel", other, "auto, left_to_right, right_to_left"),
            },
            capture_rate_hz: self.capture_fps,
            height_m: self.height_m,
            ground: self.ground.map(|g| ground(g, self.camera_height_m)),
            calibration: self.calibration.map(calibration),
            uprights: self.uprights.map(|(roll_deg, slope_deg_per_px, at_px)| Uprights {
                roll_rad: roll_deg.to_radians(),
                slope_rad_per_px: slope_deg_per_px.to_radians(),
                at_px,
            }),
            camera: match self.camera.as_str() {
                "unknown" => Camera::Unknown,
                "still" => Camera::Still,
                other => return unknown("camera", other, "unknown, still"),
            },
            smoothing: match self.smoothing.as_str() {
                "butterworth" => Smoothing::Butterworth(cutoffs),
                "residual" => Smoothing::Residual,
                "whittaker" => Smoothing::Whittaker(cutoffs),
                "savitzky_golay" => Smoothing::SavitzkyGolay(cutoffs),
                "none" => Smoothing::None,
                other => {
                    let allowed = "butterworth, residual, whittaker, savitzky_golay, none";
                    return unknown("smoothing", other, allowed);
                }
            },
            score_minimum: self.score_minimum,
            frames_hidden: self.frames_hidden,
            stride_sd: stride_sd(&self.stride_sd)?,
        })
    }
}

/// Deviations by the name of their per-stride value.
pub fn stride_sd(named: &[(String, f64)]) -> Result<[Option<f64>; VALUES], Error> {
    let mut out = [None; VALUES];
    for (name, sd) in named {
        let Some(i) = Value::ALL.iter().position(|(_, known)| known == name) else {
            let allowed = Value::ALL.map(|(_, known)| known).join(", ");
            return Err(Error::UnknownName { what: "stride_sd", value: name.clone(), allowed });
        };
        out[i] = Some(*sd);
    }
    Ok(out)
}

/// Analyses one pass.
#[pyfunction]
pub fn analyze(
    py: Python<'_>,
    xy: PyReadonlyArray3<'_, f64>,
    score: PyReadonlyArray2<'_, f64>,
    time_s: PyReadonlyArray1<'_, f64>,
    skeleton: Bound<'_, PySkeleton>,
    camera_path: Option<PyReadonlyArray2<'_, f64>>,
    options: PyOptions,
) -> PyResult<PyAnalysis> {
    let options = options.options().map_err(invalid)?;
    let pass = (xy, score, time_s, skeleton, camera_path);
    let sequence = sequence(&pass)?.map_err(invalid)?;
    let analysis = py.detach(|| toeoff_core::analyze(&sequence, &options)).map_err(invalid)?;
    Ok(PyAnalysis(analysis))
}

/// One pass of [`analyze_many`]: xy, score, time, skeleton, the way of the camera where it is known.
pub type Pass<'py> = (
    PyReadonlyArray3<'py, f64>,
    PyReadonlyArray2<'py, f64>,
    PyReadonlyArray1<'py, f64>,
    Bound<'py, PySkeleton>,
    Option<PyReadonlyArray2<'py, f64>>,
);

/// A pass as the core takes it; outside, what is wrong with the arrays' memory, inside with what they say.
pub fn sequence<'a>(pass: &'a Pass<'_>) -> PyResult<Result<Sequence<'a>, Error>> {
    let (xy, score, time_s, skeleton, camera_path) = pass;
    let (xy, score, time_s) = (contiguous("xy", xy)?, contiguous("score", score)?, contiguous("time_s", time_s)?);
    let camera_path = camera_path.as_ref().map(|path| contiguous("camera_path", path)).transpose()?;
    let sequence = Sequence::new(xy, score, time_s, &skeleton.get().0);
    Ok(match camera_path {
        Some(path) => sequence.and_then(|s| s.with_camera_path(path)),
        None => sequence,
    })
}

/// Analyses many passes in parallel, order kept.
#[pyfunction]
pub fn analyze_many(
    py: Python<'_>,
    passes: Vec<Pass<'_>>,
    options: PyOptions,
    threads: Option<usize>,
) -> PyResult<Vec<PyAnalysis>> {
    let options = options.options().map_err(invalid)?;
    let sequences: Vec<Sequence<'_>> = passes
        .iter()
        .enumerate()
        .map(|(i, pass)| sequence(pass)?.map_err(|error| invalid(error.in_sequence(i))))
        .collect::<PyResult<_>>()?;
    let analyses = py.detach(|| toeoff_core::analyze_many(&sequences, &options, threads)).map_err(invalid)?;
    Ok(analyses.into_iter().map(PyAnalysis).collect())
}

/// Name, value, low, high, unit, n, grade, reason, repeat low, repeat high.
type MeasureRow<'a> = (
    &'a str,
    Option<f64>,
    Option<f64>,
    Option<f64>,
    &'static str,
    usize,
    Option<&'static str>,
    Option<&'static str>,
    Option<f64>,
    Option<f64>,
);

/// A measure as Python names it.
fn measure_row(m: &Measure) -> MeasureRow<'_> {
    let e = m.estimate;
    let total = e.map(|e| e.total);
    let repeat = e.map(|e| e.repeat);
    (
        m.name,
        e.map(|e| e.value),
        total.map(|i| i.low),
        total.map(|i| i.high),
        m.unit,
        e.map_or(0, |e| e.n),
        m.grade.map(Grade::letter),
        m.reason.map(toeoff_core::Reason::code),
        repeat.map(|i| i.low),
        repeat.map(|i| i.high),
    )
}

/// One pass, analysed. Its columns are made when they are read: a report of which three measures are wanted should not
/// wait for the rest, and making Python objects needs the lock that a batch on many threads would queue for.
#[pyclass(frozen, name = "Analysis")]
pub struct PyAnalysis(Analysis);

#[pymethods]
impl PyAnalysis {
    /// Side, kind, time, sigma, grade.
    #[getter]
    fn events(&self) -> Vec<(&'static str, &'static str, f64, f64, &'static str)> {
        let rows = self.0.events().into_iter();
        rows.map(|e| (e.side.name(), e.kind.name(), e.time_s, e.sigma_s, e.grade.letter())).collect()
    }

    #[getter]
    fn stride_sides(&self) -> Vec<&'static str> {
        self.0.strides.iter().map(|s| s.side.name()).collect()
    }

    #[getter]
    fn stride_reasons(&self) -> Vec<Option<&'static str>> {
        self.0.strides.iter().map(|s| s.reason.map(|r| r.code())).collect()
    }

    /// Contact, toe-off, next contact and the values of each stride.
    #[getter]
    fn strides<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let strides = &self.0.strides;
        let ends = |s: &Stride| [s.initial_contact_s, s.toe_off_s, s.next_initial_contact_s];
        let numbers: Vec<f64> =
            strides.iter().flat_map(|s| ends(s).into_iter().chain(s.values().iter().copied())).collect();
        matrix(py, &numbers, strides.len(), 3 + VALUES)
    }

    #[getter]
    fn measures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        measure_rows(py, &self.0.measures.pass)
    }

    #[getter]
    fn left<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        measure_rows(py, &self.0.measures.legs[0])
    }

    #[getter]
    fn right<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        measure_rows(py, &self.0.measures.legs[1])
    }

    #[getter]
    fn foot_strike(&self) -> Option<Vec<f64>> {
        self.0.measures.foot_strike.map(|p| p.to_vec())
    }

    #[getter]
    fn foot_strike_class(&self) -> Option<&'static str> {
        self.0.measures.foot_strike.map(foot_strike::class)
    }

    #[getter]
    fn time_s<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        self.0.body_in_image.time_s.to_pyarray(py)
    }

    #[getter]
    fn landmarks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        matrix(py, &self.0.body_in_image.xy, self.0.body_in_image.n_frames(), 2 * LANDMARKS)
    }

    /// A row of degrees for each angle.
    #[getter]
    fn angles<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let series = Angle::ALL.into_iter().flat_map(|angle| self.0.angles.series(angle));
        let angles: Vec<f64> = series.map(|v| v.to_degrees()).collect();
        matrix(py, &angles, Angle::ALL.len(), self.0.body_in_image.n_frames())
    }

    #[getter]
    fn quality<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        quality(py, &self.0)
    }
}

/// Measures as Python names them.
pub fn measure_rows<'py>(py: Python<'py>, measures: &[Measure]) -> PyResult<Bound<'py, PyList>> {
    PyList::new(py, measures.iter().map(measure_row))
}

fn quality<'py>(py: Python<'py>, a: &Analysis) -> PyResult<Bound<'py, PyDict>> {
    let finite = |v: f64| Some(v).filter(|v| v.is_finite());
    let q = PyDict::new(py);
    q.set_item("travel", a.travel.map(Travel::name))?;
    q.set_item("near_side", a.travel.map(|t| t.near_side().name()))?;
    q.set_item("view_angle_deg", a.view.angle.and_then(|v| finite(v.rad.to_degrees())))?;
    q.set_item("view_sigma_deg", a.view.angle.and_then(|v| finite(v.sigma_rad.to_degrees())))?;
    q.set_item("height_px", finite(a.view.height_px))?;
    q.set_item("frame_rate_hz", finite(a.filming.rate_hz()))?;
    q.set_item("n_frames", a.body_in_image.n_frames())?;
    q.set_item("frames_exchanged", a.repairs.frames_exchanged)?;
    q.set_item("frames_merged", a.repairs.frames_merged)?;
    q.set_item("points_outlying", a.repairs.points_outlying)?;
    q.set_item("points_filled", a.repairs.points_filled)?;
    q.set_item("points_missing", a.points_missing)?;
    q.set_item("frames_interpolated", a.filming.frames_interpolated())?;
    let here = |u: Uprights| a.place_px.map_or(u.roll_rad, |place| u.roll_at(place)).to_degrees();
    q.set_item("roll_deg", a.roll.map(|r| here(r.uprights)))?;
    q.set_item("roll_slope_deg_per_px", a.roll.map(|r| r.uprights.slope_rad_per_px.to_degrees()))?;
    q.set_item("roll_sigma_deg", a.roll.map(|r| r.sigma_rad.to_degrees()))?;
    let scale = a.scale.scale;
    q.set_item("scale_m_per_px", scale.and_then(|s| finite(s.m_per_px)))?;
    q.set_item("scale_source", scale.map(|s| s.source.name()))?;
    q.set_item("scale_error", scale.and_then(|s| finite(s.relative_error)))?;
    q.set_item("scale_reason", a.scale.reason.map(|r| r.code()))?;
    q.set_item("reasons", a.reasons.iter().map(|r| r.code()).collect::<Vec<_>>())?;
    Ok(q)
}

fn matrix<'py>(py: Python<'py>, flat: &[f64], rows: usize, columns: usize) -> PyResult<Bound<'py, PyArray2<f64>>> {
    PyArray1::from_slice(py, flat).reshape([rows, columns])
}

/// Names that the columns of [`PyAnalysis`] follow.
pub fn add_names(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("ANGLE_NAMES", Angle::ALL.map(Angle::name).to_vec())?;
    module.add("STRIDE_VALUES", Value::ALL.map(|(_, name)| name).to_vec())
}
