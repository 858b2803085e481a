//! The camera: where it stands, where it looks, and what of the world falls on which pixel.
//!
//! Pixel centres lie on whole numbers, x to the right, y down, as image libraries count them.

pub mod follow;
pub mod shake;

use serde::{Deserialize, Serialize};

use self::follow::Follow;
use self::shake::Shake;
use crate::vec::{Vec2, Vec3, vec2, vec3};

/// Place and direction at one time. All angles 0: level, looking along -z, x to the right.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CameraPose {
    /// Time of the scene, s.
    #[serde(default)]
    pub time_s: f64,
    /// Place, m.
    pub position_m: [f64; 3],
    /// Turn to the right, deg.
    #[serde(default)]
    pub yaw_deg: f64,
    /// Upwards, deg.
    #[serde(default)]
    pub pitch_deg: f64,
    /// Right side down, deg; the picture turns the other way.
    #[serde(default)]
    pub roll_deg: f64,
}

/// A camera, standing or moving: poses in order of time, linear in between, constant before and after.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// Horizontal field of view, deg.
    pub field_of_view_deg: f64,
    /// At least one pose.
    pub pose: Vec<CameraPose>,
    /// A runner whom the camera follows, on top of its poses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow: Option<Follow>,
    /// The hand that holds it, on top of everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shake: Option<Shake>,
    /// From the first row's exposure to the last row's, s: rolling shutter. The time of a frame is that of its middle.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub readout_s: f64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands over a reference
fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

/// The camera at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Place.
    pub position: Vec3,
    right: Vec3,
    up: Vec3,
    forward: Vec3,
    /// Focal length, px.
    pub focal_px: f64,
    centre: Vec2,
}

impl Camera {
    /// A camera on a stand, or moved from pose to pose, that exposes all rows at once.
    pub fn new(field_of_view_deg: f64, pose: Vec<CameraPose>) -> Self {
        Self { field_of_view_deg, pose, follow: None, shake: None, readout_s: 0.0 }
    }

    /// The camera at a time, for a picture of a size in px.
    pub fn view(&self, time_s: f64, width: usize, height: usize) -> View {
        let pose = self.moved(self.pose_at(time_s), time_s);
        let [x, y, z] = pose.position_m;
        let (yaw, pitch, roll) = (pose.yaw_deg.to_radians(), pose.pitch_deg.to_radians(), pose.roll_deg.to_radians());
        let forward = vec3(yaw.sin() * pitch.cos(), pitch.sin(), -yaw.cos() * pitch.cos());
        let level = vec3(yaw.cos(), 0.0, yaw.sin());
        let upright = level.cross(forward);
        View {
            position: vec3(x, y, z),
            right: level * roll.cos() - upright * roll.sin(),
            up: upright * roll.cos() + level * roll.sin(),
            forward,
            focal_px: width as f64 / 2.0 / (self.field_of_view_deg.to_radians() / 2.0).tan(),
            centre: vec2((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0),
        }
    }

    /// How much later than the frame the row at a height of the picture is exposed, s.
    pub fn row_delay_s(&self, y: f64, height: usize) -> f64 {
        self.readout_s * ((y + 0.5) / height as f64 - 0.5)
    }

    fn moved(&self, mut pose: CameraPose, time_s: f64) -> CameraPose {
        if let Some(follow) = &self.follow {
            let (x, yaw) = follow.step(time_s, pose.position_m);
            pose.position_m[0] += x;
            pose.yaw_deg += yaw;
        }
        if let Some(shake) = &self.shake {
            let [yaw, pitch, roll] = shake.turn_deg(time_s);
            pose.yaw_deg += yaw;
            pose.pitch_deg += pitch;
            pose.roll_deg += roll;
        }
        pose
    }

    fn pose_at(&self, time_s: f64) -> CameraPose {
        let after = self.pose.partition_point(|p| p.time_s <= time_s);
        if after == 0 {
            return self.pose[0];
        }
        let from = self.pose[after - 1];
        let Some(to) = self.pose.get(after) else { return from };
        let share = (time_s - from.time_s) / (to.time_s - from.time_s);
        let mix = |a: f64, b: f64| a + (b - a) * share;
        CameraPose {
            time_s,
            position_m: [0, 1, 2].map(|i| mix(from.position_m[i], to.position_m[i])),
            yaw_deg: mix(from.yaw_deg, to.yaw_deg),
            pitch_deg: mix(from.pitch_deg, to.pitch_deg),
            roll_deg: mix(from.roll_deg, to.roll_deg),
        }
    }
}

impl View {
    /// Where a point of the world falls, px; `None` behind the camera.
    pub fn project(&self, point: Vec3) -> Option<Vec2> {
        let d = point - self.position;
        let depth = d.dot(self.forward);
        let scale = self.focal_px / depth;
        (depth > 0.0).then(|| vec2(self.centre.x + d.dot(self.right) * scale, self.centre.y - d.dot(self.up) * scale))
    }

    /// Direction of what falls on a place of the picture, px.
    pub fn ray(&self, x: f64, y: f64) -> Vec3 {
        let across = self.right * ((x - self.centre.x) / self.focal_px);
        let along = self.up * ((self.centre.y - y) / self.focal_px);
        (across + along + self.forward).unit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera(poses: Vec<CameraPose>) -> Camera {
        Camera::new(40.0, poses)
    }

    fn level(time_s: f64, yaw_deg: f64) -> CameraPose {
        CameraPose { time_s, position_m: [0.0, 1.0, 10.0], yaw_deg, pitch_deg: 0.0, roll_deg: 0.0 }
    }

    #[test]
    fn a_level_camera_sees_the_point_ahead_in_the_middle_and_right_is_right() {
        let view = camera(vec![level(0.0, 0.0)]).view(0.0, 1281, 721);
        let middle = view.project(vec3(0.0, 1.0, 0.0)).expect("ahead");
        assert_eq!((middle.x, middle.y), (640.0, 360.0));
        let other = view.project(vec3(1.0, 2.0, 0.0)).expect("ahead");
        assert!((other.x - 640.0 - view.focal_px / 10.0).abs() < 1e-9 && other.y < 360.0);
        assert_eq!(view.project(vec3(0.0, 1.0, 11.0)), None);
    }

    #[test]
    fn a_ray_through_the_projection_of_a_point_meets_the_point() {
        let mut pose = level(0.0, 12.0);
        (pose.pitch_deg, pose.roll_deg) = (-7.0, 4.0);
        let view = camera(vec![pose]).view(0.0, 1280, 720);
        let point = vec3(0.7, 0.2, -1.0);
        let at = view.project(point).expect("ahead");
        let off = (point - view.position).across(view.ray(at.x, at.y)).length();
        assert!(off < 1e-9, "{off}");
    }

    #[test]
    fn right_side_down_turns_the_picture_anticlockwise() {
        let mut pose = level(0.0, 0.0);
        pose.roll_deg = 90.0;
        let above = camera(vec![pose]).view(0.0, 1281, 721).project(vec3(0.0, 2.0, 0.0)).expect("ahead");
        assert!(above.x < 640.0 && (above.y - 360.0).abs() < 1e-9);
    }

    #[test]
    fn a_pan_is_half_way_at_half_time() {
        let moving = camera(vec![level(1.0, 0.0), level(3.0, 20.0)]);
        assert_eq!(moving.view(2.0, 640, 480), camera(vec![level(0.0, 10.0)]).view(0.0, 640, 480));
        assert_eq!(moving.view(9.0, 640, 480), camera(vec![level(0.0, 20.0)]).view(0.0, 640, 480));
    }
}
