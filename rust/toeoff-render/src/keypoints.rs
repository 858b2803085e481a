//! Exact keypoints in the picture: the Halpe-26 set, projected from the joints.

use std::fmt::Write;

use crate::camera::View;
use crate::gait::pose::{Pose, Side};
use crate::gait::runner::Runner;
use crate::scene::Scene;
use crate::vec::{Vec2, Vec3};

/// Names, in the order of Halpe-26.
pub const HALPE26: [&str; 26] = [
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "head",
    "neck",
    "hip",
    "left_big_toe",
    "right_big_toe",
    "left_small_toe",
    "right_small_toe",
    "left_heel",
    "right_heel",
];

/// Places on the head, ahead, up and outwards of the middle of the cranium, of the height: as the figure is painted.
const NOSE: [f64; 3] = [0.067, -0.011, 0.0];
const EYE: [f64; 3] = [0.049, 0.005, 0.018];
const EAR: [f64; 3] = [-0.004, -0.003, 0.048];
const CROWN: [f64; 3] = [-0.010, 0.057, 0.0];

/// The keypoints of a runner in space.
pub fn in_world(runner: &Runner, pose: &Pose) -> [Vec3; 26] {
    let height = runner.proportions().height;
    let head =
        |[ahead, up, out]: [f64; 3], side: f64| pose.head.point(ahead * height, up * height, side * out * height);
    let [left, right] = Side::BOTH.map(|side| pose.side(side));
    let [left_foot, right_foot] = Side::BOTH.map(|side| runner.foot_marks(pose, side));
    [
        head(NOSE, 0.0),
        head(EYE, -1.0),
        head(EYE, 1.0),
        head(EAR, -1.0),
        head(EAR, 1.0),
        left.shoulder,
        right.shoulder,
        left.elbow,
        right.elbow,
        left.wrist,
        right.wrist,
        left.hip,
        right.hip,
        left.knee,
        right.knee,
        left.ankle,
        right.ankle,
        head(CROWN, 0.0),
        pose.neck,
        pose.hip_middle,
        left_foot.big_toe,
        right_foot.big_toe,
        left_foot.small_toe,
        right_foot.small_toe,
        left_foot.heel,
        right_foot.heel,
    ]
}

/// The keypoints in the picture, px; `None` when one is behind the camera.
pub fn in_image(runner: &Runner, time_s: f64, view: &View) -> Option<[Vec2; 26]> {
    let mut image = [Vec2::default(); 26];
    for (at, point) in image.iter_mut().zip(in_world(runner, &runner.pose(time_s))) {
        *at = view.project(point)?;
    }
    Some(image)
}

/// The keypoints in a frame of a scene, px, each where its own row of the shutter sees it; `None` when one is behind the
/// camera.
pub fn in_frame(scene: &Scene, runner: &Runner, time_s: f64) -> Option<[Vec2; 26]> {
    let (width, height) = (scene.picture.width, scene.picture.height);
    let mut image = in_image(runner, time_s, &scene.camera.view(time_s, width, height))?;
    if scene.camera.readout_s == 0.0 {
        return Some(image);
    }
    for (i, at) in image.iter_mut().enumerate() {
        // The row of a point depends on its time and the time on its row: 1 % of a row is left after three rounds.
        for _ in 0..3 {
            let row_s = time_s + scene.camera.row_delay_s(at.y, height);
            let point = in_world(runner, &runner.pose(row_s))[i];
            *at = scene.camera.view(row_s, width, height).project(point)?;
        }
    }
    Some(image)
}

/// Which keypoints a pole hides from the camera.
fn hidden(scene: &Scene, runner: &Runner, time_s: f64) -> [bool; 26] {
    let eye = scene.camera.view(time_s, scene.picture.width, scene.picture.height).position;
    in_world(runner, &runner.pose(time_s)).map(|point| scene.poles.iter().any(|pole| pole.hides(eye, point)))
}

/// Whether every keypoint lies in a picture of this size, `margin` px from its edges.
pub fn whole_in(points: &[Vec2; 26], width: usize, height: usize, margin: f64) -> bool {
    let within = |value: f64, size: usize| (margin..=size as f64 - 1.0 - margin).contains(&value);
    points.iter().all(|p| within(p.x, width) && within(p.y, height))
}

/// Keypoints of every runner in every frame in which all of them are in the picture, as CSV: frame, runner, then x and y
/// of each keypoint in px, empty behind a pole.
pub fn csv(scene: &Scene) -> String {
    let (width, height) = (scene.picture.width, scene.picture.height);
    let mut text = String::from("frame,runner");
    for name in HALPE26 {
        write!(text, ",{name}_x,{name}_y").expect("a string takes everything");
    }
    text.push('\n');
    for frame in 0..scene.picture.frames {
        let time_s = scene.time_s(frame);
        for actor in &scene.actors {
            let Some(points) = in_frame(scene, &actor.runner, time_s) else { continue };
            if !whole_in(&points, width, height, 0.0) {
                continue;
            }
            write!(text, "{frame},{}", actor.runner.name).expect("a string takes everything");
            let hidden = hidden(scene, &actor.runner, time_s);
            for (p, is_hidden) in points.iter().zip(hidden) {
                let written = if is_hidden { write!(text, ",,") } else { write!(text, ",{:.2},{:.2}", p.x, p.y) };
                written.expect("a string takes everything");
            }
            text.push('\n');
        }
    }
    text
}
