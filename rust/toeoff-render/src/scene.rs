//! The scene file: picture, camera, light and runners.

use std::path::Path;

use serde::Deserialize;

use crate::camera::Camera;
use crate::error::{Error, Result};
use crate::gait::runner::{Course, Runner};
use crate::gait::style::Style;
use crate::look::Look;
use crate::place::{Place, ROAD_M};
use crate::vec::{Vec3, vec3};

/// Size and quality of the picture.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Width, px.
    pub width: usize,
    /// Height, px.
    pub height: usize,
    /// Frames a second.
    pub frame_rate_hz: f64,
    /// Number of frames.
    pub frames: usize,
    /// Exposure of a frame, s; the time of a frame is the middle of its exposure.
    pub exposure_s: f64,
    /// Standard deviation of the sensor's noise, of 255.
    pub noise: f64,
    /// Standard deviation of the lens's blur, px.
    pub blur_px: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneFile {
    seed: u64,
    /// Direction to the sun.
    sun: [f64; 3],
    picture: Picture,
    camera: Camera,
    runner: Vec<ActorFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorFile {
    name: String,
    style: Style,
    course: Course,
    look: Look,
}

/// A runner and their looks.
#[derive(Debug, Clone)]
pub struct Actor {
    /// How they move.
    pub runner: Runner,
    /// What they look like.
    pub look: Look,
}

/// A scene that can be rendered.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Of the noise and of the surroundings.
    pub seed: u64,
    /// Direction to the sun, length 1.
    pub sun: Vec3,
    /// Picture.
    pub picture: Picture,
    /// Camera.
    pub camera: Camera,
    /// Runners, in the order of the file.
    pub actors: Vec<Actor>,
}

impl Scene {
    /// Reads a scene file.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Format`] and what [`Self::check`] and [`Runner::new`] find.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::File { path: path.into(), source })?;
        Self::parse(&text, path)
    }

    /// Reads the text of a scene file; the path is for messages.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let file: SceneFile =
            toml::from_str(text).map_err(|e| Error::Format { path: path.into(), source: Box::new(e) })?;
        let [x, y, z] = file.sun;
        let mut actors = Vec::with_capacity(file.runner.len());
        for ActorFile { name, style, course, look } in file.runner {
            look.check(&name)?;
            actors.push(Actor { runner: Runner::new(&name, style, course)?, look });
        }
        let scene =
            Self { seed: file.seed, sun: vec3(x, y, z).unit(), picture: file.picture, camera: file.camera, actors };
        scene.check()?;
        Ok(scene)
    }

    /// Time of a frame, s.
    pub fn time_s(&self, frame: usize) -> f64 {
        frame as f64 / self.picture.frame_rate_hz
    }

    /// The surroundings.
    pub fn place(&self) -> Place {
        // Far apart on the noise: neighbouring seeds are as different as any.
        Place { seed: (self.seed % 1000) as f64 * 37.0 }
    }

    fn check(&self) -> Result<()> {
        let p = &self.picture;
        let frame_s = 1.0 / p.frame_rate_hz;
        // Larger pictures than 4K are a slip of the pen; a sun near the horizon throws shadows without end.
        let settings = [
            ("picture", "width", p.width as f64, 16.0, 4096.0),
            ("picture", "height", p.height as f64, 16.0, 4096.0),
            ("picture", "frame_rate_hz", p.frame_rate_hz, 1.0, 1000.0),
            ("picture", "frames", p.frames as f64, 1.0, 100_000.0),
            ("picture", "exposure_s", p.exposure_s, 0.0, frame_s),
            ("picture", "noise", p.noise, 0.0, 20.0),
            ("picture", "blur_px", p.blur_px, 0.0, 5.0),
            ("camera", "field_of_view_deg", self.camera.field_of_view_deg, 5.0, 120.0),
            ("scene", "height of the sun (sun[1] of length 1)", self.sun.y, 0.3, 1.0),
        ];
        for (place, name, value, low, high) in settings {
            in_range(place, name, value, low, high)?;
        }
        self.check_camera()?;
        let mut names = std::collections::BTreeSet::new();
        for actor in &self.actors {
            let runner = &actor.runner;
            in_range(&format!("runner {}", runner.name), "lane_m", runner.course.lane_m, ROAD_M[0], ROAD_M[1])?;
            if !names.insert(runner.name.as_str()) {
                return Err(meaningless("scene", "name of a runner", &runner.name, "given once only"));
            }
        }
        Ok(())
    }

    fn check_camera(&self) -> Result<()> {
        let poses = &self.camera.pose;
        if poses.is_empty() {
            return Err(meaningless("camera", "pose", "[]", "at least one [[camera.pose]]"));
        }
        for pose in poses {
            let [_, y, z] = pose.position_m;
            // Nobody may run through the camera.
            in_range("camera", "position_m[1]", y, 0.2, 20.0)?;
            in_range("camera", "position_m[2]", z, ROAD_M[1] + 1.0, 100.0)?;
        }
        if poses.windows(2).any(|pair| pair[0].time_s >= pair[1].time_s) {
            return Err(meaningless(
                "camera",
                "time_s of the poses",
                "not rising",
                "later in each pose than in the last",
            ));
        }
        Ok(())
    }
}

fn in_range(place: &str, name: &'static str, value: f64, low: f64, high: f64) -> Result<()> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(Error::OutOfRange { place: place.into(), name, value, low, high })
}

fn meaningless(place: &str, name: &'static str, value: &str, allowed: &'static str) -> Error {
    Error::Meaningless { place: place.into(), name, value: value.into(), allowed }
}
