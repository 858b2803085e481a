//! Events of a pass, from its body.

use super::anchors::{self, Anchor};
use super::channels::{Channels, Scene};
use super::inputs::{COARSE_REACH, Legs, Pass, Points, Reads};
use super::sigma::sigma_s;
use super::{
    CameraMotion, Detection, EventKind, Stance, Timing, constant, contradictions, ground, steady, table, votes,
};
use crate::body::Body;
use crate::clock::Clock;
use crate::reason::Reason;

/// What may be read, best first: by cross-validated error at 60 fps and 8 mm of noise ([`table`]).
const ORDER: [Reads; 4] = [
    Reads { points: Points::Feet, legs: Legs::Both },
    Reads { points: Points::Feet, legs: Legs::Own },
    Reads { points: Points::Ankles, legs: Legs::Both },
    Reads { points: Points::Ankles, legs: Legs::Own },
];
/// Events nearer to a cut were not scored against force plates, s.
const CUT_S: f64 = 0.15;
/// No stance of a runner lasts less or more, s: sprinters come down to 0.08 s, the slowest jog stays below 0.45 s.
const CONTACT_TIME_S: std::ops::RangeInclusive<f64> = 0.06..=0.60;

/// Finds the stances of a body in the runner's frame (x along travel, y up, px), repaired, its short gaps filled, on a
/// uniform clock. A leg, the feet, or longer stretches may be missing. No more than `points` of a leg are read.
///
/// An event that lies outside the recording, or in a gap, is None. Nothing here asks whether this is running: the
/// tables were fitted to runners from 2 to 5 m/s, and [`gait`](crate::gait) judges the strides.
pub fn detect(body: &Body, camera: CameraMotion, points: Points) -> Detection {
    let nothing = |reason| Detection {
        stances: Vec::new(),
        stride_time_s: f64::NAN,
        foot_speed: f64::NAN,
        camera,
        ground_sway: None,
        reason: Some(reason),
    };
    let Some(scene) = Scene::of(body) else { return nothing(Reason::TooShort) };
    let anchors = anchors::find(&scene);
    if anchors.list.is_empty() {
        return nothing(Reason::NotRunning);
    }
    let sway = ground::sway(&scene, &anchors);
    let is_still = camera == CameraMotion::Still || ground::is_level(sway);
    let camera = if is_still { CameraMotion::Still } else { CameraMotion::Unknown };
    let channels = Channels::of(&scene, camera);
    let pass = Pass::new(&channels, &anchors);
    let mut scratch = Vec::new();
    let mut stances: Vec<Stance> =
        anchors.list.iter().map(|&anchor| stance(&pass, anchor, camera, points, &mut scratch)).collect();
    constant::take_off(&mut stances, &pass, camera, &mut scratch);
    steady::draw_to_median(&mut stances);
    contradictions::withdraw(&mut stances);
    Detection {
        stances,
        stride_time_s: anchors.stride_time_s,
        foot_speed: pass.foot_speed,
        camera,
        ground_sway: sway,
        reason: None,
    }
}

/// The events about an anchor, from the first table that sees all it reads, or else the first that sees the anchor.
fn stance(pass: &Pass<'_>, anchor: Anchor, camera: CameraMotion, points: Points, scratch: &mut Vec<f64>) -> Stance {
    let nothing = |reason| Stance {
        side: anchor.side,
        anchor_s: anchor.time_s,
        initial_contact: None,
        toe_off: None,
        reads: None,
        reason: Some(reason),
    };
    let clock = pass.channels.clock;
    let reach_s = COARSE_REACH
        .map(|part| (anchor.time_s + part * pass.anchors.stride_time_s).max(clock.start_s).min(clock.end_s()));
    let may_read = |reads: &Reads| points == Points::Feet || reads.points == Points::Ankles;
    let seen = || ORDER.into_iter().filter(may_read).filter_map(|reads| Some((reads, pass.span_s(anchor, reads)?)));
    let covers = |(_, (from, to)): &(Reads, (f64, f64))| *from <= reach_s[0] && *to >= reach_s[1];
    let Some((reads, span)) = seen().find(covers).or_else(|| seen().next()) else { return nothing(Reason::Gaps) };
    let table = table(reads, camera);
    let [contact_s, toe_off_s] = table.events_s(pass, anchor, span, scratch);
    // The first also refuses NaN: a pass without a stride time or foot speed.
    let is_stance = contradictions::is_stance(pass, anchor.side, [contact_s, toe_off_s]);
    if !CONTACT_TIME_S.contains(&(toe_off_s - contact_s)) || !is_stance {
        // Where a gap cut the motion short they were read off what it would have gone on as.
        let is_whole = covers(&(reads, span));
        return nothing(if is_whole { Reason::InconsistentEvents } else { Reason::Gaps });
    }
    let [doubt_contact, doubt_toe_off] =
        votes::doubts_s(pass.channels, anchor, pass.anchors.stride_time_s, [contact_s, toe_off_s]);
    let timing = |kind, time_s: f64, doubt_s: Option<f64>| {
        let cut_s = (time_s - span.0).min(span.1 - time_s);
        // Two opinions leave at least half of what lies between them open.
        let sigma_s = sigma_s(table, kind, cut_s, pass.foot_speed, pass.anchors.stride_time_s);
        let sigma_s = sigma_s.max(doubt_s.unwrap_or(0.0) / 2.0);
        let (is_near_cut, is_doubtful) = (cut_s < CUT_S, doubt_s.is_some());
        (cut_s >= 0.0).then_some(Timing { time_s, sigma_s, alone_s: time_s, is_near_cut, is_doubtful })
    };
    let initial_contact = timing(EventKind::InitialContact, contact_s, doubt_contact);
    let toe_off = timing(EventKind::ToeOff, toe_off_s, doubt_toe_off);
    let is_cut = initial_contact.is_none() || toe_off.is_none();
    let reason = is_cut.then(|| cut_reason(span, clock));
    Stance { side: anchor.side, anchor_s: anchor.time_s, initial_contact, toe_off, reads: Some(reads), reason }
}

/// Why an event lies outside what is seen around its anchor: the recording ends, or a gap begins.
fn cut_reason(span: (f64, f64), clock: Clock) -> Reason {
    let is_whole = span.0 <= clock.start_s && span.1 >= clock.end_s();
    if is_whole { Reason::TooShort } else { Reason::Gaps }
}
