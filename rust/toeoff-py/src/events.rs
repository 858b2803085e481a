//! Events of one body and what they are read from, for tests and for fitting; `analyze` is the way in for users.

use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray3, PyUntypedArrayMethods,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use toeoff_core::Side;
use toeoff_core::body::{Body, LANDMARKS};
use toeoff_core::events::anchors::{self, Anchor};
use toeoff_core::events::channels::{Channels, Scene};
use toeoff_core::events::inputs::{Legs, Pass, Points, Reads, Stage};
use toeoff_core::events::{self, CameraMotion, Detection, Timing};
use toeoff_core::repetition::repetition;

/// Side (0 left, 1 right) and time of every anchor; stride time, s.
type AnchorArrays<'py> = (Bound<'py, PyArray1<u8>>, Bound<'py, PyArray1<f64>>, f64);
/// Error that stays with a runner, then per stage the constant and the weights, s, for initial contact and toe-off.
type Coefficients = ([f64; 2], [Vec<(f64, Vec<f64>)>; 2]);

/// A body with full scores.
fn body(time_s: &PyReadonlyArray1<'_, f64>, xy: &PyReadonlyArray3<'_, f64>) -> PyResult<Body> {
    let time_s = time_s.as_slice()?.to_vec();
    Ok(Body { xy: xy.as_slice()?.to_vec(), score: vec![1.0; time_s.len() * LANDMARKS], time_s })
}

fn camera(is_still: bool) -> CameraMotion {
    if is_still { CameraMotion::Still } else { CameraMotion::Unknown }
}

fn reads(with_feet: bool, both_legs: bool) -> Reads {
    Reads {
        points: if with_feet { Points::Feet } else { Points::Ankles },
        legs: if both_legs { Legs::Both } else { Legs::Own },
    }
}

/// The anchors of a body and its stride time.
#[pyfunction]
pub fn event_anchors<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
) -> PyResult<AnchorArrays<'py>> {
    let body = body(&time_s, &xy)?;
    let Some(scene) = Scene::of(&body) else {
        return Ok((Vec::new().into_pyarray(py), Vec::new().into_pyarray(py), f64::NAN));
    };
    let found = anchors::find(&scene);
    let sides: Vec<u8> = found.list.iter().map(|a| a.side.index() as u8).collect();
    let times: Vec<f64> = found.list.iter().map(|a| a.time_s).collect();
    Ok((sides.into_pyarray(py), times.into_pyarray(py), found.stride_time_s))
}

/// Inputs of a stage about `centre_s` for the anchors `side` and `anchor_s`, `(anchors, inputs)`; NaN where the anchor
/// lies in a gap.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "one body, one table, one list of anchors")]
pub fn event_inputs<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    camera_is_still: bool,
    with_feet: bool,
    both_legs: bool,
    stage: &str,
    side: PyReadonlyArray1<'py, u8>,
    anchor_s: PyReadonlyArray1<'py, f64>,
    centre_s: PyReadonlyArray1<'py, f64>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let body = body(&time_s, &xy)?;
    let reads = reads(with_feet, both_legs);
    let stage = match stage {
        "coarse" => Stage::Coarse,
        "fine" => Stage::Fine,
        "stride" => Stage::Stride,
        other => return Err(PyValueError::new_err(format!("stage is {other:?}; it must be coarse, fine or stride"))),
    };
    let (rows, columns) = (side.len(), reads.n_inputs(stage));
    let mut all = Vec::with_capacity(rows * columns);
    if let Some(scene) = Scene::of(&body) {
        let found = anchors::find(&scene);
        let channels = Channels::of(&scene, camera(camera_is_still));
        let pass = Pass::new(&channels, &found);
        let mut inputs = Vec::new();
        let anchors = side.as_slice()?.iter().zip(anchor_s.as_slice()?);
        for ((&side, &time_s), &centre_s) in anchors.zip(centre_s.as_slice()?) {
            let anchor = Anchor { side: Side::BOTH[usize::from(side != 0)], time_s };
            match pass.span_s(anchor, reads) {
                Some(span_s) => pass.inputs(reads, stage, anchor.side, centre_s, span_s, &mut inputs),
                None => inputs = vec![f64::NAN; columns],
            }
            all.extend_from_slice(&inputs);
        }
    }
    all.resize(rows * columns, f64::NAN);
    all.into_pyarray(py).reshape([rows, columns])
}

/// The coefficients of a table.
#[pyfunction]
pub fn event_coefficients(camera_is_still: bool, with_feet: bool, both_legs: bool) -> Coefficients {
    let table = events::table(reads(with_feet, both_legs), camera(camera_is_still));
    let stages = [&table.initial_contact, &table.toe_off];
    (table.runner_s, stages.map(|s| s.iter().map(|line| (line.constant_s, line.weights_s.to_vec())).collect()))
}

/// Every stance of a body, a row each: side, anchor, then for initial contact and toe-off time, sigma, time of this
/// stance alone (all s, NaN when it could not be told), whether it is near a cut, whether it is in doubt (0 or 1).
#[pyfunction]
pub fn detect_events<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    camera_is_still: bool,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let body = body(&time_s, &xy)?;
    let Detection { stances, .. } = py.detach(move || events::detect(&body, camera(camera_is_still), Points::Feet));
    let flag = |is: bool| f64::from(u8::from(is));
    let event = |timing: Option<Timing>| match timing {
        Some(t) => [t.time_s, t.sigma_s, t.alone_s, flag(t.is_near_cut), flag(t.is_doubtful)],
        None => [f64::NAN; 5],
    };
    let rows: Vec<f64> = stances
        .iter()
        .flat_map(|s| {
            let head = [s.side.index() as f64, s.anchor_s];
            head.into_iter().chain(event(s.initial_contact)).chain(event(s.toe_off))
        })
        .collect();
    rows.into_pyarray(py).reshape([stances.len(), 12])
}

/// Step time and mismatch of a body in the runner's frame; None when it does not repeat.
#[pyfunction]
pub fn step_repetition(
    time_s: PyReadonlyArray1<'_, f64>,
    xy: PyReadonlyArray3<'_, f64>,
) -> PyResult<Option<(f64, f64)>> {
    let body = body(&time_s, &xy)?;
    Ok(repetition(&body, body.leg_length()).map(|r| (r.step_time_s, r.mismatch)))
}
