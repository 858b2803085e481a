//! From where is the runner seen: side-on enough, large enough, complete enough?
//!
//! 1. [`figures`]: the few numbers of each frame that all else is told from; [`evidence`]: what a short block of frames says of the view angle, at any phase of the stride.
//! 2. [`angle`]: the angle over time, each block weighed against its neighbours.
//! 3. [`windows`]: the stretches in which the runner can be measured.
//! 4. [`size`]: height in the picture, and completeness.
//!
//! The view angle is the angle between the path and the image plane: 0 is side-on, 90° frontal or from behind.
//! Nothing here needs the runner to move across the picture, so that treadmills and panning cameras are judged alike.

pub mod angle;
pub mod evidence;
pub mod figures;
pub mod size;
pub mod windows;

use crate::body::Body;
use crate::options::{Camera, Travel};
use crate::reason::Reason;
use crate::stats::in_quadrature;
use crate::travel;

pub use angle::Angle;
pub use windows::Window;

/// Largest view angle at which anything is measured, rad: at 30° a lean of 10° reads 8.7° and a knee angle of 100° reads
/// 97°, uncorrected; beyond, what is left of the correction's own error is larger than what a coach asks of an angle.
pub const OBLIQUE_RAD: f64 = 30.0 * DEGREE;
/// Spread of the view angle from which on it counts as unknown, rad: half of what is measurable.
pub const UNKNOWN_SIGMA_RAD: f64 = 15.0 * DEGREE;
/// Smallest runner that is measured, px. A keypoint error of 1 px is then 3 to 4° of a thigh; nothing better can be hoped for.
pub const SMALLEST_PX: f64 = 80.0;
/// Share of frames in which a leg must be seen.
pub const LEAST_COMPLETE: f64 = 0.5;

const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// How a runner is seen over a whole body.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Direction of travel; None when it cannot be told.
    pub travel: Option<Travel>,
    /// Natural log of the odds of left to right against right to left.
    pub travel_log_odds: f64,
    /// View angle, rad, 0..π/2; None when it cannot be told.
    pub angle: Option<Angle>,
    /// Standing height in the picture, px; NaN when no leg is seen.
    pub height_px: f64,
    /// Share of frames in which a leg is seen from hip to ankle.
    pub completeness: f64,
    /// Measurable stretches, in time order.
    pub windows: Vec<Window>,
    /// Why the runner cannot be measured over the whole body; empty when it can. A stretch of it may still be.
    pub reasons: Vec<Reason>,
}

impl View {
    /// By what the picture shortens lengths along travel: the cosine of the view angle; 1 where that is unknown or beyond
    /// what is measured.
    pub fn foreshortening(&self) -> f64 {
        self.angle.map(|angle| angle.rad).filter(|rad| *rad <= OBLIQUE_RAD).map_or(1.0, f64::cos)
    }

    /// One standard deviation of what is left of it, as a part.
    pub fn foreshortening_error(&self) -> f64 {
        self.angle
            .map_or(0.0, |Angle { rad, sigma_rad }| in_quadrature([rad.tan() * sigma_rad, sigma_rad * sigma_rad / 2.0]))
    }
}

