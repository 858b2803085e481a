//! The whole path: one runner's keypoints in, events, strides and measures out.

use crate::angles::Angles;
use crate::body::{Body, CHANNELS, Joint, LANDMARKS, Plane, Side};
use crate::camera_path::Similarity;
use crate::clock::Clock;
use crate::error::Result;
use crate::events::{self, CameraMotion, Detection, EventKind, Points, Stance, Timing};
use crate::filming::Filming;
use crate::measures::grade::{self, Grade};
use crate::measures::{Conditions, Measures, far_leg, measures};
use crate::missing_legs::MissingLegs;
use crate::options::{Camera, Options, Travel};
use crate::reason::Reason;
use crate::repair::Repairs;
use crate::repetition::{Repetition, repetition};
use crate::roll::Roll;
use crate::scale::Foot;
use crate::sequence::{self, Sequence};
use crate::smooth::smooth_body;
use crate::strides::{Motion, Stride, Value, strides};
use crate::unseen::Unseen;
use crate::view::{self, View};
use crate::{gait, repair, resample, roll, scale};

/// A part of the body counts as seen when this part of the frames shows it.
const SEEN_FRACTION: f64 = 0.6;

/// A runner covers ground from this part of the foot speed on, which itself under-reads the speed by a tenth (27
/// force-plate runners); on a treadmill the hips drift by less than a tenth of it.
const GROUND_SPEED_SHARE: f64 = 0.5;
/// The same share in a steady picture, from and up to: 0.91 to 1.25 in 14 runners, 12 of them rendered. A camera that
/// moves along with a runner or against them, before a background too far away to show it, looks like one that turns.
const STEADY_SPEED_SHARES: (f64, f64) = (0.8, 1.4);

/// Everything about one pass.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Smoothed landmarks in image px on a uniform clock.
    pub body_in_image: Body,
    /// Angles on the same clock.
    pub angles: Angles,
    /// Stances in time order, with their events.
    pub stances: Vec<Stance>,
    /// One row per stance.
    pub strides: Vec<Stride>,
    /// Measures of the pass and of each leg.
    pub measures: Measures,
    /// Direction, view angle, size.
    pub view: View,
    /// The direction that was used: stated, or told from the keypoints.
    pub travel: Option<Travel>,
    /// Camera roll that was taken out; None when unknown.
    pub roll: Option<Roll>,
    /// Where the hips are in the picture on average, px, in the steady one where the way of the camera is known: `roll` is
    /// told there. None where they are never seen.
    pub place_px: Option<[f64; 2]>,
    /// What was repaired.
    pub repairs: Repairs,
    /// Points that stay missing, of landmarks that are seen in the pass at all.
    pub points_missing: usize,
    /// When the frames were filmed.
    pub filming: Filming,
    /// Metres per px, when a source was stated and tells it.
    pub scale: scale::Told,
    /// Reasons that hold for the whole pass.
    pub reasons: Vec<Reason>,
}

/// Initial contact or toe-off as a row of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// The foot.
    pub side: Side,
    /// What happens.
    pub kind: EventKind,
    /// When, s.
    pub time_s: f64,
    /// One standard deviation of the error, s.
    pub sigma_s: f64,
    /// Grade by sigma.
    pub grade: Grade,
}

impl Analysis {
    /// The events of all stances in time order.
    pub fn events(&self) -> Vec<Event> {
        // Fewer frames a second blur the feet by more than any noise that the uncertainties were fitted with.
        let best = |time_s| {
            if self.filming.rate_at_hz(time_s) < grade::EVENT_RATE_HZ { Grade::C } else { Grade::A }
        };
        let of = |s: &Stance, kind, timing: Option<Timing>| {
            // A time without a known error is no time to rely on.
            let told = timing.filter(|t| t.time_s.is_finite() && t.sigma_s.is_finite());
            told.map(|Timing { time_s, sigma_s, .. }| Event {
                side: s.side,
                kind,
                time_s,
                sigma_s,
                grade: Grade::of_event(sigma_s).max(best(time_s)),
            })
        };
        let mut events: Vec<Event> = self
            .stances
            .iter()
            .flat_map(|s| [of(s, EventKind::InitialContact, s.initial_contact), of(s, EventKind::ToeOff, s.toe_off)])
            .flatten()
            .collect();
        events.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
        events
    }
}

