//! What a scene file may say, and what is said when it says something else.

mod common;

use std::path::Path;

use common::{sample, sample_folder};
use toeoff_render::scene::Scene;
use toeoff_render::truth;

fn text() -> String {
    std::fs::read_to_string(sample_folder().join("scene.toml")).expect("the sample scene is there")
}

/// The message for the sample scene with one piece of its text exchanged (first place only).
fn refused(from: &str, to: &str) -> String {
    let text = text();
    assert!(text.contains(from), "{from}");
    Scene::parse(&text.replacen(from, to, 1), Path::new("scene.toml")).expect_err("unsound").to_string()
}

#[test]
fn a_missing_file_is_named() {
    let message = Scene::read(Path::new("nowhere.toml")).expect_err("missing").to_string();
    assert!(message.starts_with("nowhere.toml: "), "{message}");
}

#[test]
fn a_misspelt_setting_is_named_with_its_line() {
    let message = refused("trunk_lean_deg", "trunk_leen_deg");
    assert!(
        message.contains("scene.toml") && message.contains("trunk_leen_deg") && message.contains("line"),
        "{message}"
    );
}

#[test]
fn a_colour_that_is_none_is_quoted() {
    let message = refused("#c98f6b", "brown");
    assert!(message.contains("\"brown\" is not a colour; write it as \"#c98f6b\""), "{message}");
}

#[test]
fn numbers_out_of_range_are_named_with_the_range() {
    for (from, to, wanted) in [
        ("lane_m = -0.7", "lane_m = 7.0", "runner leaning: lane_m is 7, but must be between -2.3 and 2.6"),
        ("width = 1280", "width = 0", "picture: width is 0, but must be between 16 and 4096"),
        ("noise = 2.0", "noise = -1.0", "picture: noise is -1, but must be between 0 and 20"),
        ("exposure_s = 0.002", "exposure_s = 1.0", "picture: exposure_s is 1, but must be between 0 and"),
        ("sleeve = 0.55", "sleeve = 1.5", "runner leaning: sleeve is 1.5, but must be between 0.1 and 0.8"),
        ("[0.0, 1.25, 11.0]", "[0.0, 1.25, 2.0]", "camera: position_m[2] is 2, but must be between 3.6 and 100"),
    ] {
        let message = refused(from, to);
        assert!(message.contains(wanted), "{message}");
    }
}

#[test]
fn two_runners_of_one_name_are_refused() {
    let message = refused("name = \"short\"", "name = \"leaning\"");
    assert_eq!(message, "scene: name of a runner is \"leaning\", but must be given once only");
}

#[test]
fn camera_poses_come_in_order_of_time() {
    let message = refused("[[camera.pose]]\n", "[[camera.pose]]\nposition_m = [0.0, 1.0, 9.0]\n\n[[camera.pose]]\n");
    assert!(message.contains("later in each pose than in the last"), "{message}");
}

#[test]
fn a_camera_that_no_hand_holds_is_refused() {
    let after = "field_of_view_deg = 38.8\n";
    for (added, wanted) in [
        ("readout_s = 0.02\n", "camera: readout_s is 0.02, but must be between 0 and 0.016"),
        (
            "[camera.shake]\namplitude_deg = 30.0\nrate_hz = 3.0\nseed = 1\n",
            "camera.shake: amplitude_deg is 30, but must be between 0 and 10",
        ),
        (
            "[camera.follow]\nrunner = \"nobody\"\nhow = \"turn\"\n",
            "camera.follow: runner is \"nobody\", but must be the name of a runner of the scene",
        ),
        (
            "[camera.follow]\nrunner = \"short\"\nhow = \"move\"\nshare = -1.0\n",
            "camera.follow: share is -1, but must be between 0 and 2",
        ),
    ] {
        let message = refused(after, &format!("{after}{added}"));
        assert!(message.contains(wanted), "{message}");
    }
}

#[test]
fn a_pole_on_the_road_is_refused() {
    let pole = "[[pole]]\nx_m = 0.0\nz_m = 1.0\nradius_m = 0.1\nheight_m = 3.0\n\n[camera]\n";
    let message = refused("[camera]\n", pole);
    assert_eq!(message, "pole: z_m is \"1\", but must be off the road: below -2.3 or above 2.6");
}

#[test]
fn every_runner_of_the_sample_is_seen_whole_for_two_strides() {
    let truth: serde_json::Value =
        serde_json::from_str(&truth::json(&sample()).expect("finite numbers")).expect("what was just written");
    let runners = truth["runners"].as_array().expect("a list");
    assert_eq!(runners.len(), 5);
    for runner in runners {
        let events = runner["events"].as_array().expect("a list");
        let seen = |kind: &str| events.iter().filter(|e| e["kind"] == kind && e["in_picture"] == true).count();
        assert!(seen("initial_contact") >= 5 && seen("toe_off") >= 5, "{}", runner["name"]);
        assert!(runner["mean_height_px"].as_f64().expect("a number") > 250.0, "{}", runner["name"]);
    }
}

#[test]
fn the_truth_beside_the_clip_is_that_of_its_scene() {
    let kept = std::fs::read_to_string(sample_folder().join("truth.json")).expect("the truth is there");
    let kept: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
    let made: serde_json::Value =
        serde_json::from_str(&truth::json(&sample()).expect("finite numbers")).expect("what was just written");
    equal_within(&kept, &made, "truth");
}

/// Numbers may differ in the last of their six places: sine and cosine are the system's.
fn equal_within(kept: &serde_json::Value, made: &serde_json::Value, place: &str) {
    use serde_json::Value;
    match (kept, made) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().expect("a number"), b.as_f64().expect("a number"));
            assert!((a - b).abs() < 5e-6, "{place}: {a} kept, {b} made; run `make sample`");
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{place}; run `make sample`");
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                equal_within(a, b, &format!("{place}[{i}]"));
            }
        }
        (Value::Object(a), Value::Object(b)) => {
            assert!(a.keys().eq(b.keys()), "{place}; run `make sample`");
            for (key, value) in a {
                equal_within(value, &b[key], &format!("{place}.{key}"));
            }
        }
        _ => assert_eq!(kept, made, "{place}; run `make sample`"),
    }
}
