//! Angles, clock and per-stride values of one body, for the twins and the fits; `analyze` is the way in for users.

use numpy::{IntoPyArray, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray3};
use pyo3::prelude::*;
use toeoff_core::Side;
use toeoff_core::angles::{ANGLES, Angle, Angles};
use toeoff_core::body::Body;
use toeoff_core::clock::Clock;
use toeoff_core::events::{Stance, Timing};
use toeoff_core::strides::{self, Motion, VALUES};
use toeoff_core::unseen::Unseen;

/// Landmarks with full scores where they are not missing.
fn body(time_s: &PyReadonlyArray1<'_, f64>, xy: &PyReadonlyArray3<'_, f64>) -> PyResult<Body> {
    let (time_s, xy) = (time_s.as_slice()?.to_vec(), xy.as_slice()?.to_vec());
    let score = xy.as_chunks::<2>().0.iter().map(|[x, y]| if x.is_finite() && y.is_finite() { 1.0 } else { 0.0 });
    Ok(Body { score: score.collect(), xy, time_s })
}

/// Every angle of every frame, `(angles, frames)`, deg, of landmarks `(frames, 12, 2)` with x along travel and y up.
#[pyfunction]
pub fn body_angles<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let body = body(&time_s, &xy)?;
    let angles = Angles::of(&body);
    let all: Vec<f64> = Angle::ALL.into_iter().flat_map(|a| angles.series(a).iter().map(|v| v.to_degrees())).collect();
    all.into_pyarray(py).reshape([ANGLES, body.n_frames()])
}

/// Rows of stances with the stated events (s, NaN when not told), in time order: initial contact, toe-off, next initial
/// contact, then the values in the order of `STRIDE_VALUES`. The clock is uniform.
#[pyfunction]
pub fn stride_values<'py>(
    py: Python<'py>,
    time_s: PyReadonlyArray1<'py, f64>,
    xy: PyReadonlyArray3<'py, f64>,
    camera_is_still: bool,
    side: PyReadonlyArray1<'py, u8>,
    initial_contact_s: PyReadonlyArray1<'py, f64>,
    toe_off_s: PyReadonlyArray1<'py, f64>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let body = body(&time_s, &xy)?;
    let timing = |time_s: f64| {
        let known = Timing { time_s, sigma_s: 0.0, alone_s: time_s, is_near_cut: false, is_doubtful: false };
        time_s.is_finite().then_some(known)
    };
    let stances: Vec<Stance> = side
        .as_slice()?
        .iter()
        .zip(initial_contact_s.as_slice()?.iter().zip(toe_off_s.as_slice()?))
        .map(|(&side, (&contact, &toe_off))| Stance {
            side: Side::BOTH[usize::from(side != 0)],
            anchor_s: f64::NAN,
            initial_contact: timing(contact),
            toe_off: timing(toe_off),
            reads: None,
            reason: None,
        })
        .collect();
    let (angles, clock, leg_length) = (Angles::of(&body), Clock::of(&body), body.leg_length());
    let unseen = Unseen::of(&body);
    let motion = Motion {
        body: &body,
        angles: &angles,
        clock,
        leg_length,
        stride_time_s: f64::NAN,
        camera_is_still,
        unseen: &unseen,
    };
    let rows = strides::strides(&stances, &motion);
    let all: Vec<f64> = rows
        .iter()
        .flat_map(|s| {
            [s.initial_contact_s, s.toe_off_s, s.next_initial_contact_s].into_iter().chain(s.values().iter().copied())
        })
        .collect();
    all.into_pyarray(py).reshape([rows.len(), 3 + VALUES])
}
