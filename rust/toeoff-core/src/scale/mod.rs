//! How many metres a pixel is where the runner runs: only from what was stated, with the error of it.
//!
//! 1. [`height`]: the runner's standing height and the length of the legs.
//! 2. [`ground`]: two marked points on the ground and the metres between them.
//! 3. [`calibration`]: where the camera stands and how it sees, from a calibration file.
//! 4. [`foot`]: where the runner's feet stand, by which the last two tell how far away the runner is.
//!
//! Each source has its own error; of several stated together the one with the smallest error is used, for each runner
//! anew, and a source that contradicts it beyond both errors is told.

pub mod calibration;
pub mod foot;
pub mod ground;
pub mod height;

use crate::options::Options;
use crate::reason::Reason;
use crate::roll::Roll;
use crate::stats::{in_quadrature, standard_deviation};
use crate::uprights::Uprights;
use crate::view::View;

pub use calibration::Calibration;
pub use foot::Foot;
pub use ground::GroundDistance;

/// Height of the hips, whose way is measured, m: 0.530 of 1.7 m (Drillis & Contini, after Winter 2009).
const HIP_M: f64 = 0.9;
/// A scale less certain than this tells nothing that leg lengths do not: at 15 % the 95 % interval of 4 m/s reaches from
/// an easy jog to a track race.
pub const LARGEST_ERROR: f64 = 0.15;
/// Two scales disagree when they differ by more than this many standard deviations: 95 % of equal ones lie closer.
const DISAGREE_SIGMAS: f64 = 1.96;
/// A roll and that of a calibration are one when they differ by less: either is known to half a degree or so.
const ROLL_TOLERANCE_RAD: f64 = 3.0 * std::f64::consts::PI / 180.0;
/// Standard error of a median in that of the mean, of normal errors.
const MEDIAN: f64 = 1.253;

/// What a scale comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The runner's standing height.
    Height,
    /// Two points on the ground.
    Ground,
    /// A calibrated camera.
    Calibration,
}

impl Source {
    /// As tables spell it.
    pub fn name(self) -> &'static str {
        match self {
            Source::Height => "height",
            Source::Ground => "ground",
            Source::Calibration => "calibration",
        }
    }
}

/// Metres per px in the plane in which a runner runs, seen squarely, at the height of the hips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// m/px.
    pub m_per_px: f64,
    /// One standard deviation of its error, as a part of it.
    pub relative_error: f64,
    /// What it was told from.
    pub source: Source,
}

/// The scale of a runner, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Told {
    /// None where nothing was stated, or what was stated tells too little here.
    pub scale: Option<Scale>,
    /// Why a stated source was not used, or that two of them disagree; None when there is nothing to say.
    pub reason: Option<Reason>,
}

/// The best of the stated scales for a runner whose leg is `leg_px` long, foreshortening taken out, and whose feet stand
/// at `feet`. Before a camera that moves, its way known or not, there are no such `feet`.
pub fn scale(options: &Options, roll: Option<Roll>, leg_px: f64, feet: Option<&[Foot]>, view: &View) -> Told {
    let needs_still = options.ground.is_some() || options.calibration.is_some();
    let is_still = feet.is_some();
    // A mark, or the place of the camera, is stated for one picture: it says nothing of the others if the camera moves.
    let feet = feet.unwrap_or(&[]);
    let found = [
        options.height_m.map(|h| height::scale(h, leg_px)),
        options.ground.map(|g| of_feet(feet, |foot| g.scale_at(foot, roll, view.foreshortening()))),
        options
            .calibration
            .map(|c| of_feet(feet, |foot| c.scale_at(foot)).filter(|_| stands(&c, feet, options.uprights))),
    ];
    let usable = |s: Scale| {
        let s = Scale { relative_error: s.relative_error.hypot(view.foreshortening_error()), ..s };
        Some(s).filter(|s| s.m_per_px.is_finite() && s.m_per_px > 0.0 && s.relative_error <= LARGEST_ERROR)
    };
    let n_stated = found.iter().flatten().count();
    let usable: Vec<Scale> = found.into_iter().flatten().flatten().filter_map(usable).collect();
    let best = usable.iter().copied().min_by(|a, b| a.relative_error.total_cmp(&b.relative_error));
    let reason = if needs_still && !is_still {
        Some(Reason::CameraNotStill)
    } else if best.is_some_and(|best| usable.iter().any(|other| disagree(&best, other))) {
        Some(Reason::ScalesDisagree)
    } else {
        (usable.len() < n_stated).then_some(Reason::NoScale)
    };
    Told { scale: best, reason }
}

/// The scale where the runner is in the middle of the pass, less sure by how far those of the single feet scatter.
fn of_feet(feet: &[Foot], scale_at: impl Fn(&Foot) -> Option<Scale>) -> Option<Scale> {
    let scale = scale_at(&foot::middle(feet)?)?;
    let each: Vec<f64> = feet.iter().filter_map(|foot| Some(scale_at(foot)?.m_per_px.ln())).collect();
    let scatter = if each.len() > 1 { MEDIAN * standard_deviation(&each) / (each.len() as f64).sqrt() } else { 0.0 };
    Some(Scale { relative_error: scale.relative_error.hypot(scatter), ..scale })
}

