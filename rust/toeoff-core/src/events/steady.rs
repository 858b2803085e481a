//! Each foot's events drawn towards their median: a runner's stances differ less than the estimates of them.

use super::{Stance, Timing};
use crate::body::Side;
use crate::stats;

/// How far. Costs 0.2 ms on clean keypoints, gains 13 % of the error at 30 fps and 15 mm of noise, for cross-validated
/// runners; left and right keep their difference, because each foot has its own median.
const SHARE: f64 = 0.4;
/// Fewest stances of a foot that a median is taken of.
const STANCES_MINIMUM: usize = 3;
/// The part of the spread between a foot's stances that is left in the error of each of them. With the part that stays
/// with the runner it covers 68 % of the cross-validated errors, whatever the frame rate (24-120) and noise (0-25 mm).
const SPREAD_SHARE: f64 = 0.65;
/// The spread where there are too few stances to see it, s: that of 60 fps and 8 mm of noise.
const SPREAD_UNSEEN_S: f64 = 0.004;

/// Moves the events of each foot, as seen from their anchors, [`SHARE`] of the way to the foot's median, and adds to
/// their uncertainty what their spread tells of the noise.
pub fn draw_to_median(stances: &mut [Stance]) {
    let events: [fn(&mut Stance) -> &mut Option<Timing>; 2] = [|s| &mut s.initial_contact, |s| &mut s.toe_off];
    for side in Side::BOTH {
        for event in events {
            let own = stances.iter_mut().filter(|s| s.side == side);
            let mut own: Vec<(f64, &mut Timing)> = own.filter_map(|s| Some((s.anchor_s, event(s).as_mut()?))).collect();
            draw(&mut own);
        }
    }
}

/// The events of one kind of one foot, each with its anchor.
fn draw(events: &mut [(f64, &mut Timing)]) {
    let since_anchor_s: Vec<f64> = events.iter().map(|(anchor_s, t)| t.alone_s - anchor_s).collect();
    let is_enough = events.len() >= STANCES_MINIMUM;
    let median_s = stats::median(since_anchor_s.iter().copied());
    let noise_s = if is_enough { SPREAD_SHARE * stats::standard_deviation(&since_anchor_s) } else { SPREAD_UNSEEN_S };
    for ((_, timing), since_s) in events.iter_mut().zip(since_anchor_s) {
        timing.sigma_s = stats::in_quadrature([timing.sigma_s, noise_s]);
        if is_enough {
            timing.time_s = timing.alone_s + SHARE * (median_s - since_s);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stance(side: Side, anchor_s: f64, contact_s: f64) -> Stance {
        let time_s = anchor_s + contact_s;
        let contact = Timing { time_s, sigma_s: 0.003, alone_s: time_s, is_near_cut: false, is_doubtful: false };
        Stance { side, anchor_s, initial_contact: Some(contact), toe_off: None, reads: None, reason: None }
    }

    fn contacts(stances: &[Stance]) -> Vec<Timing> {
        stances.iter().filter_map(|s| s.initial_contact).collect()
    }

    #[test]
    fn three_stances_of_a_foot_move_four_tenths_towards_their_median() {
        let offsets = [-0.16, -0.15, -0.11];
        let mut stances: Vec<Stance> =
            offsets.iter().enumerate().map(|(i, o)| stance(Side::Left, i as f64, *o)).collect();
        stances.push(stance(Side::Right, 9.0, -0.30));
        draw_to_median(&mut stances);
        let found = contacts(&stances);
        for ((timing, i), expected) in found.iter().zip(0..).zip([-0.156, -0.15, -0.126]) {
            assert!((timing.time_s - f64::from(i) - expected).abs() < 1e-12);
            assert_eq!(timing.alone_s, f64::from(i) + offsets[i as usize]);
            let spread_s = crate::stats::standard_deviation(&offsets);
            assert!((timing.sigma_s - 0.003f64.hypot(SPREAD_SHARE * spread_s)).abs() < 1e-12);
        }
        assert_eq!(found[3].time_s, found[3].alone_s);
        assert_eq!(found[3].sigma_s, 0.003f64.hypot(SPREAD_UNSEEN_S));
    }
}
