//! Laws of the whole detection; its accuracy is scored against force plates by `benches/fit_events`.

use super::synthetic::runner;
use super::{CameraMotion, Detection, Points, Stance, Timing, detect};
use crate::body::{Body, Joint, Side};
use crate::reason::Reason;

fn of(body: &Body) -> Detection {
    detect(body, CameraMotion::Unknown, Points::Feet)
}

fn events(d: &Detection) -> Vec<(Side, Option<Timing>, Option<Timing>)> {
    d.stances.iter().map(|s| (s.side, s.initial_contact, s.toe_off)).collect()
}

/// Events far from the cuts: side, initial contact, toe-off, s.
fn whole(d: &Detection) -> Vec<(Side, f64, f64)> {
    let kept = |t: Option<Timing>| t.filter(|t| !t.is_near_cut).map(|t| t.time_s);
    d.stances.iter().filter_map(|s| Some((s.side, kept(s.initial_contact)?, kept(s.toe_off)?))).collect()
}

#[track_caller]
fn assert_same(a: &[(Side, f64, f64)], b: &[(Side, f64, f64)], tolerance_s: f64) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert_eq!(a.0, b.0);
        assert!((a.1 - b.1).abs() < tolerance_s && (a.2 - b.2).abs() < tolerance_s, "{a:?} {b:?}");
    }
}

#[test]
fn stances_alternate_at_the_stride_time_of_the_runner() {
    for (rate_hz, stride_s) in [(24.0, 0.75), (30.0, 0.7), (60.0, 0.7), (120.0, 0.6), (240.0, 0.5)] {
        let d = of(&runner((4.0 * rate_hz) as usize, rate_hz, stride_s));
        assert!((d.stride_time_s - stride_s).abs() < 0.002, "{} {stride_s}", d.stride_time_s);
        let found = whole(&d);
        assert!(found.len() as f64 > 2.0 * 3.4 / stride_s - 2.0, "{rate_hz} fps: {}", found.len());
        for pair in found.windows(2) {
            assert_eq!(pair[0].0, pair[1].0.other());
            assert!((pair[1].1 - pair[0].1 - stride_s / 2.0).abs() < 0.008, "{pair:?}");
        }
    }
}

