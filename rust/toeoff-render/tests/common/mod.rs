//! Scenes that several tests use.

use std::path::{Path, PathBuf};

use toeoff_render::scene::Scene;

/// The folder of the sample clip.
pub fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/sample")
}

/// The scene of the sample clip.
pub fn sample() -> Scene {
    Scene::read(&sample_folder().join("scene.toml")).expect("the sample scene is sound")
}