/// Judges a body in image axes (x right, y down).
pub fn assess(body: &Body, camera: Camera) -> View {
    let figures = figures::figures(body);
    let blocks = angle::over_time(&body.time_s, &figures);
    let angle = angle::overall(&blocks, camera);
    let leg_px = size::leg_px(&figures);
    let travel_log_odds = travel::log_odds(&figures, leg_px, camera);
    let height_px = size::standing(leg_px, size::trunk_px(&figures));
    let completeness = size::completeness(&figures);
    let mut reasons = Vec::new();
    if height_px < SMALLEST_PX {
        reasons.push(Reason::TooSmall);
    }
    match angle {
        None => reasons.push(Reason::ViewUnknown),
        Some(a) if angle::is_oblique(a, &blocks) => reasons.push(Reason::ViewOblique),
        Some(_) => (),
    }
    if completeness < LEAST_COMPLETE {
        reasons.push(Reason::Gaps);
    }
    View {
        travel: travel::decide(travel_log_odds),
        travel_log_odds,
        angle,
        height_px,
        completeness,
        windows: windows::windows(&windows::Seen {
            time_s: &body.time_s,
            figures: &figures,
            blocks: &blocks,
            angle,
            height_px,
            camera,
        }),
        reasons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{CHANNELS, Joint, LANDMARKS, Side};

    /// A plain runner in metres, x forward, y up, z right, seen under a view angle that may change with time:
    /// thigh -24..36° at 1.4 strides per s, knee 10..100°, shoulders 0.36 m and hips 0.19 m wide, trunk 0.54 m.
    fn runner(seconds: f64, frame_rate_hz: f64, px_per_m: f64, yaw_deg: impl Fn(f64) -> f64) -> Body {
        let n = (seconds * frame_rate_hz) as usize;
        let time_s: Vec<f64> = (0..n).map(|i| i as f64 / frame_rate_hz).collect();
        let mut body =
            Body { xy: vec![f64::NAN; n * CHANNELS], score: vec![1.0; n * LANDMARKS], time_s: time_s.clone() };
        for (f, t) in time_s.into_iter().enumerate() {
            let (sin, cos) = yaw_deg(t).to_radians().sin_cos();
            let mut put = |s, j, [x, y, z]: [f64; 3]| {
                body.set_point(f, s, j, [px_per_m * (x * cos + z * sin), -px_per_m * y]);
            };
            for side in Side::BOTH {
                let z = if side == Side::Left { -1.0 } else { 1.0 };
                let phase =
                    std::f64::consts::TAU * 1.4 * t + if side == Side::Left { 0.0 } else { std::f64::consts::PI };
                let thigh = (6.0 + 30.0 * phase.sin()).to_radians();
                let shank = thigh - (55.0 + 45.0 * (phase + 1.0).sin()).to_radians();
                let hip = [0.0, 0.0, 0.095 * z];
                let down = |from: [f64; 3], a: f64, l: f64| [from[0] + l * a.sin(), from[1] - l * a.cos(), from[2]];
                let knee = down(hip, thigh, 0.42);
                let ankle = down(knee, shank, 0.42);
                put(side, Joint::Shoulder, [0.07, 0.54, 0.18 * z]);
                put(side, Joint::Hip, hip);
                put(side, Joint::Knee, knee);
                put(side, Joint::Ankle, ankle);
                put(side, Joint::Heel, down(ankle, shank - 0.6, 0.07));
                put(side, Joint::Toe, down(ankle, shank + 1.2, 0.17));
            }
        }
        body
    }

    #[test]
    fn side_views_pass_and_oblique_frontal_and_rear_ones_do_not() {
        for (yaw, fits) in [(0.0, true), (15.0, true), (-15.0, true), (180.0, true), (165.0, true)]
            .into_iter()
            .chain([50.0, -50.0, 75.0, 90.0, -90.0, 105.0, 130.0].map(|y| (y, false)))
        {
            let seen = assess(&runner(1.0, 60.0, 200.0, |_| yaw), Camera::Unknown);
            assert_eq!(seen.reasons.is_empty(), fits, "yaw {yaw}: {seen:?}");
            assert_eq!(seen.windows.len(), usize::from(fits), "yaw {yaw}: {seen:?}");
            assert!(fits || seen.reasons.contains(&Reason::ViewOblique), "yaw {yaw}: {seen:?}");
        }
    }

    #[test]
    fn the_angle_is_within_ten_degrees_of_the_truth_and_its_sigma_says_so() {
        for yaw in [0.0, 20.0, 40.0, 60.0, 80.0_f64] {
            let a = assess(&runner(1.5, 50.0, 200.0, |_| yaw), Camera::Unknown).angle.expect("whole body");
            assert!((a.rad.to_degrees() - yaw).abs() < 10.0, "yaw {yaw}: {a:?}");
            assert!((a.rad.to_degrees() - yaw).abs() < 2.0 * a.sigma_rad.to_degrees(), "yaw {yaw}: {a:?}");
        }
    }

    #[test]
    fn foreshortening_is_the_cosine_of_the_yaw() {
        for camera in [Camera::Still, Camera::Unknown] {
            for yaw in [0.0, 10.0, 20.0, -25.0_f64] {
                let told = assess(&runner(1.5, 60.0, 200.0, |_| yaw), camera).foreshortening();
                assert!((told - yaw.to_radians().cos()).abs() < 0.02, "yaw {yaw}: {told}");
            }
        }
        assert_eq!(assess(&runner(1.0, 60.0, 200.0, |_| 60.0), Camera::Unknown).foreshortening(), 1.0);
    }

    #[test]
    fn widths_of_either_side_cancel_before_a_still_camera_only() {
        // From 25° on one side to 25° on the other; a still camera's picture is stretched by as much as it is shortened.
        let mut body = runner(2.0, 60.0, 200.0, |t| 25.0 * (1.0 - t));
        let following = assess(&body, Camera::Unknown).angle.expect("seen").rad.to_degrees();
        for f in 0..body.n_frames() {
            let stretch = 1.0 / (25.0 * (1.0 - body.time_s[f])).to_radians().cos();
            for (s, j) in Side::BOTH.into_iter().flat_map(|s| Joint::ALL.map(|j| (s, j))) {
                let [x, y] = body.point(f, s, j);
                body.set_point(f, s, j, [stretch * x, y]);
            }
        }
        let still = assess(&body, Camera::Still).angle.expect("seen").rad.to_degrees();
        assert!((following - 14.4).abs() < 3.0 && still < 6.0, "{following} {still}");
    }

    #[test]
    fn travel_is_told_without_displacement_and_not_from_the_front() {
        let told = |yaw: f64| assess(&runner(1.0, 30.0, 200.0, |_| yaw), Camera::Unknown).travel;
        assert_eq!(told(0.0), Some(Travel::LeftToRight));
        assert_eq!(told(40.0), Some(Travel::LeftToRight));
        assert_eq!(told(180.0), Some(Travel::RightToLeft));
        assert_eq!(told(90.0), None);
    }

    #[test]
    fn a_runner_who_passes_is_measured_while_side_on_only() {
        // Comes at 70°, is side-on at 1.5 s, goes at -70°.
        let body = runner(3.0, 60.0, 200.0, |t| 70.0 * (1.0 - t / 1.5));
        let windows = assess(&body, Camera::Unknown).windows;
        assert_eq!(windows.len(), 1, "{windows:?}");
        let frames = windows[0].frames.clone();
        let yaw_at = |f: usize| 70.0 * (1.0 - f as f64 / 90.0);
        assert!(yaw_at(frames.start).abs() < 45.0 && yaw_at(frames.end).abs() < 45.0, "{frames:?}");
        assert!(frames.start < 75 && frames.end > 105, "{frames:?}");
    }

    #[test]
    fn slow_footage_passes_though_a_block_holds_only_part_of_a_step() {
        let body = runner(2.0, 200.0, 200.0, |_| 5.0);
        let slow = Body { time_s: body.time_s.iter().map(|t| 8.0 * t).collect(), ..body };
        let seen = assess(&slow, Camera::Unknown);
        assert!(seen.reasons.is_empty(), "{seen:?}");
        assert_eq!(seen.windows[0].frames, 0..400);
    }

    #[test]
    fn small_and_incomplete_runners_are_named() {
        let small = assess(&runner(1.0, 60.0, 40.0, |_| 0.0), Camera::Unknown);
        assert_eq!(small.reasons, [Reason::TooSmall]);
        assert!((small.height_px - 40.0 * 1.77).abs() < 3.0, "{}", small.height_px);
        let mut body = runner(1.0, 60.0, 200.0, |_| 0.0);
        for f in (0..60).filter(|f| f % 5 != 0) {
            body.clear_point(f, Side::Left, Joint::Knee);
        }
        assert!(assess(&body, Camera::Unknown).reasons.is_empty(), "one leg is enough");
        for f in (0..60).filter(|f| f % 5 != 0) {
            body.clear_point(f, Side::Right, Joint::Knee);
        }
        assert!(assess(&body, Camera::Unknown).reasons.contains(&Reason::Gaps));
    }

    #[test]
    fn nothing_seen_is_unknown_and_never_panics() {
        for n in [0, 1, 2, 7] {
            let body = Body {
                time_s: (0..n).map(|i| i as f64 / 30.0).collect(),
                xy: vec![f64::NAN; n * CHANNELS],
                score: vec![0.0; n * LANDMARKS],
            };
            let seen = assess(&body, Camera::Unknown);
            assert_eq!((seen.angle, seen.travel, seen.windows.len()), (None, None, 0), "{n} frames");
            assert!(seen.reasons.contains(&Reason::ViewUnknown));
        }
    }

    #[test]
    fn a_still_camera_lets_displacement_decide_where_the_legs_are_hidden() {
        let mut body = runner(1.0, 30.0, 200.0, |_| 0.0);
        for f in 0..30 {
            for s in Side::BOTH {
                for j in [Joint::Shoulder, Joint::Hip, Joint::Knee, Joint::Ankle] {
                    let [x, y] = body.point(f, s, j);
                    body.set_point(f, s, j, [x - 20.0 * f as f64, y]);
                }
                let (hip, ankle) = (body.point(f, s, Joint::Hip), body.point(f, s, Joint::Ankle));
                body.set_point(f, s, Joint::Knee, [(hip[0] + ankle[0]) / 2.0, (hip[1] + ankle[1]) / 2.0]);
                body.clear_point(f, s, Joint::Toe);
            }
        }
        assert_eq!(assess(&body, Camera::Still).travel, Some(Travel::RightToLeft));
        assert_eq!(assess(&body, Camera::Unknown).travel, None);
    }
}
