//! A runner on a course: every joint at every time, and the exact times of the events.

use serde::{Deserialize, Serialize};

use super::foot::{FootAngles, FootPoints};
use super::leg::LegAngles;
use super::mean::MeanStride;
use super::pose::{FootPose, Frame, Pose, Side, SidePose};
use super::proportions::Proportions;
use super::solve::solve;
use super::stance::Leg;
use super::style::Style;
use super::swing::Swing;
use super::trunk::Trunk;
use crate::error::{Error, Result};
use crate::vec::{Vec2, Vec3, vec3};

/// Where to in the picture of an unturned camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Travel {
    /// Towards +x.
    LeftToRight,
    /// Towards -x.
    RightToLeft,
}

/// Where and when a runner runs.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Direction.
    pub travel: Travel,
    /// Depth of the line they run along, + towards the camera, m.
    pub lane_m: f64,
    /// When the runner's mean hip position passes x = 0, s.
    pub middle_s: f64,
    /// Phase of the right foot's stride at that time, 0 at its initial contact.
    #[serde(default)]
    pub phase: f64,
}

/// One contact of one foot.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contact {
    /// Which foot.
    pub side: Side,
    /// First touch of the sole, s.
    pub initial_contact_s: f64,
    /// Last touch of the sole, s.
    pub toe_off_s: f64,
}

/// A runner.
#[derive(Debug, Clone)]
pub struct Runner {
    /// Name in the scene.
    pub name: String,
    /// Settings.
    pub style: Style,
    /// Way.
    pub course: Course,
    leg: Leg,
    swing: Swing,
    trunk: Trunk,
}

/// Least height of the sole in swing, m: above it the foot is free.
const CLEARANCE_M: f64 = 0.0;
/// Instants of the swing at which the sole is checked.
const CHECKS: usize = 400;

/// Cranium above and ahead of the root of the neck, of the height.
const HEAD_UP: f64 = 0.106;
const HEAD_AHEAD: f64 = 0.017;
/// Share of the trunk's lean that the head takes: a runner looks ahead, not at the ground.
const HEAD_LEAN: f64 = 0.35;

impl Runner {
    /// Builds a runner.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a setting no runner has, [`Error::Impossible`] for settings that contradict each other.
    pub fn new(name: &str, style: Style, course: Course) -> Result<Self> {
        style.check(name)?;
        let mean = MeanStride::at(style.speed_mps);
        let proportions = Proportions::of_height(style.height_m);
        let trunk = Trunk::new(&style, &mean, &proportions);
        let leg = solve(name, &style, &proportions, &trunk)?;
        let reached = |angles: Option<LegAngles>| angles.expect("the knee is bent at both ends of the stance");
        let swing = Swing::between(
            &mean,
            leg.stride_s - leg.contact_s,
            |after| reached(leg.stance(leg.contact_s + after)),
            reached(leg.stance(0.0)),
        );
        let runner = Self { name: name.into(), style, course, leg, swing, trunk };
        runner.check_swing()?;
        Ok(runner)
    }

    fn check_swing(&self) -> Result<()> {
        let duration = self.leg.stride_s - self.leg.contact_s;
        for i in 1..CHECKS {
            let time = self.leg.contact_s + duration * i as f64 / CHECKS as f64;
            let (angles, points) = self.leg_at(time);
            let problem = if points.lowest() <= CLEARANCE_M {
                "the foot would pass through the ground"
            } else if angles.knee < 0.0 {
                "the knee would bend backwards"
            } else {
                continue;
            };
            return Err(Error::Impossible {
                runner: self.name.clone(),
                reason: format!("{problem} at {:.0} % of the swing", 100.0 * i as f64 / CHECKS as f64),
                remedy: "bring contact_time_s, hip_bend_deg and thigh_extension_toe_off_deg nearer to the mean runner",
            });
        }
        Ok(())
    }

    /// Segment lengths.
    pub fn proportions(&self) -> &Proportions {
        &self.leg.proportions
    }

    /// Leg angles and foot at a time after this foot's initial contact, the mean hip at x = 0 at that contact.
    pub fn leg_at(&self, time: f64) -> (LegAngles, FootPoints) {
        let cycle = (time / self.leg.stride_s).floor();
        let time = time - cycle * self.leg.stride_s;
        let travelled = Vec2 { x: cycle * self.leg.stride_s * self.leg.speed, y: 0.0 };
        let angles = if time <= self.leg.contact_s {
            self.leg.stance(time).expect("the stance was checked")
        } else {
            self.swing.angles(time - self.leg.contact_s)
        };
        let (_, to_ankle) = self.leg.links(time).reach(angles.thigh, angles.knee);
        let ankle = self.leg.hip(time) + to_ankle + travelled;
        (angles, self.leg.foot.on_ankle(ankle, FootAngles { pitch: angles.pitch, bend: angles.bend }))
    }

