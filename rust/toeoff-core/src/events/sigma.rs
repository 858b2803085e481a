//! How uncertain a single event is, before the spread of its foot's events is known.

use super::EventKind;
use super::cascade::Table;
use crate::stats::in_quadrature;

/// Events closer to the end of what is seen than this are worse than others, s.
const CUT_REACH_S: f64 = 0.12;
/// Further error right at the end, s. With the reach it fits the errors of 1 s passes at 60 fps and 8 mm of noise:
/// 9 ms within 0.05 s of the end, 7 to 8 ms at 0.05-0.10 s, 6 ms elsewhere (RMSE, unseen runners).
const CUT_ERROR_S: f64 = 0.009;
/// Foot speeds of the runs behind the tables, leg lengths/s (2 to 5 m/s; 1st to 99th percentile).
const FOOT_SPEEDS: (f64, f64) = (2.0, 5.4);
/// Further error per leg length/s outside of them, s. Tables of runs up to 3.5 m/s err by 4 ms more at 4.5 m/s.
const SPEED_ERROR_S: f64 = 0.004;
/// No pass of a force-plate run has a greater foot speed, leg lengths/s: the largest of all passes of 0.9 s is 5.64.
const FOOT_SPEED_UNSEEN: f64 = 5.7;
/// Further error beyond it, s. Nothing measures it: runs played faster keep their shape, which sprinters change, and tell
/// only a lower limit (`benches/fit_events/fast.py`: 68 % of contacts within 9-12 ms, of toe-offs within 4). A toe-off
/// filmed at 6.1 m/s was 50 ms early. With what a runner keeps this is more than grade B allows.
const UNSEEN_ERROR_S: f64 = 0.012;
/// Shortest stride time without a further error of contact, s: the force-plate runs have 0.57-0.80.
const STRIDE_TIME_S: f64 = 0.60;
/// Further error of contact at strides 0.2 s shorter, s, growing with the root of what they lack. Runs of 3.5-5 m/s
/// played 1.2-1.6 times as fast, 30 fps, 8 mm, passes of 0.9 s and whole: 68 % of contacts within 6-7, 8-11, 10-13,
/// 12-13 ms at 0.58, 0.50, 0.46, 0.38 s, more where the foot is slow, and 4 ms at normal speed. They come out early;
/// toe-offs do not err. Chosen on these runs, so that 68 % and more are covered at either length of pass.
const SHORT_STRIDE_ERROR_S: f64 = 0.015;

/// How far a foot speed lies outside those behind the tables, leg lengths/s.
pub fn outside_speeds(foot_speed: f64) -> f64 {
    (FOOT_SPEEDS.0 - foot_speed).max(foot_speed - FOOT_SPEEDS.1).max(0.0)
}

/// One standard deviation of an event `cut_s` before the end of what is seen, in a pass with this foot speed (leg
/// lengths/s) and stride time (s), s.
pub fn sigma_s(table: &Table, kind: EventKind, cut_s: f64, foot_speed: f64, stride_time_s: f64) -> f64 {
    let outside = outside_speeds(foot_speed);
    let short = ((STRIDE_TIME_S - stride_time_s) / 0.2).max(0.0).sqrt();
    let (runner_s, short_error_s) = match kind {
        EventKind::InitialContact => (table.runner_s[0], SHORT_STRIDE_ERROR_S * short),
        EventKind::ToeOff => (table.runner_s[1], 0.0),
    };
    let unseen_s = if foot_speed > FOOT_SPEED_UNSEEN { UNSEEN_ERROR_S } else { 0.0 };
    let cut_error_s = CUT_ERROR_S * (1.0 - cut_s / CUT_REACH_S).max(0.0);
    // The runs behind both are the same ones: they do not add up.
    in_quadrature([runner_s, cut_error_s, SPEED_ERROR_S * outside, short_error_s.max(unseen_s)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::inputs::{Legs, Points, Reads};
    use crate::events::{CameraMotion, table};
    use crate::measures::grade::Grade;

    #[test]
    fn events_near_the_end_and_at_unseen_speeds_are_less_certain() {
        let table = table(Reads { points: Points::Feet, legs: Legs::Both }, CameraMotion::Unknown);
        for (kind, runner_s) in [EventKind::InitialContact, EventKind::ToeOff].into_iter().zip(table.runner_s) {
            let sigma = |cut_s, foot_speed| sigma_s(table, kind, cut_s, foot_speed, 0.7);
            assert_eq!(sigma(1.0, 3.5), runner_s);
            assert!(sigma(0.10, 3.5) > runner_s);
            assert!(sigma(0.02, 3.5) > sigma(0.10, 3.5));
            assert!(sigma(1.0, 7.4) > sigma(1.0, 5.8) && sigma(1.0, 1.0) > runner_s);
        }
    }

    #[test]
    fn no_event_beyond_the_force_plates_speeds_is_better_than_c() {
        for camera in [CameraMotion::Unknown, CameraMotion::Still] {
            for points in [Points::Feet, Points::Ankles] {
                for legs in [Legs::Both, Legs::Own] {
                    let table = table(Reads { points, legs }, camera);
                    for kind in [EventKind::InitialContact, EventKind::ToeOff] {
                        assert!(Grade::of_event(sigma_s(table, kind, 1.0, 5.71, 0.7)) >= Grade::C);
                        assert!(Grade::of_event(sigma_s(table, kind, 1.0, 5.0, 0.7)) == Grade::A);
                    }
                }
            }
        }
    }

    #[test]
    fn contacts_of_short_strides_are_less_certain_and_toe_offs_are_not() {
        let table = table(Reads { points: Points::Feet, legs: Legs::Both }, CameraMotion::Still);
        let sigma = |kind, stride_time_s| sigma_s(table, kind, 1.0, 5.0, stride_time_s);
        let contact = EventKind::InitialContact;
        assert_eq!(sigma(contact, 0.60), sigma(contact, 0.75));
        assert!(sigma(contact, 0.50) > sigma(contact, 0.58) && sigma(contact, 0.40) > 0.012);
        assert_eq!(sigma(EventKind::ToeOff, 0.40), sigma(EventKind::ToeOff, 0.75));
    }
}
