//! The error that stays with a runner, as far as whole strides tell it.
//!
//! Most of the cascade's error is the same in every stance of a pass. The cascade looks at 0.24 s of one stance; the
//! whole stride, averaged over the pass so that noise does not count, says more about how the runner runs: a linear
//! table of it, fitted to the mean error of each run, takes a part of the constant off (`benches/fit_events`).

use super::inputs::{Pass, Reads, STRIDE_REACH, Stage};
use super::sigma::outside_speeds;
use super::{CameraMotion, Stance, Timing, table};
use crate::events::anchors::Anchor;

/// A pass with this many whole strides is corrected by half of what they say, one with many by nearly all of it.
/// Between 3 and 10 the cross-validated errors differ by 0.1 ms; below 5, passes of 1 s get worse.
const STRIDES_FOR_HALF: f64 = 5.0;
/// Largest correction, s: the largest that a force-plate run gets when unseen is 9 ms. Runners unlike them, sprinters say,
/// are not pushed around by a table that does not know them.
const CORRECTION_MAXIMUM_S: f64 = 0.010;
/// The correction fades out this far outside the foot speeds of the force-plate runs, leg lengths/s: on runs of 5 m/s
/// played 1.45 times as fast it would add 3 to 4 ms to the error of contact.
const SPEED_REACH: f64 = 1.0;

/// Moves all contacts, and all toe-offs, that were read by the same table, by what their whole strides say together.
pub fn take_off(stances: &mut [Stance], pass: &Pass<'_>, camera: CameraMotion, scratch: &mut Vec<f64>) {
    let events: [fn(&mut Stance) -> &mut Option<Timing>; 2] = [|s| &mut s.initial_contact, |s| &mut s.toe_off];
    let mut kinds: Vec<Reads> = Vec::new();
    for reads in stances.iter().filter_map(|s| s.reads) {
        if !kinds.contains(&reads) {
            kinds.push(reads);
        }
    }
    let known = (1.0 - outside_speeds(pass.foot_speed) / SPEED_REACH).max(0.0);
    let reach_s = STRIDE_REACH * pass.anchors.stride_time_s;
    for reads in kinds {
        for (event, [.., line]) in events.into_iter().zip(table(reads, camera).stages()) {
            let (mut sum_s, mut strides) = (0.0, 0.0);
            for stance in stances.iter_mut().filter(|s| s.reads == Some(reads)) {
                let anchor = Anchor { side: stance.side, time_s: stance.anchor_s };
                let (Some(timing), Some(span)) = (event(stance), pass.span_s(anchor, reads)) else { continue };
                if timing.time_s - reach_s >= span.0 && timing.time_s + reach_s <= span.1 {
                    pass.inputs(reads, Stage::Stride, anchor.side, timing.time_s, span, scratch);
                    sum_s += line.value_s(scratch);
                    strides += 1.0;
                }
            }
            let mean_s = (sum_s / (strides + STRIDES_FOR_HALF)).clamp(-CORRECTION_MAXIMUM_S, CORRECTION_MAXIMUM_S);
            let correction_s = known * mean_s;
            for timing in stances.iter_mut().filter(|s| s.reads == Some(reads)).filter_map(|s| event(s).as_mut()) {
                timing.time_s += correction_s;
                timing.alone_s += correction_s;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Side;
    use crate::events::anchors;
    use crate::events::channels::{Channels, Scene};
    use crate::events::inputs::{Legs, Points};
    use crate::events::synthetic::runner;

    /// How far contacts and toe-offs move in a pass of so many frames at 60 fps, s.
    fn moves(n_frames: usize) -> Vec<[f64; 2]> {
        let body = runner(n_frames, 60.0, 0.7);
        let scene = Scene::of(&body).expect("a runner");
        let anchors = anchors::find(&scene);
        let channels = Channels::of(&scene, CameraMotion::Unknown);
        let pass = Pass::new(&channels, &anchors);
        let event = |time_s: f64| {
            Some(Timing { time_s, sigma_s: 0.005, alone_s: time_s, is_near_cut: false, is_doubtful: false })
        };
        let reads = Some(Reads { points: Points::Feet, legs: Legs::Both });
        let stance = |a: &Anchor| Stance {
            side: a.side,
            anchor_s: a.time_s,
            initial_contact: event(a.time_s - 0.15),
            toe_off: event(a.time_s + 0.10),
            reads,
            reason: None,
        };
        let before: Vec<Stance> = anchors.list.iter().map(stance).collect();
        let mut after = before.clone();
        take_off(&mut after, &pass, CameraMotion::Unknown, &mut Vec::new());
        let time = |t: Option<Timing>| t.expect("an event").alone_s;
        let pairs = after.iter().zip(&before);
        pairs
            .map(|(a, b)| [time(a.initial_contact) - time(b.initial_contact), time(a.toe_off) - time(b.toe_off)])
            .collect()
    }

    #[test]
    fn all_stances_of_a_pass_move_together_and_not_far() {
        let moves = moves(240);
        assert!(moves.len() > 8);
        for [contact_s, toe_off_s] in &moves {
            assert!((contact_s - moves[0][0]).abs() < 1e-12 && (toe_off_s - moves[0][1]).abs() < 1e-12);
            assert!(contact_s.abs().max(toe_off_s.abs()) < CORRECTION_MAXIMUM_S + 1e-12);
        }
        assert!(moves[0][0] != 0.0 && moves[0][1] != 0.0);
    }

    #[test]
    fn a_pass_without_a_whole_stride_stays() {
        let moves = moves(40);
        assert!(!moves.is_empty() && moves.iter().all(|m| *m == [0.0, 0.0]), "{moves:?}");
    }

    #[test]
    fn stances_that_read_nothing_are_left_alone() {
        let body = runner(240, 60.0, 0.7);
        let scene = Scene::of(&body).expect("a runner");
        let anchors = anchors::find(&scene);
        let channels = Channels::of(&scene, CameraMotion::Still);
        let mut stances = [Stance {
            side: Side::Left,
            anchor_s: 1.0,
            initial_contact: None,
            toe_off: None,
            reads: None,
            reason: Some(crate::reason::Reason::Gaps),
        }];
        let before = stances;
        take_off(&mut stances, &Pass::new(&channels, &anchors), CameraMotion::Still, &mut Vec::new());
        assert_eq!(stances, before);
    }
}
