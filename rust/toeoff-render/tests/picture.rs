//! Pictures: the figure is where the projection says, and nothing depends on the number of threads.

mod common;

use common::sample;
use toeoff_render::camera::CameraPose;
use toeoff_render::keypoints;
use toeoff_render::picture::frame::Renderer;
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
fn assert_drawn_where_projected(pose: CameraPose) {
    let (mut with, mut without) = (small(1), small(0));
    with.camera.pose = vec![pose];
    without.camera.pose = vec![pose];
    let (width, height) = (with.picture.width, with.picture.height);
    let seen = Renderer::new(&with, 1.0, 2).frame(FRAME);
    let empty = Renderer::new(&without, 1.0, 2).frame(FRAME);
    let changed = |x: usize, y: usize| {
        let i = 3 * (y * width + x);
        (0..3).any(|c| seen[i + c].abs_diff(empty[i + c]) > 12)
    };
    let time_s = with.time_s(FRAME);
    let view = with.camera.view(time_s, width, height);
    let points = keypoints::in_image(&with.actors[0].runner, time_s, &view).expect("in front of the camera");
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
    assert_drawn_where_projected(small(0).camera.pose[0]);
}

#[test]
fn a_turned_and_tilted_camera_moves_figure_and_keypoints_alike() {
    assert_drawn_where_projected(CameraPose { yaw_deg: 5.0, roll_deg: 4.0, ..small(0).camera.pose[0] });
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
