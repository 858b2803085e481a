//! What a caller may state about a recording. Every default is what can be said of unknown footage.

use crate::error::{Error, Result};
use crate::scale::{Calibration, GroundDistance};
use crate::smooth::Cutoffs;
use crate::strides::{VALUES, Value};
use crate::uprights::Uprights;

/// Direction of travel in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Travel {
    /// Towards larger x.
    LeftToRight,
    /// Towards smaller x.
    RightToLeft,
}

impl Travel {
    /// +1 towards larger x, -1 towards smaller.
    pub fn sign(self) -> f64 {
        match self {
            Travel::LeftToRight => 1.0,
            Travel::RightToLeft => -1.0,
        }
    }

    /// As tables spell it.
    pub fn name(self) -> &'static str {
        match self {
            Travel::LeftToRight => "left_to_right",
            Travel::RightToLeft => "right_to_left",
        }
    }

    /// The leg nearer to the camera: a runner towards the right of an unmirrored picture shows the right side.
    pub fn near_side(self) -> crate::Side {
        match self {
            Travel::LeftToRight => crate::Side::Right,
            Travel::RightToLeft => crate::Side::Left,
        }
    }
}

/// What is known of the camera's motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Camera {
    /// Nothing: displacement in the picture proves no displacement on the ground.
    #[default]
    Unknown,
    /// It stood still, or the keypoints are in stabilised coordinates.
    Still,
}

/// Low-pass of the coordinates that angles are read from. Events have their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Smoothing {
    /// Zero-lag fourth-order Butterworth.
    Butterworth(Cutoffs),
    /// The same with cutoffs told by residual analysis, within 6-12 Hz.
    Residual,
    /// Whittaker's smoother with the keypoints' scores as weights.
    Whittaker(Cutoffs),
    /// Cubic Savitzky-Golay filter.
    SavitzkyGolay(Cutoffs),
    /// Coordinates as they are after repair.
    None,
}

/// Lowest cutoff, Hz: with 5 Hz heel recovery comes out 1° short on the sample's runners, with 4 Hz 2°, with 3 Hz 5°, under
/// intervals that know nothing of it.
const LEAST_CUTOFF_HZ: f64 = 5.0;

impl Smoothing {
    /// Those that were stated; None where the data tell them, or there are none.
    fn cutoffs(self) -> Option<Cutoffs> {
        match self {
            Smoothing::Butterworth(c) | Smoothing::Whittaker(c) | Smoothing::SavitzkyGolay(c) => Some(c),
            Smoothing::Residual | Smoothing::None => None,
        }
    }
}

impl Default for Smoothing {
    fn default() -> Self {
        Smoothing::Butterworth(Cutoffs::default())
    }
}

/// Options of [`crate::analyze`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Direction of travel; None: told from the keypoints.
    pub travel: Option<Travel>,
    /// Frames per second of the camera while filming; None: the times are real.
    pub capture_rate_hz: Option<f64>,
    /// Standing height of the runner, m: a scale.
    pub height_m: Option<f64>,
    /// Two marked points on the ground and the metres between them: a scale.
    pub ground: Option<GroundDistance>,
    /// The calibrated camera: a scale, and its roll where none is given.
    pub calibration: Option<Calibration>,
    /// How uprights lean before the camera, stated or read from the background; None: told by the calibration or the
    /// standing feet of a camera that stands still, or by nothing.
    pub uprights: Option<Uprights>,
    /// Motion of the camera.
    pub camera: Camera,
    /// Smoothing of the coordinates.
    pub smoothing: Smoothing,
    /// Keypoints below this score are missing. 0.3 is the threshold that the RTMPose and PP-TinyPose demos draw from.
    pub score_minimum: f64,
    /// Frames in which another runner hides a leg, as far as whoever found the keypoints knows.
    pub frames_hidden: usize,
    /// Standard deviation between strides of one runner, pooled over a cohort, by per-stride value; None: not known.
    pub stride_sd: [Option<f64>; VALUES],
}

impl Default for Options {
    fn default() -> Self {
        Self {
            travel: None,
            capture_rate_hz: None,
            height_m: None,
            ground: None,
            calibration: None,
            uprights: None,
            camera: Camera::Unknown,
            smoothing: Smoothing::default(),
            score_minimum: 0.3,
            frames_hidden: 0,
            stride_sd: [None; VALUES],
        }
    }
}

impl Options {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a height outside 0.5-2.7 m, a capture rate outside 1-10,000 Hz, a roll beyond 45°, uprights
    /// that meet within 115 px, a cutoff below 5 Hz, a score outside 0..1, a negative deviation, and as
    /// [`GroundDistance::check`] and [`Calibration::check`].
    pub fn check(&self) -> Result<()> {
        let within = |what, value: Option<f64>, low: f64, high: f64, allowed, remedy| match value {
            Some(value) if !(value >= low && value <= high) => Err(Error::OutOfRange { what, value, allowed, remedy }),
            _ => Ok(()),
        };
        // As it was stated: without the last digits that the way to radians and back leaves.
        let degrees = self.uprights.map(|u| u.roll_rad).map(|rad| (rad.to_degrees() * 1e9).round() / 1e9);
        self.ground.map_or(Ok(()), |g| g.check())?;
        self.calibration.map_or(Ok(()), |c| c.check())?;
        within("height_m", self.height_m, 0.5, 2.7, "between 0.5 and 2.7 m", "give the runner's height in metres")?;
        within(
            "capture_fps",
            self.capture_rate_hz,
            1.0,
            10_000.0,
            "between 1 and 10000 frames per second",
            "give the rate that the camera filmed at",
        )?;
        within("roll_deg", degrees, -45.0, 45.0, "between -45 and 45 degrees", "turn the video upright first")?;
        let slope = self.uprights.map(|u| u.slope_rad_per_px.to_degrees());
        let allowed = "between -0.5 and 0.5 degrees per px: uprights that meet no nearer than 115 px";
        within("slope_deg_per_px", slope, -0.5, 0.5, allowed, "0 is that of a camera that looks level")?;
        for at in self.uprights.map_or([0.0; 2], |u| u.at_px) {
            within("at_px", Some(at), -1e6, 1e6, "a point of the picture", "give the middle of the picture, px")?;
        }
        for cutoff_hz in self.smoothing.cutoffs().map_or([LEAST_CUTOFF_HZ; 2], |c| [c.trunk_hz, c.foot_hz]) {
            let remedy = "8 and 10 Hz suit running; below 5 the swing itself is smoothed away";
            within("cutoff_hz", Some(cutoff_hz), LEAST_CUTOFF_HZ, 1000.0, "between 5 and 1000 Hz", remedy)?;
        }
        for ((_, name), &sd) in Value::ALL.iter().zip(&self.stride_sd) {
            within(name, sd, 0.0, f64::MAX, "a finite deviation of 0 or more", "leave it out of stride_sd")?;
        }
        within("score_minimum", Some(self.score_minimum), 0.0, 1.0, "between 0 and 1", "0.3 suits most models")
    }
}
