//! How uncertain a single event is, before the spread of its foot's events is known.

use super::EventKind;
use super::cascade::Table;

/// Toe-offs closer to the end of what is seen than this are worse than others, s: the swing that follows tells where
/// they lie. Contacts are not, since half of the motion that tells them comes after.
const CUT_REACH_S: f64 = 0.12;
/// Error of a toe-off right at the end, s. With the reach it fits 68 % of the errors of 1 s passes: 20-27 ms within
/// 0.05 s of the end, 9 ms at 0.05-0.10 s, 7 ms at 0.10-0.15 s, 6 ms elsewhere (60 fps, 8 mm, unseen runners).
const CUT_ERROR_S: f64 = 0.025;
/// Foot speeds of the runs behind the tables, leg lengths/s (2 to 5 m/s; 1st to 99th percentile).
const FOOT_SPEEDS: (f64, f64) = (2.1, 5.3);
/// Further error per leg length/s outside of them, s. Tables of runs up to 3.5 m/s err by 4 ms more at 4.5 m/s.
const SPEED_ERROR_S: f64 = 0.004;

/// One standard deviation of an event `cut_s` before the end of what is seen, in a pass with this foot speed, s.
pub fn sigma_s(table: &Table, kind: EventKind, cut_s: f64, foot_speed: f64) -> f64 {
    let outside = (FOOT_SPEEDS.0 - foot_speed).max(foot_speed - FOOT_SPEEDS.1).max(0.0);
    let (runner_s, cut_error_s) = match kind {
        EventKind::InitialContact => (table.runner_s[0], 0.0),
        EventKind::ToeOff => (table.runner_s[1], CUT_ERROR_S * (1.0 - cut_s / CUT_REACH_S).max(0.0)),
    };
    runner_s.hypot(cut_error_s).hypot(SPEED_ERROR_S * outside)
}