    /// When a stride of this side's foot began, s of the scene: one of many, a stride time apart.
    fn contact_origin_s(&self, side: Side) -> f64 {
        let half = if side == Side::Left { 0.5 } else { 0.0 };
        self.course.middle_s - (self.course.phase + half) * self.leg.stride_s
    }

    /// Contacts that lie wholly or partly between two times, in order.
    pub fn contacts(&self, from_s: f64, to_s: f64) -> Vec<Contact> {
        let stride_s = self.leg.stride_s;
        let mut contacts = Vec::new();
        for side in Side::BOTH {
            let origin = self.contact_origin_s(side);
            let mut k = ((from_s - self.leg.contact_s - origin) / stride_s).ceil();
            while origin + k * stride_s <= to_s {
                let initial_contact_s = origin + k * stride_s;
                contacts.push(Contact { side, initial_contact_s, toe_off_s: initial_contact_s + self.leg.contact_s });
                k += 1.0;
            }
        }
        contacts.sort_by(|a, b| a.initial_contact_s.total_cmp(&b.initial_contact_s));
        contacts
    }

    /// Every joint at a time of the scene, in the world.
    pub fn pose(&self, time_s: f64) -> Pose {
        let facing = if self.course.travel == Travel::LeftToRight { 1.0 } else { -1.0 };
        let travelled = self.leg.speed * (time_s - self.course.middle_s);
        // The runner's axes (ahead, up, right) about the mean hip; turned about the vertical, never mirrored.
        let turned = |p: Vec3| vec3(p.x * facing, p.y, p.z * facing);
        let place = |p: Vec3| turned(p + vec3(travelled, 0.0, 0.0)) + vec3(0.0, 0.0, self.course.lane_m);
        let own_time = |side: Side| (time_s - self.contact_origin_s(side)).rem_euclid(self.leg.stride_s);
        let phase = own_time(Side::Right) / self.leg.stride_s;
        let mean_phase = self.leg.pelvis.mean_phase(phase);
        let hip_middle = self.leg.pelvis.middle(phase);
        let upward = self.trunk.upward(mean_phase);
        let shoulder_middle = hip_middle + upward * self.leg.proportions.trunk;
        let neck = shoulder_middle + upward * self.leg.proportions.neck_root;

        let sides = Side::BOTH.map(|side| {
            let outwards = |p: Vec3| vec3(p.x, p.y, p.z * side.sign());
            let time = own_time(side);
            let phase = time / self.leg.stride_s;
            let mean_phase = self.leg.pelvis.mean_phase(phase);
            let hip = hip_middle + outwards(self.leg.pelvis.to_hip(phase));
            let shoulder = shoulder_middle + outwards(self.trunk.to_shoulder(mean_phase));
            let (to_elbow, to_wrist) = self.trunk.arm(mean_phase);
            let elbow = shoulder + outwards(to_elbow);
            let (angles, points) = self.leg_at(time);
            let (to_knee, _) = self.leg.links(time).reach(angles.thigh, angles.knee);
            let ankle_z = self.leg.ankle_out * side.sign();
            // The leg counts from the mean hip at its own contact, the pose from the mean hip now.
            let on_leg = |p: Vec2| place(vec3(p.x - self.leg.speed * time, p.y, ankle_z));
            let pitched = |angle: f64| turned(vec3(-angle.sin(), angle.cos(), 0.0));
            SidePose {
                shoulder: place(shoulder),
                elbow: place(elbow),
                wrist: place(elbow + outwards(to_wrist)),
                hip: place(hip),
                knee: place(vec3(hip.x + to_knee.x, hip.y + to_knee.y, (hip.z + ankle_z) / 2.0)),
                ankle: on_leg(points.ankle),
                foot: FootPose {
                    heel: on_leg(points.heel),
                    ball: on_leg(points.ball),
                    tip: on_leg(points.tip),
                    up: pitched(angles.pitch),
                    toes_up: pitched(angles.pitch + angles.bend),
                },
            }
        });
        Pose {
            hip_middle: place(hip_middle),
            shoulder_middle: place(shoulder_middle),
            neck: place(neck),
            ahead: turned(vec3(1.0, 0.0, 0.0)),
            right: turned(vec3(0.0, 0.0, 1.0)),
            head: self.head(place(neck), turned(upward), turned(vec3(0.0, 0.0, 1.0))),
            sides,
        }
    }

    fn head(&self, neck: Vec3, upward: Vec3, right: Vec3) -> Frame {
        let height = self.leg.proportions.height;
        let up = Vec3::UP.towards(upward, HEAD_LEAN).unit();
        let ahead = up.cross(right).unit();
        Frame { origin: neck + up * (HEAD_UP * height) + ahead * (HEAD_AHEAD * height), ahead, up, right }
    }
}
