//! Where the time of a pass goes: each stage on what the stage before gives it.

use std::hint::black_box;

use toeoff_core::angles::Angles;
use toeoff_core::body::{Body, Plane};
use toeoff_core::events::{self, CameraMotion, Points};
use toeoff_core::smooth::{Cutoffs, butterworth_body};
use toeoff_core::{Camera, Options, Sequence, Side, repair, resample, view};

use crate::footage::Quality;
use crate::{row, timing};

/// Times every stage; those that change a body are timed with the copy that they change.
pub fn all(sequence: &Sequence<'_>, frames: usize, quality: Quality) {
    let minimum = Options::default().score_minimum;
    let line = |stage: &str, times| row(&format!("  {stage}/{frames}/{}", quality.name()), times, frames);
    let seen = sequence.body(minimum);
    line("landmarks", timing::time(|| black_box(sequence).body(minimum), |_| ()));
    line("view", timing::time(|| view::assess(black_box(&seen), Camera::Unknown), |_| ()));
    let turned = seen.turned(Plane { forward: 1.0, foreshortening: 1.0 });
    let changed = |body: &Body, change: &dyn Fn(&mut Body)| {
        let mut copy = black_box(body).clone();
        change(&mut copy);
        copy
    };
    let mend = |body: &mut Body| {
        repair::repair(body, Some(Side::Right));
    };
    line("repair", timing::time(|| changed(&turned, &mend), |_| ()));
    let even = resample::uniform(&changed(&turned, &mend));
    line("events", timing::time(|| events::detect(black_box(&even), CameraMotion::Unknown, Points::Feet), |_| ()));
    let smooth = |body: &mut Body| {
        butterworth_body(body, Cutoffs::default()).expect("a body with a frame rate");
    };
    line("smooth", timing::time(|| changed(&even, &smooth), |_| ()));
    let smoothed = changed(&even, &smooth);
    line("angles", timing::time(|| Angles::of(black_box(&smoothed)), |_| ()));
}