#[test]
fn a_pass_of_two_steps_gives_their_events() {
    let found = whole(&of(&runner(54, 60.0, 0.7)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(of(&runner(54, 60.0, 0.7)).stances.len() >= 2);
}

#[test]
fn shifting_time_shifts_events_and_moving_or_scaling_the_picture_changes_nothing() {
    let body = runner(180, 60.0, 0.7);
    let mut moved = body.clone();
    moved.time_s.iter_mut().for_each(|t| *t += 1000.0);
    moved.xy.iter_mut().for_each(|v| *v = 3.5 * *v - 77.0);
    let back: Vec<_> = whole(&of(&moved)).into_iter().map(|(s, ic, to)| (s, ic - 1000.0, to - 1000.0)).collect();
    assert_same(&back, &whole(&of(&body)), 1e-7);
}

#[test]
fn exchanging_the_sides_exchanges_the_feet() {
    let body = runner(180, 60.0, 0.7);
    let mut mirrored = body.clone();
    for frame in 0..body.n_frames() {
        Joint::ALL.into_iter().for_each(|joint| mirrored.exchange(frame, joint));
    }
    let renamed: Vec<_> = whole(&of(&mirrored)).into_iter().map(|(s, ic, to)| (s.other(), ic, to)).collect();
    assert_same(&renamed, &whole(&of(&body)), 1e-12);
}

#[test]
fn constant_displacement_of_a_point_changes_no_event() {
    let body = runner(180, 60.0, 0.7);
    let mut displaced = body.clone();
    for frame in 0..body.n_frames() {
        for side in Side::BOTH {
            let [x, y] = body.point(frame, side, Joint::Heel);
            displaced.set_point(frame, side, Joint::Heel, [x + 9.0, y - 6.0]);
        }
    }
    assert_same(&whole(&of(&displaced)), &whole(&of(&body)), 1e-9);
}

#[test]
fn doubling_the_frame_rate_keeps_the_times() {
    assert_same(&whole(&of(&runner(361, 120.0, 0.7))), &whole(&of(&runner(181, 60.0, 0.7))), 0.006);
}

#[test]
fn missing_feet_legs_and_stretches_leave_the_other_stances() {
    let body = runner(300, 60.0, 0.7);
    let all = whole(&of(&body));
    let without = |frames: std::ops::Range<usize>, side: Option<Side>, joints: &[Joint]| {
        let mut b = body.clone();
        for frame in frames {
            for s in Side::BOTH.into_iter().filter(|s| side.is_none_or(|side| side == *s)) {
                joints.iter().for_each(|&j| b.clear_point(frame, s, j));
            }
        }
        of(&b)
    };
    let feet = without(0..300, None, &[Joint::Heel, Joint::Toe]);
    assert_eq!(whole(&feet).len(), all.len());
    assert!(feet.stances.iter().all(|s| s.reads.is_some_and(|r| r.points == super::inputs::Points::Ankles)));
    let right_only = whole(&without(0..300, Some(Side::Left), &Joint::LEG));
    assert_eq!(right_only.len(), all.iter().filter(|e| e.0 == Side::Right).count());
    assert!(right_only.iter().all(|e| e.0 == Side::Right));
    let hidden = without(120..180, None, &Joint::LEG);
    let kept: Vec<_> = whole(&hidden);
    assert!(kept.len() >= all.len() - 5 && kept.len() < all.len());
    for s in &hidden.stances {
        for t in [s.initial_contact, s.toe_off].into_iter().flatten() {
            assert!(t.time_s < 2.0 || t.time_s > 180.0 / 60.0, "an event in the gap at {}", t.time_s);
        }
    }
}

#[test]
fn uncertainty_is_positive_and_grows_towards_the_end() {
    let d = of(&runner(200, 60.0, 0.7));
    let sigmas: Vec<f64> =
        d.stances.iter().flat_map(|s| [s.initial_contact, s.toe_off]).flatten().map(|t| t.sigma_s).collect();
    assert!(!sigmas.is_empty() && sigmas.iter().all(|s| (0.003..0.040).contains(s)), "{sigmas:?}");
}

#[test]
fn standing_and_drifting_give_no_anchor() {
    let mut still = runner(120, 60.0, 0.7);
    let first: Vec<f64> = still.xy[..crate::body::CHANNELS].to_vec();
    for (frame, row) in still.xy.chunks_exact_mut(crate::body::CHANNELS).enumerate() {
        for (i, (v, f)) in row.iter_mut().zip(&first).enumerate() {
            // Jitter of 4 px at most on legs of 200 px.
            *v = f + 4.0 * ((frame * 31 + i * 17) as f64).sin();
        }
    }
    // Both ankles beside each other.
    for frame in 0..120 {
        let p = still.point(frame, Side::Left, Joint::Ankle);
        let jitter = 3.0 * (frame as f64 * 1.7).sin();
        still.set_point(frame, Side::Right, Joint::Ankle, [p[0] + jitter, p[1]]);
    }
    let d = of(&still);
    assert!(d.stances.is_empty() && d.reason == Some(Reason::NotRunning));
}

#[test]
fn garbage_gives_no_event_and_no_panic() {
    for n in 0..5 {
        assert!(events(&of(&runner(n, 60.0, 0.7))).is_empty());
    }
    for value in [f64::NAN, 0.0, 5.0, 1e300, -1e300, f64::INFINITY] {
        let mut body = runner(40, 60.0, 0.7);
        body.xy.fill(value);
        assert!(events(&of(&body)).is_empty(), "{value}");
        let mut body = runner(200, 60.0, 0.7);
        for (i, v) in body.xy.iter_mut().enumerate() {
            if i % 7 == 0 {
                *v = value;
            }
        }
        for Stance { initial_contact, toe_off, .. } in of(&body).stances {
            for t in [initial_contact, toe_off].into_iter().flatten() {
                assert!(t.time_s.is_finite() && t.sigma_s.is_finite());
            }
        }
    }
}

#[test]
fn the_ground_tells_a_still_camera_and_a_shaken_one_is_taken_as_unknown() {
    let mut body = runner(240, 60.0, 0.7);
    let still = detect(&body, CameraMotion::Still, Points::Feet);
    assert_eq!(of(&body), still);
    assert_eq!(still.camera, CameraMotion::Still);
    for (frame, row) in body.xy.chunks_exact_mut(crate::body::CHANNELS).enumerate() {
        row.iter_mut().skip(1).step_by(2).for_each(|y| *y += 12.0 * (0.1 * frame as f64).sin());
    }
    let shaken = of(&body);
    assert_eq!(shaken.camera, CameraMotion::Unknown);
    assert_same(&whole(&shaken), &whole(&still), 0.060);
}
