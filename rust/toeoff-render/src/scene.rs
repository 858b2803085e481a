//! The scene file: picture, camera, light and runners.

use std::path::Path;

use serde::Deserialize;

use crate::camera::Camera;
use crate::camera::follow::Path as RunnerPath;
use crate::error::{Error, Result};
use crate::gait::runner::{Course, Runner, Travel};
use crate::gait::style::Style;
use crate::look::Look;
use crate::place::pole::Pole;
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
    #[serde(default)]
    pole: Vec<Pole>,
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
    /// Poles, in the order of the file.
    pub poles: Vec<Pole>,
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
        let mut scene = Self {
            seed: file.seed,
            sun: vec3(x, y, z).unit(),
            picture: file.picture,
            camera: file.camera,
            poles: file.pole,
            actors,
        };
        scene.find_followed()?;
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

    /// Tells the camera the way of the runner it follows.
    fn find_followed(&mut self) -> Result<()> {
        let Some(follow) = &mut self.camera.follow else { return Ok(()) };
        let Some(actor) = self.actors.iter().find(|a| a.runner.name == follow.runner) else {
            return Err(meaningless("camera.follow", "runner", &follow.runner, "the name of a runner of the scene"));
        };
        let Runner { style, course, .. } = &actor.runner;
        let sign = if course.travel == Travel::LeftToRight { 1.0 } else { -1.0 };
        follow.path =
            RunnerPath { velocity_mps: sign * style.speed_mps, middle_s: course.middle_s, lane_m: course.lane_m };
        Ok(())
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
        for pole in &self.poles {
            in_range("pole", "radius_m", pole.radius_m, 0.01, 0.5)?;
            in_range("pole", "height_m", pole.height_m, 0.1, 15.0)?;
            // Off the road, where nobody runs into it.
            if (ROAD_M[0]..=ROAD_M[1]).contains(&pole.z_m) {
                return Err(meaningless("pole", "z_m", &pole.z_m.to_string(), "off the road: below -2.3 or above 2.6"));
            }
        }
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
        let frame_s = 1.0 / self.picture.frame_rate_hz;
        in_range("camera", "readout_s", self.camera.readout_s, 0.0, frame_s)?;
        if let Some(follow) = &self.camera.follow {
            in_range("camera.follow", "share", follow.share, 0.0, 2.0)?;
        }
        if let Some(shake) = &self.camera.shake {
            // A hand trembles below 12 Hz; larger turns are a throw.
            in_range("camera.shake", "amplitude_deg", shake.amplitude_deg, 0.0, 10.0)?;
            in_range("camera.shake", "rate_hz", shake.rate_hz, 0.05, 15.0)?;
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
