//! Pictures: the figure is where the projection says, and nothing depends on the number of threads.

mod common;

use common::sample;
use toeoff_render::camera::shake::Shake;
use toeoff_render::camera::{Camera, CameraPose};
use toeoff_render::keypoints;
use toeoff_render::picture::frame::Renderer;
use toeoff_render::place::pole::Pole;
use toeoff_render::scene::Scene;

/// A frame in which the first runner is in the middle of the picture.
const FRAME: usize = 57;

/// The sample scene, small, with or without runners, without noise.
fn small(runners: usize) -> Scene {
    let mut scene = sample();
    scene.picture.width = 160;
    scene.picture.height = 90;
    scene.picture.noise = 0.0;
    scene.picture.blur_px = 0.0;
    scene.actors.truncate(runners);
    scene
}

/// The figure covers its projected keypoints and little else.
fn assert_drawn_where_projected(camera: &Camera) {
    let (mut with, mut without) = (small(1), small(0));
    with.camera = camera.clone();
    without.camera = camera.clone();
    let (width, height) = (with.picture.width, with.picture.height);
    let seen = Renderer::new(&with, 1.0, 2).frame(FRAME);
    let empty = Renderer::new(&without, 1.0, 2).frame(FRAME);
    let changed = |x: usize, y: usize| {
        let i = 3 * (y * width + x);
        (0..3).any(|c| seen[i + c].abs_diff(empty[i + c]) > 12)
    };
    let time_s = with.time_s(FRAME);
    let points = keypoints::in_frame(&with, &with.actors[0].runner, time_s).expect("in front of the camera");
    for (name, p) in keypoints::HALPE26.iter().zip(points) {
        let near = |d: isize| (p.x.round() as isize + d, p.y.round() as isize);
        let hit = [-1, 0, 1].map(near).iter().any(|&(x, y)| changed(x as usize, y as usize));
        assert!(hit, "nothing is drawn at {name}");
    }
    // Above the ground, where shadows fall, nothing is drawn far from the keypoints.
    let range = |of: fn(&toeoff_render::vec::Vec2) -> f64| {
        let values = || points.iter().map(of);
        (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max))
    };
    let ((left, right), (top, _)) = (range(|p| p.x), range(|p| p.y));
    for y in 0..height * 2 / 3 {
        for x in 0..width {
            let inside = (left - 4.0..=right + 4.0).contains(&(x as f64)) && y as f64 >= top - 4.0;
            assert!(inside || !changed(x, y), "something is drawn at {x}, {y}");
        }
    }
}

#[test]
fn the_figure_is_where_its_keypoints_are() {
    assert_drawn_where_projected(&small(0).camera);
}

#[test]
fn a_turned_and_tilted_camera_moves_figure_and_keypoints_alike() {
    let mut camera = small(0).camera;
    camera.pose[0] = CameraPose { yaw_deg: 5.0, roll_deg: 4.0, ..camera.pose[0] };
    assert_drawn_where_projected(&camera);
}

#[test]
fn a_rolling_shutter_and_a_shaking_hand_move_figure_and_keypoints_alike() {
    let mut camera = small(0).camera;
    // 16 ms at 4 m/s: 6 cm between the first row and the last.
    camera.readout_s = 0.016;
    assert_drawn_where_projected(&camera);
    camera.shake = Some(Shake { amplitude_deg: 1.0, rate_hz: 3.0, seed: 2 });
    assert_drawn_where_projected(&camera);
}

#[test]
fn a_rolling_shutter_shears_the_runner_and_a_frame_time_is_that_of_its_middle_row() {
    let mut scene = small(1);
    let time_s = scene.time_s(FRAME);
    let at = |scene: &Scene| keypoints::in_frame(scene, &scene.actors[0].runner, time_s).expect("ahead");
    let still = at(&scene);
    scene.camera.readout_s = 0.016;
    let sheared = at(&scene);
    let middle = scene.picture.height as f64 / 2.0;
    // The rows above the middle are exposed earlier: what they show is further back along the runner's way.
    let crown = 17;
    assert!(still[crown].y < middle && sheared[crown].x < still[crown].x - 0.02);
    let pixels_per_s = 4.0 * scene.camera.view(0.0, scene.picture.width, scene.picture.height).focal_px / 11.7;
    let expected = scene.camera.row_delay_s(still[crown].y, scene.picture.height) * pixels_per_s;
    assert!((sheared[crown].x - still[crown].x - expected).abs() < 0.2 * expected.abs());
}