/// Analyses one pass.
///
/// # Errors
/// [`crate::Error::OutOfRange`] for an option that makes no sense. Poor data is no error: it gives withheld measures.
pub fn analyze(sequence: &Sequence<'_>, options: &Options) -> Result<Analysis> {
    options.check()?;
    let reading = Reading::of(sequence, options, roll::known(options, is_one_picture(sequence, options)))?;
    let reading = match reading.roll_from_feet() {
        // Where the feet stand does not depend on the roll, but what is upright does.
        Some(roll) => Reading::of(sequence, options, Some(roll))?,
        None => reading,
    };
    Ok(reading.analysis(options))
}

/// Whether all frames are one picture: marks on the ground and a calibration are of one picture, and nobody says of which
/// one before a camera that moves, be its way known or not.
fn is_one_picture(sequence: &Sequence<'_>, options: &Options) -> bool {
    options.camera == Camera::Still && !sequence.has_camera_path()
}

/// What a pass shows before a camera of some roll: all that measures are made of.
struct Reading {
    /// The camera's roll; None: not known, none is taken out.
    roll: Option<Roll>,
    place_px: Option<[f64; 2]>,
    view: View,
    travel: Option<Travel>,
    plane: Plane,
    /// Smoothed, in the runner's frame.
    body: Body,
    repairs: Repairs,
    missing_legs: MissingLegs,
    far_leg_counts: bool,
    toes_slide: bool,
    filming: Filming,
    detection: Detection,
    angles: Angles,
    clock: Clock,
    leg_length: f64,
    /// Whether displacement in the picture is displacement on the ground.
    camera_is_still: bool,
    is_one_picture: bool,
    /// Where each frame of the body lies in the steady picture; None where the way of the camera is not known.
    camera_path: Option<Vec<Similarity>>,
    strides: Vec<Stride>,
    repetition: Option<Repetition>,
    gait: Option<Reason>,
    /// Why nothing can be measured from here.
    refused: Option<Reason>,
}

impl Reading {
    fn of(sequence: &Sequence<'_>, options: &Options, roll: Option<Roll>) -> Result<Self> {
        let mut seen = sequence.body(options.score_minimum);
        to_capture_time(&mut seen, options.capture_rate_hz);
        sequence::check_span(&seen.time_s)?;
        let place_px = roll::place(&seen);
        // A leg is as long in the level picture as in this one where the runner is.
        let at_runner = |roll: Roll| place_px.map_or(roll, |p| Roll { uprights: roll.uprights.at_level_of(p), ..roll });
        let roll = roll.map(at_runner);
        if let Some(roll) = roll {
            seen = seen.mapped(roll.uprights.levelling());
        }
        let far_leg_counts = far_leg::counts(&seen);
        let view = view::assess(&seen, options.camera);
        let travel = options.travel.or(view.travel);
        let plane = Plane { forward: travel.map_or(1.0, Travel::sign), foreshortening: view.foreshortening() };

        let mut body = seen.turned(plane);
        let repairs = repair::repair(&mut body, travel.map(Travel::near_side));
        let legs_are_merged = gait::are_merged(&body, repairs.frames_merged);
        let unseen = Unseen::of(&body);
        let missing_legs = MissingLegs::as_filmed(&body);
        let mut filmed_s = Vec::new();
        if resample::is_irregular(&body) {
            let even = resample::uniform(&body);
            filmed_s = std::mem::replace(&mut body, even).time_s;
        }
        let camera_path = sequence.camera_path_at(&seen.time_s, &body.time_s);
        let motion = match options.camera {
            Camera::Unknown => CameraMotion::Unknown,
            Camera::Still => CameraMotion::Still,
        };
        let points = if sequence.skeleton().toes_slide() { Points::Ankles } else { Points::Feet };
        let detection = events::detect(&body, motion, points);
        smooth_body(&mut body, options.smoothing)?;
        let angles = Angles::of(&body);
        let (clock, leg_length) = (Clock::of(&body), body.leg_length());
        let filming = Filming::new(filmed_s, clock);
        let speed_shares =
            if camera_path.is_some() { STEADY_SPEED_SHARES } else { (GROUND_SPEED_SHARE, f64::INFINITY) };
        let share = speed_share(&body, clock, leg_length * detection.foot_speed);
        let camera_is_still = options.camera == Camera::Still && share >= speed_shares.0 && share <= speed_shares.1;
        let unseen = &unseen;
        let stride_time_s = detection.stride_time_s;
        let motion = Motion { body: &body, angles: &angles, clock, leg_length, stride_time_s, camera_is_still, unseen };
        let strides = strides(&detection.stances, &motion);

        let repetition = repetition(&body, leg_length);
        let gait = gait::judge(&gait::Motion {
            detection: &detection,
            strides: &strides,
            angles: &angles,
            clock,
            repetition,
            unseen,
            legs_are_merged,
        });
        let refused = if travel.is_none() && view.reasons.is_empty() {
            Some(Reason::ViewUnknown)
        } else {
            view.reasons.first().copied()
        };
        Ok(Self {
            roll,
            place_px,
            view,
            travel,
            plane,
            body,
            repairs,
            missing_legs,
            far_leg_counts,
            toes_slide: sequence.skeleton().toes_slide(),
            filming,
            detection,
            angles,
            clock,
            leg_length,
            camera_is_still,
            is_one_picture: is_one_picture(sequence, options),
            camera_path,
            strides,
            repetition,
            gait,
            refused,
        })
    }

