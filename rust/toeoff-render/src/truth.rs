//! The true numbers of a scene as JSON.

use serde::Serialize;

use crate::camera::Camera;
use crate::error::Result;
use crate::gait::measures::Measures;
use crate::gait::pose::Side;
use crate::gait::runner::Travel;
use crate::gait::style::Style;
use crate::keypoints;
use crate::place::pole::Pole;
use crate::scene::{Actor, Scene};

/// What the numbers are, for whoever opens the file.
const NOTE: &str = "Exact values of the joints that were rendered. Angles are those of the joint centres in the plane of \
travel, without perspective; left and right legs move alike. An event is in the picture when every keypoint is, at that \
time. Times count from the first frame, whose time is 0.";

#[derive(Serialize)]
struct Truth<'a> {
    note: &'static str,
    frame_rate_hz: f64,
    frames: usize,
    width: usize,
    height: usize,
    camera: &'a Camera,
    #[serde(skip_serializing_if = "<[Pole]>::is_empty")]
    poles: &'a [Pole],
    runners: Vec<RunnerTruth>,
}

#[derive(Serialize)]
struct RunnerTruth {
    name: String,
    travel: Travel,
    lane_m: f64,
    /// First and last frame in which the whole runner is in the picture.
    whole_frames: Option<[usize; 2]>,
    /// Mean height in the picture over those frames, px: crown to lowest foot.
    mean_height_px: Option<f64>,
    style: Style,
    measures: Measures,
    events: Vec<EventTruth>,
}

#[derive(Serialize)]
struct EventTruth {
    side: Side,
    kind: &'static str,
    time_s: f64,
    in_picture: bool,
}

/// The truth of a scene, as indented JSON.
///
/// # Errors
/// [`crate::error::Error::Json`] when a number cannot be written.
pub fn json(scene: &Scene) -> Result<String> {
    let picture = &scene.picture;
    let truth = Truth {
        note: NOTE,
        frame_rate_hz: picture.frame_rate_hz,
        frames: picture.frames,
        width: picture.width,
        height: picture.height,
        camera: &scene.camera,
        poles: &scene.poles,
        runners: scene.actors.iter().map(|actor| runner_truth(scene, actor)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&rounded(serde_json::to_value(&truth)?))?;
    text.push('\n');
    Ok(text)
}

fn runner_truth(scene: &Scene, actor: &Actor) -> RunnerTruth {
    let runner = &actor.runner;
    let whole = |time_s: f64| whole_height_px(scene, actor, time_s);
    let seen: Vec<(usize, f64)> =
        (0..scene.picture.frames).filter_map(|f| whole(scene.time_s(f)).map(|height| (f, height))).collect();
    let end_s = scene.time_s(scene.picture.frames - 1);
    let mut events: Vec<EventTruth> = runner
        .contacts(0.0, end_s)
        .into_iter()
        .flat_map(|c| [(c.side, "initial_contact", c.initial_contact_s), (c.side, "toe_off", c.toe_off_s)])
        .filter(|(_, _, time_s)| (0.0..=end_s).contains(time_s))
        .map(|(side, kind, time_s)| EventTruth { side, kind, time_s, in_picture: whole(time_s).is_some() })
        .collect();
    events.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    // Events long before and after the runner is seen say nothing about the clip.
    let first = events.iter().position(|e| e.in_picture).unwrap_or(events.len());
    let last = events.iter().rposition(|e| e.in_picture).map_or(0, |i| i + 1);
    let events = events.drain(first.min(last)..last).collect();
    RunnerTruth {
        name: runner.name.clone(),
        travel: runner.course.travel,
        lane_m: runner.course.lane_m,
        whole_frames: seen.first().zip(seen.last()).map(|(a, b)| [a.0, b.0]),
        mean_height_px: (!seen.is_empty()).then(|| seen.iter().map(|s| s.1).sum::<f64>() / seen.len() as f64),
        style: runner.style,
        measures: Measures::of(runner),
        events,
    }
}

/// Height of the runner in the picture, px, when all of them is in it.
fn whole_height_px(scene: &Scene, actor: &Actor, time_s: f64) -> Option<f64> {
    let (width, height) = (scene.picture.width, scene.picture.height);
    let points = keypoints::in_frame(scene, &actor.runner, time_s)?;
    let rows = || points.iter().map(|p| p.y);
    keypoints::whole_in(&points, width, height, 0.0)
        .then(|| rows().fold(f64::MIN, f64::max) - rows().fold(f64::MAX, f64::min))
}

/// The same with every number to six places: a microsecond, a micrometre.
fn rounded(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(n) if n.is_f64() => {
            let exact = n.as_f64().expect("just asked");
            Value::from((exact * 1e6).round() / 1e6)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(rounded).collect()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(k, v)| (k, rounded(v))).collect()),
        other => other,
    }
}