#[test]
fn a_camera_that_follows_keeps_the_runner_in_the_middle() {
    let text = std::fs::read_to_string(common::sample_folder().join("scene.toml")).expect("the sample scene is there");
    for how in ["turn", "move"] {
        let follow = format!("[camera.follow]\nrunner = \"leaning\"\nhow = \"{how}\"\n\n[[camera.pose]]");
        let scene = Scene::parse(&text.replacen("[[camera.pose]]", &follow, 1), "scene.toml".as_ref()).expect("sound");
        for frame in [0, 57, 110] {
            let runner = &scene.actors[0].runner;
            let points = keypoints::in_frame(&scene, runner, scene.time_s(frame)).expect("ahead");
            let hip = 19;
            assert!((points[hip].x - 639.5).abs() < 20.0, "{how}, frame {frame}: {}", points[hip].x);
        }
    }
}

#[test]
fn a_pole_hides_the_runner_in_pictures_and_in_the_table() {
    let mut scene = small(1);
    let time_s = scene.time_s(FRAME);
    let knee = keypoints::in_world(&scene.actors[0].runner, &scene.actors[0].runner.pose(time_s))[13];
    let eye = scene.camera.view(time_s, 160, 90).position;
    // On the line from the camera to a knee.
    let z_m = 4.0;
    let x_m = eye.x + (knee.x - eye.x) * (eye.z - z_m) / (eye.z - knee.z);
    scene.poles.push(Pole { x_m, z_m, radius_m: 0.08, height_m: 4.0 });
    let row = keypoints::csv(&scene).lines().find(|l| l.starts_with("57,")).expect("seen whole").to_owned();
    let cells: Vec<&str> = row.split(',').collect();
    assert_eq!((cells[2 + 2 * 13], cells[2 + 2 * 13 + 1]), ("", ""));
    assert!(cells.iter().filter(|c| c.is_empty()).count() < 40, "{row}");
    let mut nobody = scene.clone();
    nobody.actors.clear();
    let at = keypoints::in_frame(&scene, &scene.actors[0].runner, time_s).expect("ahead")[13];
    let pixel = 3 * (at.y.round() as usize * 160 + at.x.round() as usize);
    let [seen, empty] = [&scene, &nobody].map(|s| Renderer::new(s, 1.0, 2).frame(FRAME)[pixel..pixel + 3].to_vec());
    assert_eq!(seen, empty);
}

#[test]
fn a_pan_blurs_the_background_over_the_exposure() {
    let mut scene = small(0);
    // 100 deg a second: 7 px of 160 within the exposure.
    let start = CameraPose { yaw_deg: -100.0, ..scene.camera.pose[0] };
    scene.camera.pose = vec![start, CameraPose { time_s: 2.0, yaw_deg: 100.0, ..start }];
    let contrast = |exposure_s: f64| -> u64 {
        let mut scene = scene.clone();
        scene.picture.exposure_s = exposure_s;
        let frame = Renderer::new(&scene, 1.0, 2).frame(60);
        frame.windows(4).map(|w| u64::from(w[0].abs_diff(w[3])).pow(2)).sum()
    };
    let (sharp, blurred) = (contrast(0.0005), contrast(1.0 / 60.0));
    assert!(3 * blurred < 2 * sharp, "{sharp} sharp, {blurred} blurred");
}

#[test]
fn the_same_scene_gives_the_same_bytes_from_any_number_of_threads() {
    let mut scene = small(1);
    scene.picture.noise = 2.0;
    scene.picture.blur_px = 0.5;
    let one = Renderer::new(&scene, 1.0, 1).frame(FRAME);
    assert_eq!(one, Renderer::new(&scene, 1.0, 3).frame(FRAME));
    assert_eq!(one.len(), 160 * 90 * 3);
}

#[test]
fn a_smaller_scale_gives_a_smaller_picture() {
    let scene = small(0);
    let mut renderer = Renderer::new(&scene, 0.5, 1);
    assert_eq!(renderer.size(), (80, 45));
    assert_eq!(renderer.frame(0).len(), 80 * 45 * 3);
}
