//! Events that cannot all be true are withdrawn: of two that contradict each other nothing tells which one is wrong.

use super::channels::{ANKLE_X, PER_LEG};
use super::inputs::Pass;
use super::{Stance, Timing};
use crate::body::Side;
use crate::reason::Reason;
use crate::stats::median;

/// A foot that lands earlier than this before the other one has left, s, is no runner's: on the force-plate runs the
/// shortest flight told is 19 ms, at 2 m/s.
const OVERLAP_MAXIMUM_S: f64 = 0.02;
/// A contact further than this from the median of the pass, as a part of it, is no contact: on the force-plate runs at
/// 30 fps with 15 mm of noise the furthest is off by a tenth.
const CONTACT_TOLERANCE: f64 = 0.25;
/// Contacts from which on their median is worth comparing with.
const CONTACTS_MINIMUM: usize = 4;

/// How far the hip travels over the planted ankle in a stance, leg lengths: this and [`SWEEP_PER_SPEED`] times the foot
/// speed in mid-stance, leg lengths/s. Fitted on 3,000 stances of 27 force-plate runners at 2-5 m/s, 60 fps with 8 mm and
/// 30 fps with 15 mm of noise: SD 0.05, none further off than 0.20.
const SWEEP: f64 = 0.38;
const SWEEP_PER_SPEED: f64 = 0.0974;
/// A stance whose sweep is further off is none: its events lie too near each other, or too far. The first steps from the
/// blocks, behind the hip, are short by up to 0.25.
const SWEEP_TOLERANCE: f64 = 0.30;

/// Whether contact and toe-off are those of a foot that stood on the ground in between, by how far it came back under
/// the hip; true where that is not seen.
pub fn is_stance(pass: &Pass<'_>, side: Side, [contact_s, toe_off_s]: [f64; 2]) -> bool {
    let clock = pass.channels.clock;
    if !(clock.contains(contact_s) && clock.contains(toe_off_s)) {
        return true;
    }
    let ankle = |time_s: f64| pass.channels.at(time_s)[side.index() * PER_LEG + ANKLE_X];
    let off = ankle(contact_s) - ankle(toe_off_s) - (SWEEP + SWEEP_PER_SPEED * pass.foot_speed);
    off.is_nan() || off.abs() <= SWEEP_TOLERANCE
}

/// Withdraws both events of a stance whose contact time is unlike the others', and the toe-off and the contralateral
/// contact that overlap.
pub fn withdraw(stances: &mut [Stance]) {
    let contact_s = |s: &Stance| s.initial_contact.zip(s.toe_off).map(|(c, t)| t.time_s - c.time_s);
    let contacts: Vec<f64> = stances.iter().filter_map(contact_s).collect();
    let typical_s = median(contacts.iter().copied());
    if contacts.len() >= CONTACTS_MINIMUM {
        let is_unlike =
            |s: &Stance| contact_s(s).is_some_and(|c| (c - typical_s).abs() > CONTACT_TOLERANCE * typical_s);
        for stance in stances.iter_mut().filter(|s| is_unlike(s)) {
            (stance.initial_contact, stance.toe_off) = (None, None);
            stance.reason = Some(Reason::InconsistentEvents);
        }
    }
    for i in 1..stances.len() {
        let (before, after) = (&stances[i - 1], &stances[i]);
        let time_s = |t: Option<Timing>| t.map_or(f64::NAN, |t| t.time_s);
        let overlap_s = time_s(before.toe_off) - time_s(after.initial_contact);
        if before.side != after.side && overlap_s > OVERLAP_MAXIMUM_S {
            (stances[i - 1].toe_off, stances[i].initial_contact) = (None, None);
            stances[i - 1].reason = Some(Reason::InconsistentEvents);
            stances[i].reason = Some(Reason::InconsistentEvents);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::channels::{Channels, Scene};
    use crate::events::synthetic::runner;
    use crate::events::{CameraMotion, anchors};

    #[test]
    fn events_between_which_the_foot_hardly_comes_back_are_no_stance() {
        let body = runner(120, 60.0, 0.7);
        let scene = Scene::of(&body).expect("a runner");
        let (anchors, channels) = (anchors::find(&scene), Channels::of(&scene, CameraMotion::Unknown));
        let pass = Pass::new(&channels, &anchors);
        // The left foot of this runner stands from 0.1 s on for 34 % of its stride.
        let stance = [0.8, 0.8 + 0.34 * 0.7];
        assert!(is_stance(&pass, Side::Left, stance));
        assert!(!is_stance(&pass, Side::Left, [stance[0] + 0.08, stance[1] - 0.08]));
        assert!(!is_stance(&pass, Side::Right, stance));
        assert!(is_stance(&pass, Side::Left, [-0.1, 0.2]), "nothing is seen before the start");
    }

    /// Stances of alternating feet from their contacts and toe-offs, s.
    fn stances(times: &[(f64, f64)]) -> Vec<Stance> {
        let timing =
            |time_s| Some(Timing { time_s, sigma_s: 0.006, alone_s: time_s, is_near_cut: false, is_doubtful: false });
        let stance = |(i, &(contact, toe_off)): (usize, &(f64, f64))| Stance {
            side: Side::BOTH[i % 2],
            anchor_s: contact,
            initial_contact: timing(contact),
            toe_off: timing(toe_off),
            reads: None,
            reason: None,
        };
        times.iter().enumerate().map(stance).collect()
    }

    fn told(stances: &[Stance]) -> Vec<(bool, bool)> {
        stances.iter().map(|s| (s.initial_contact.is_some(), s.toe_off.is_some())).collect()
    }

    #[test]
    fn a_runner_keeps_every_event() {
        let mut run = stances(&[(0.0, 0.25), (0.35, 0.60), (0.70, 0.96), (1.05, 1.30), (1.40, 1.66)]);
        withdraw(&mut run);
        assert!(told(&run).iter().all(|t| *t == (true, true)) && run.iter().all(|s| s.reason.is_none()));
    }

    #[test]
    fn feet_on_the_ground_together_lose_the_two_events_between_them() {
        let mut run = stances(&[(0.0, 0.30), (0.20, 0.45)]);
        withdraw(&mut run);
        assert_eq!(told(&run), [(true, false), (false, true)]);
        assert!(run.iter().all(|s| s.reason == Some(Reason::InconsistentEvents)));
    }

    #[test]
    fn a_contact_unlike_the_others_loses_both_events() {
        let mut run = stances(&[(0.0, 0.25), (0.35, 0.60), (0.70, 0.80), (1.05, 1.30), (1.40, 1.66)]);
        withdraw(&mut run);
        assert_eq!(told(&run)[2], (false, false));
        assert_eq!(told(&run).iter().filter(|t| **t == (true, true)).count(), 4);
    }
}