/// Whether a calibrated camera is rolled as one that was stated, or that the background shows: not so it was moved since,
/// or calibrated otherwise.
fn stands(calibration: &Calibration, feet: &[Foot], told: Option<Uprights>) -> bool {
    let (Some(foot), Some(told), Some(own)) = (foot::middle(feet), told, calibration.uprights()) else { return true };
    (told.roll_at(foot.at_px) - own.roll_at(foot.at_px)).abs() <= ROLL_TOLERANCE_RAD
}

/// Whether two scales of one runner differ by more than their errors allow.
fn disagree(a: &Scale, b: &Scale) -> bool {
    let allowed = DISAGREE_SIGMAS * in_quadrature([a.relative_error, b.relative_error]);
    (a.m_per_px / b.m_per_px).ln().abs() > allowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::options::Camera;
    use crate::view::{self, Angle};

    /// 4 m of ground seen at 200 px/m, feet on the line of the marks; a leg of 0.86 m is 172 px there.
    const GROUND: GroundDistance =
        GroundDistance { marks_px: [[600.0, 800.0], [1400.0, 800.0]], metres: 4.0, camera_height_m: Some(1.4) };
    const LEG_PX: f64 = 172.0;

    fn feet() -> [Foot; 2] {
        [750.0, 1250.0].map(|x| Foot { at_px: [x, 793.2], height_m: 0.034 })
    }

    /// Seen under an angle that is known to 6 deg.
    fn seen_at(rad: f64) -> View {
        let nothing = Body { time_s: Vec::new(), xy: Vec::new(), score: Vec::new() };
        View { angle: Some(Angle { rad, sigma_rad: 0.1 }), ..view::assess(&nothing, Camera::Still) }
    }

    fn stated(height_m: Option<f64>, ground: Option<GroundDistance>, camera: Camera) -> Told {
        let (options, feet) = (Options { height_m, ground, camera, ..Options::default() }, feet());
        let feet = (camera == Camera::Still).then_some(&feet[..]);
        scale(&options, None, LEG_PX, feet, &seen_at(0.0))
    }

    #[test]
    fn of_two_that_agree_the_surer_one_is_used() {
        let told = stated(Some(1.75), Some(GROUND), Camera::Still);
        let scale = told.scale.expect("a scale");
        assert_eq!((scale.source, told.reason), (Source::Ground, None));
        assert!((scale.m_per_px * 200.0 - 1.0).abs() < 1e-3 && scale.relative_error < 0.05, "{scale:?}");
        // Marks a few px apart are worse than a height.
        let short = GroundDistance { marks_px: [[1000.0, 800.0], [1030.0, 800.0]], metres: 0.15, ..GROUND };
        assert_eq!(stated(Some(1.75), Some(short), Camera::Still).scale.expect("a scale").source, Source::Height);
    }

    #[test]
    fn two_that_contradict_each_other_are_told() {
        let wrong = GroundDistance { metres: 5.0, ..GROUND };
        let told = stated(Some(1.75), Some(wrong), Camera::Still);
        assert_eq!((told.scale.map(|s| s.source), told.reason), (Some(Source::Ground), Some(Reason::ScalesDisagree)));
        assert_eq!(stated(Some(1.90), Some(GROUND), Camera::Still).reason, None, "within both errors");
    }

    #[test]
    fn marks_count_before_a_still_camera_only() {
        let told = stated(None, Some(GROUND), Camera::Unknown);
        assert_eq!((told.scale, told.reason), (None, Some(Reason::CameraNotStill)));
        let told = stated(Some(1.75), Some(GROUND), Camera::Unknown);
        assert_eq!(told.scale.map(|s| s.source), Some(Source::Height));
        assert_eq!(told.reason, Some(Reason::CameraNotStill));
    }

    #[test]
    fn nothing_stated_says_nothing_and_a_source_that_cannot_tell_says_so() {
        assert_eq!(stated(None, None, Camera::Still), Told::default());
        let options = Options { ground: Some(GROUND), camera: Camera::Still, ..Options::default() };
        let no_foot = scale(&options, None, LEG_PX, Some(&[]), &seen_at(0.1));
        assert_eq!((no_foot.scale, no_foot.reason), (None, Some(Reason::NoScale)));
        // A runner at half the distance of the marks, before a camera of unknown height.
        let unknown = Options { ground: Some(GroundDistance { camera_height_m: None, ..GROUND }), ..options };
        let near = [Foot { at_px: [1000.0, 1073.0], height_m: 0.034 }];
        assert_eq!(scale(&unknown, None, LEG_PX, Some(&near), &seen_at(0.1)).scale, None);
        assert!(scale(&options, None, LEG_PX, Some(&near), &seen_at(0.1)).scale.is_some());
        assert_eq!(
            scale(&Options { height_m: Some(1.75), ..Options::default() }, None, f64::NAN, Some(&[]), &seen_at(0.1))
                .scale,
            None
        );
    }

    #[test]
    fn an_oblique_path_is_less_sure_and_its_marks_are_shortened_with_it() {
        let at = |view: f64| {
            let options = Options { ground: Some(GROUND), camera: Camera::Still, ..Options::default() };
            scale(&options, None, LEG_PX, Some(&feet()), &seen_at(view)).scale.expect("a scale")
        };
        let (oblique, square) = (at(0.35), at(0.0));
        assert!(oblique.relative_error > square.relative_error + 0.01);
        assert!((oblique.m_per_px / square.m_per_px - 0.35f64.cos()).abs() < 0.01);
    }
}
