//! A runner as filmed: exact Halpe-26 keypoints of the renderer's runner, disturbed as a pose model disturbs them.
//!
//! The camera pans along with the runner, so that a pass can be as long as a case wants it.

use std::error::Error;

use toeoff_core::Skeleton;
use toeoff_render::camera::{Camera, CameraPose};
use toeoff_render::gait::measures::Measures;
use toeoff_render::gait::runner::{Course, Runner, Travel};
use toeoff_render::gait::style::Style;
use toeoff_render::keypoints;

/// Frames per second.
pub const FRAME_RATE_HZ: f64 = 60.0;
/// Keypoints of a frame.
pub const KEYPOINTS: usize = 26;

/// Distance of the camera: with this lens a runner is 460 px tall.
const CAMERA_M: f64 = 7.0;
const FIELD_OF_VIEW_DEG: f64 = 38.8;
const PICTURE_PX: [usize; 2] = [1280, 720];
/// Pose jitter is correlated over about this time.
const JITTER_S: f64 = 0.030;
/// Keypoints that a pose model exchanges between the legs, left and right.
const LEG_PAIRS: [[usize; 2]; 5] = [[13, 14], [15, 16], [20, 21], [22, 23], [24, 25]];

/// How well the runner is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// 3 mm of jitter, nothing lost: the best that a pose model does.
    Clean,
    /// 8 mm of jitter, legs exchanged in a quarter of the time in runs of up to 0.12 s, one keypoint in a hundred not
    /// seen, one in five hundred 0.3 m off.
    Filmed,
}

impl Quality {
    /// As cases spell it.
    pub fn name(self) -> &'static str {
        match self {
            Quality::Clean => "clean",
            Quality::Filmed => "filmed",
        }
    }
}

/// Keypoints of one pass, with what is true of the runner.
pub struct Footage {
    /// `(frames, keypoints, 2)`, px.
    pub xy: Vec<f64>,
    /// `(frames, keypoints)`.
    pub score: Vec<f64>,
    /// Of each frame, s.
    pub time_s: Vec<f64>,
    /// The keypoint set.
    pub skeleton: Skeleton,
    /// Frames whose legs were exchanged.
    pub frames_exchanged: usize,
    /// True measures.
    pub truth: Measures,
}

impl Footage {
    /// A pass of so many frames at 60 fps.
    pub fn new(n_frames: usize, quality: Quality) -> Result<Self, Box<dyn Error>> {
        let runner = runner()?;
        let duration_s = n_frames as f64 / FRAME_RATE_HZ;
        let beside = |time_s: f64| CameraPose {
            time_s,
            position_m: [runner.style.speed_mps * time_s, 1.0, CAMERA_M],
            yaw_deg: 0.0,
            pitch_deg: 0.0,
            roll_deg: 0.0,
        };
        let camera = Camera::new(FIELD_OF_VIEW_DEG, vec![beside(0.0), beside(duration_s)]);
        let px_per_m = camera.view(0.0, PICTURE_PX[0], PICTURE_PX[1]).focal_px / CAMERA_M;
        let mut chance = Chance(8);
        let jitter_px = px_per_m * if quality == Quality::Clean { 0.003 } else { 0.008 };
        let keep = (-1.0 / (FRAME_RATE_HZ * JITTER_S)).exp();
        let mut jitter: Vec<f64> = (0..2 * KEYPOINTS).map(|_| jitter_px * chance.gaussian()).collect();
        let mut footage = Footage {
            xy: Vec::new(),
            score: vec![0.9; n_frames * KEYPOINTS],
            time_s: (0..n_frames).map(|frame| frame as f64 / FRAME_RATE_HZ).collect(),
            skeleton: Skeleton::named("halpe26")?,
            frames_exchanged: 0,
            truth: Measures::of(&runner),
        };
        for &time_s in &footage.time_s {
            let view = camera.view(time_s, PICTURE_PX[0], PICTURE_PX[1]);
            let points = keypoints::in_image(&runner, time_s, &view).ok_or("the runner is behind the camera")?;
            for (value, off) in points.iter().flat_map(|p| [p.x, p.y]).zip(&mut jitter) {
                *off = keep * *off + (1.0 - keep * keep).sqrt() * jitter_px * chance.gaussian();
                footage.xy.push(value + *off);
            }
        }
        if quality == Quality::Filmed {
            footage.lose_points(&mut chance, 0.3 * px_per_m);
            footage.exchange_legs(&mut chance);
        }
        Ok(footage)
    }

    fn lose_points(&mut self, chance: &mut Chance, off_px: f64) {
        for point in 0..self.score.len() {
            if chance.is_below(0.01) {
                self.score[point] = 0.1;
            } else if chance.is_below(0.002) {
                self.xy[2 * point] += off_px;
            }
        }
    }

    fn exchange_legs(&mut self, chance: &mut Chance) {
        let mut frame = 0;
        while frame < self.time_s.len() {
            let run = 1 + (chance.uniform() * (0.12 * FRAME_RATE_HZ - 1.0)) as usize;
            let frames = frame..self.time_s.len().min(frame + run);
            if chance.is_below(0.25) {
                self.frames_exchanged += frames.len();
                for (at, [left, right]) in frames.clone().flat_map(|f| LEG_PAIRS.map(|pair| (f * KEYPOINTS, pair))) {
                    self.score.swap(at + left, at + right);
                    (0..2).for_each(|d| self.xy.swap(2 * (at + left) + d, 2 * (at + right) + d));
                }
            }
            frame = frames.end;
        }
    }
}

/// An ordinary runner at 4 m/s.
fn runner() -> Result<Runner, Box<dyn Error>> {
    let style = Style {
        height_m: 1.78,
        speed_mps: 4.0,
        cadence_spm: 176.0,
        contact_time_s: 0.215,
        trunk_lean_deg: 7.0,
        hip_bend_deg: 23.0,
        thigh_extension_toe_off_deg: 22.0,
        knee_flexion_contact_deg: None,
        foot_strike_angle_deg: None,
    };
    // At this phase a second holds a whole swing.
    let course = Course { travel: Travel::LeftToRight, lane_m: 0.0, middle_s: 0.0, phase: 0.1 };
    Ok(Runner::new("bench", style, course)?)
}

/// Repeatable randomness (splitmix64, Steele et al. 2014).
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn is_below(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Mean 0, standard deviation 1 (Box & Muller 1958).
    fn gaussian(&mut self) -> f64 {
        let (u, v) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}
