//! How uncertain a single event is, before the spread of its foot's events is known.

use super::EventKind;
use super::cascade::Table;

/// Events closer to the end of what is seen than this are worse than others, s.
const CUT_REACH_S: f64 = 0.12;
/// Further error right at the end, s. With the reach it fits the errors of 1 s passes at 60 fps and 8 mm of noise:
/// 9 ms within 0.05 s of the end, 7 to 8 ms at 0.05-0.10 s, 6 ms elsewhere (RMSE, unseen runners).
const CUT_ERROR_S: f64 = 0.009;
/// Foot speeds of the runs behind the tables, leg lengths/s (2 to 5 m/s; 1st to 99th percentile).
const FOOT_SPEEDS: (f64, f64) = (2.0, 5.4);
/// Further error per leg length/s outside of them, s. Tables of runs up to 3.5 m/s err by 4 ms more at 4.5 m/s.
const SPEED_ERROR_S: f64 = 0.004;

/// How far a foot speed lies outside those behind the tables, leg lengths/s.
pub fn outside_speeds(foot_speed: f64) -> f64 {
    (FOOT_SPEEDS.0 - foot_speed).max(foot_speed - FOOT_SPEEDS.1).max(0.0)
}

/// One standard deviation of an event `cut_s` before the end of what is seen, in a pass with this foot speed, s.
pub fn sigma_s(table: &Table, kind: EventKind, cut_s: f64, foot_speed: f64) -> f64 {
    let outside = outside_speeds(foot_speed);
    let runner_s = match kind {
        EventKind::InitialContact => table.runner_s[0],
        EventKind::ToeOff => table.runner_s[1],
    };
    let cut_error_s = CUT_ERROR_S * (1.0 - cut_s / CUT_REACH_S).max(0.0);
    runner_s.hypot(cut_error_s).hypot(SPEED_ERROR_S * outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::inputs::{Legs, Points, Reads};
    use crate::events::{CameraMotion, table};

    #[test]
    fn events_near_the_end_and_at_unseen_speeds_are_less_certain() {
        let table = table(Reads { points: Points::Feet, legs: Legs::Both }, CameraMotion::Unknown);
        for (kind, runner_s) in [EventKind::InitialContact, EventKind::ToeOff].into_iter().zip(table.runner_s) {
            assert_eq!(sigma_s(table, kind, 1.0, 3.5), runner_s);
            assert!(sigma_s(table, kind, 0.10, 3.5) > runner_s);
            assert!(sigma_s(table, kind, 0.02, 3.5) > sigma_s(table, kind, 0.10, 3.5));
            assert!(sigma_s(table, kind, 1.0, 7.4) > 0.008 && sigma_s(table, kind, 1.0, 1.0) > runner_s);
        }
    }
}