    /// Feet that stand on the ground, in the picture, the steady one where the way of the camera is known.
    fn feet(&self) -> Vec<(Side, Foot)> {
        let tilted = self.roll.map_or(0.0.into(), |roll| roll.uprights).tilting();
        let in_picture = |p| tilted(self.plane.in_image(p));
        scale::foot::standing(&self.body, self.clock, &self.detection.stances, in_picture)
    }

    /// The roll that the standing feet tell; None where it is known, or nobody runs over the ground.
    fn roll_from_feet(&self) -> Option<Roll> {
        let is_wanted = self.roll.is_none() && self.camera_is_still && self.refused.is_none() && self.gait.is_none();
        if is_wanted { roll::from_feet(&self.feet(), &self.body, self.plane) } else { None }
    }

    /// Why the legs tell no running, after what is known of how they were seen.
    fn told_of_gait(&self, legs_are_hidden: bool) -> Option<Reason> {
        match self.gait {
            // From in front the legs hardly swing across the picture: how fast they do tells nothing.
            Some(Reason::SlowMotionSuspected) if self.view.reasons.contains(&Reason::ViewOblique) => None,
            // Events of legs that are hidden are missing, or contradict each other, for that reason.
            Some(Reason::InconsistentEvents | Reason::Gaps) if legs_are_hidden => Some(Reason::Occluded),
            other => other,
        }
    }

    /// Measures, graded or withheld.
    fn analysis(self, options: &Options) -> Analysis {
        let needs_feet = options.ground.is_some() || options.calibration.is_some();
        let feet: Vec<Foot> =
            if needs_feet { self.feet().into_iter().map(|(_, foot)| foot).collect() } else { Vec::new() };
        let feet = self.is_one_picture.then_some(&feet[..]);
        let scale = scale::scale(options, self.roll, self.leg_length, feet, &self.view);
        let near_side = self.travel.map(Travel::near_side);
        let left_open = MissingLegs::left_open(&self.body);
        let n_frames = self.body.n_frames();
        // Where every gap was filled, values are left out for those.
        let missing = if left_open.is_none() {
            self.missing_legs.with_lost(self.filming.frames_interpolated())
        } else {
            left_open
        };
        let legs_are_hidden = missing.are_hidden(options.frames_hidden);
        let gait = self.told_of_gait(legs_are_hidden);
        let conditions = Conditions {
            frame_rate_hz: self.filming.rate_hz(),
            view_angle_rad: self.view.angle.map(|a| a.rad),
            view_sigma_rad: self.view.angle.map(|a| a.sigma_rad),
            height_px: self.view.height_px,
            roll_sigma_deg: self.roll.map(|roll| roll.sigma_rad.to_degrees()),
            has_trunk: fraction_seen(&self.body, &[Joint::Shoulder]) >= SEEN_FRACTION,
            has_feet: fraction_seen(&self.body, &[Joint::Heel, Joint::Toe]) >= SEEN_FRACTION,
            leg_length_m: scale.scale.map(|s| (s.m_per_px * self.leg_length, s.relative_error)),
            scale: scale.reason,
            near_side,
            far_leg_counts: self.far_leg_counts,
            toes_slide: self.toes_slide,
            refused: self.refused,
            gait,
            leg_is_seen: Side::BOTH
                .map(|side| (n_frames - left_open.of_side(side)) as f64 >= SEEN_FRACTION * n_frames as f64),
            legs_are_merged: missing.are_merged(self.repairs.frames_merged),
            legs_are_hidden,
            camera_is_still: self.camera_is_still,
            is_said_to_stand: options.camera == Camera::Still,
            picture_sway: (self.detection.camera == CameraMotion::Still)
                .then(|| self.detection.ground_sway.unwrap_or(0.0)),
            is_long_enough: self
                .strides
                .iter()
                .any(|r| r.value(Value::StrideTime).is_finite() || r.reason == Some(Reason::Gaps)),
            stride_sd: options.stride_sd,
            repetition: self.repetition,
            duration_s: self.clock.end_s() - self.clock.start_s,
        };
        let mut reasons: Vec<Reason> = self.view.reasons.iter().copied().chain(self.refused).chain(gait).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let measures = measures(&self.strides, &conditions);
        let points_missing = points_missing(&self.body);
        let turned = self.body.in_image(self.plane);
        let tilted = match self.roll {
            Some(roll) => turned.mapped(roll.uprights.tilting()),
            None => turned,
        };
        let body_in_image = match self.camera_path {
            Some(path) => tilted.mapped_by_frame(path.into_iter().map(Similarity::inverse)),
            None => tilted,
        };
        // The tables of the events know running, from the side, at the speed it was filmed. Of anything else they would
        // tell times all the same.
        let (stances, strides) =
            if reasons.is_empty() { (self.detection.stances, self.strides) } else { (Vec::new(), Vec::new()) };
        Analysis {
            body_in_image,
            measures,
            angles: self.angles,
            stances,
            strides,
            view: self.view,
            travel: self.travel,
            roll: self.roll,
            place_px: self.place_px,
            repairs: self.repairs,
            points_missing,
            filming: self.filming,
            scale,
            reasons,
        }
    }
}

/// Slow-motion footage plays longer than it was filmed: times shrink by the file's rate over the camera's.
fn to_capture_time(body: &mut Body, capture_rate_hz: Option<f64>) {
    let Some(rate) = capture_rate_hz else { return };
    let factor = 1.0 / (body.frame_time_s() * rate);
    if factor.is_finite() {
        body.time_s.iter_mut().for_each(|t| *t *= factor);
    }
}

/// How fast the hips move across the picture, as a part of how fast the feet come back under them, `foot_speed` px/s: next
/// to nothing on a treadmill, where displacement in the picture says nothing of the speed. 0 where the hips are not seen.
fn speed_share(body: &Body, clock: Clock, foot_speed: f64) -> f64 {
    let mut seen = (0..body.n_frames()).map(|f| (f, body.hip(f)[0])).filter(|(_, x)| x.is_finite());
    let Some(((first, from), (last, to))) = seen.next().zip(seen.next_back()) else { return 0.0 };
    (to - from) / (foot_speed * clock.step_s * (last - first) as f64)
}

/// Points that are missing, of landmarks that some frame shows.
fn points_missing(body: &Body) -> usize {
    // One pass without branches tells the common case apart.
    if body.xy.iter().fold(true, |all, v| all & v.is_finite()) {
        return 0;
    }
    let mut missing = [0; LANDMARKS];
    for frame in body.xy.as_chunks::<CHANNELS>().0 {
        for (landmark, missing) in missing.iter_mut().enumerate() {
            *missing += usize::from(!frame[2 * landmark].is_finite());
        }
    }
    missing.into_iter().filter(|n| *n < body.n_frames()).sum()
}

/// Part of the frames that show all of these joints on at least one side.
fn fraction_seen(body: &Body, joints: &[Joint]) -> f64 {
    let shows = |f: usize| Side::BOTH.into_iter().any(|s| joints.iter().all(|&j| body.is_seen(f, s, j)));
    (0..body.n_frames()).filter(|&f| shows(f)).count() as f64 / body.n_frames().max(1) as f64
}
