//! Runners move as they were told, on feet that stand still.

mod common;

use common::sample;
use toeoff_render::error::Error;
use toeoff_render::gait::measures::Measures;
use toeoff_render::gait::pose::{Pose, Side};
use toeoff_render::gait::runner::{Course, Runner, Travel};
use toeoff_render::gait::style::Style;
use toeoff_render::vec::Vec3;

/// Settings near the mean of the fitted runners at 3 m/s.
fn style() -> Style {
    Style {
        height_m: 1.75,
        speed_mps: 3.0,
        cadence_spm: 172.0,
        contact_time_s: 0.25,
        trunk_lean_deg: 6.0,
        hip_bend_deg: 21.5,
        thigh_extension_toe_off_deg: 20.2,
        knee_flexion_contact_deg: None,
        foot_strike_angle_deg: None,
    }
}

/// A runner of a style on the middle lane.
fn runner(style: Style) -> Result<Runner, Error> {
    let course = Course { travel: Travel::LeftToRight, lane_m: 0.0, middle_s: 0.0, phase: 0.0 };
    Runner::new("tester", style, course)
}

/// Every runner of the sample.
fn runners() -> Vec<Runner> {
    sample().actors.into_iter().map(|actor| actor.runner).collect()
}

fn lowest(pose: &Pose, side: Side) -> f64 {
    let foot = pose.side(side).foot;
    foot.heel.y.min(foot.ball.y).min(foot.tip.y)
}

#[test]
fn the_foot_neither_slips_nor_sinks_in_stance() {
    for runner in runners() {
        let contact = runner.contacts(1.0, 3.0)[1];
        let at = |share: f64| {
            let time_s = contact.initial_contact_s + share * (contact.toe_off_s - contact.initial_contact_s);
            runner.pose(time_s).side(contact.side).foot
        };
        let (landed, leaving) = (at(0.0), at(1.0));
        for i in 0..=500 {
            let share = f64::from(i) / 500.0;
            let foot = at(share);
            // The heel stays while the foot comes down on it, the tip from flat foot to toe-off.
            let heel_slip = if share <= 0.45 { (foot.heel - landed.heel).length() } else { 0.0 };
            let tip_slip = if share >= 0.40 { (foot.tip - leaving.tip).length() } else { 0.0 };
            assert!(heel_slip < 1e-6 && tip_slip < 1e-6, "{}: {heel_slip} m, {tip_slip} m at {share}", runner.name);
            let low = foot.heel.y.min(foot.ball.y).min(foot.tip.y);
            assert!(low.abs() < 1e-6, "{}: sole at {low} m at {share}", runner.name);
        }
    }
}

#[test]
fn the_sole_touches_the_ground_from_contact_to_toe_off_and_at_no_other_time() {
    for runner in runners() {
        let contacts = runner.contacts(0.5, 3.5);
        for i in 0..800 {
            let time_s = 1.0 + f64::from(i) * 1e-3;
            // A foot leaves the ground without speed: just after toe-off it is not yet measurably off it.
            let at_event = |t: f64| (t - time_s).abs() < 2e-4;
            if contacts.iter().any(|c| at_event(c.initial_contact_s) || at_event(c.toe_off_s)) {
                continue;
            }
            let pose = runner.pose(time_s);
            for side in Side::BOTH {
                let mut own = contacts.iter().filter(|c| c.side == side);
                let down = own.any(|c| (c.initial_contact_s..c.toe_off_s).contains(&time_s));
                let height = lowest(&pose, side);
                assert_eq!(down, height < 1e-7, "{} {side:?} at {time_s} s: sole {height} m high", runner.name);
            }
        }
    }
}

#[test]
fn the_feet_land_in_turn_half_a_stride_apart() {
    for runner in runners() {
        let contacts = runner.contacts(0.0, 4.0);
        for pair in contacts.windows(2) {
            assert_ne!(pair[0].side, pair[1].side);
            let step = pair[1].initial_contact_s - pair[0].initial_contact_s;
            assert!((step - 60.0 / runner.style.cadence_spm).abs() < 1e-9);
            assert!(pair[0].toe_off_s < pair[1].initial_contact_s, "{}: no flight", runner.name);
        }
    }
}

#[test]
fn no_joint_jumps() {
    let joints = |runner: &Runner, time_s: f64| -> Vec<Vec3> {
        let pose = runner.pose(time_s);
        let of_side = |side: Side| {
            let s = pose.side(side);
            [s.shoulder, s.elbow, s.wrist, s.hip, s.knee, s.ankle, s.foot.heel, s.foot.ball, s.foot.tip]
        };
        Side::BOTH.into_iter().flat_map(of_side).chain([pose.head.origin, pose.neck]).collect()
    };
    const STEP_S: f64 = 5e-4;
    for runner in runners() {
        // A swinging foot moves at little more than twice the running speed.
        let most = 3.0 * runner.style.speed_mps * STEP_S;
        let mut last = joints(&runner, 1.0);
        for i in 1..1500 {
            let now = joints(&runner, 1.0 + f64::from(i) * STEP_S);
            for (a, b) in last.iter().zip(&now) {
                assert!((*b - *a).length() < most, "{}: {} m within 0.5 ms", runner.name, (*b - *a).length());
            }
            last = now;
        }
    }
}

#[test]
fn limbs_keep_their_length_and_knees_never_bend_backwards() {
    for runner in runners() {
        for i in 0..700 {
            let time_s = 1.0 + f64::from(i) * 1e-3;
            let pose = runner.pose(time_s);
            for side in Side::BOTH {
                let s = pose.side(side);
                let lengths = runner.proportions();
                assert!(((s.knee - s.hip).length() - lengths.thigh).abs() < 1e-9);
                assert!(((s.ankle - s.knee).length() - lengths.shank).abs() < 1e-9);
                let knee_ahead = (s.knee - s.hip).across((s.ankle - s.hip).unit()).dot(pose.ahead);
                assert!(knee_ahead > 0.0, "{} {side:?} at {time_s} s", runner.name);
            }
        }
    }
}

#[test]
fn settings_come_out_as_measures() {
    for runner in runners() {
        let Style { trunk_lean_deg, hip_bend_deg, thigh_extension_toe_off_deg, .. } = runner.style;
        let m = Measures::of(&runner);
        for (name, set, measured) in [
            ("trunk lean", trunk_lean_deg, m.trunk_lean_deg),
            ("hip bend", hip_bend_deg, m.hip_bend_deg),
            ("thigh extension", thigh_extension_toe_off_deg, m.thigh_extension_toe_off_deg),
        ] {
            assert!((set - measured).abs() < 1e-3, "{}: {name} set {set}, measured {measured}", runner.name);
        }
        assert!((m.contact_time_s - runner.style.contact_time_s).abs() < 1e-9);
        assert!((m.step_length_m - runner.style.speed_mps * 60.0 / runner.style.cadence_spm).abs() < 1e-9);
    }
}

#[test]
fn the_hips_advance_at_the_set_speed() {
    for runner in runners() {
        let stride_s = runner.style.stride_s();
        let way = (runner.pose(1.0 + stride_s).hip_middle - runner.pose(1.0).hip_middle).dot(runner.pose(1.0).ahead);
        assert!((way - runner.style.speed_mps * stride_s).abs() < 1e-9);
    }
}

#[test]
fn a_mean_runner_swings_like_the_fitted_runners() {
    // Means and deviations over runners of Hamner & Delp 2013: heel recovery and knee drive, deg, by speed.
    for (speed_mps, cadence_spm, contact_time_s, hip_bend_deg, extension, recovery, drive) in [
        (3.0, 172.0, 0.25, 21.5, 20.2, (107.0, 6.0), (37.0, 3.0)),
        (4.0, 180.0, 0.215, 24.5, 23.5, (122.0, 8.0), (44.0, 4.0)),
        (5.0, 194.0, 0.19, 25.0, 26.0, (131.0, 8.0), (49.0, 4.0)),
    ] {
        let style = Style {
            speed_mps,
            cadence_spm,
            contact_time_s,
            hip_bend_deg,
            thigh_extension_toe_off_deg: extension,
            ..style()
        };
        let m = Measures::of(&runner(style).expect("a mean runner"));
        assert!((m.heel_recovery_deg - recovery.0).abs() < 2.0 * recovery.1, "{}", m.heel_recovery_deg);
        assert!((m.knee_drive_deg - drive.0).abs() < 2.0 * drive.1, "{}", m.knee_drive_deg);
        assert!((0.04..0.11).contains(&m.vertical_oscillation_m), "{}", m.vertical_oscillation_m);
    }
}

#[test]
fn the_other_direction_changes_no_measure() {
    let course = |travel| Course { travel, lane_m: 0.4, middle_s: 0.3, phase: 0.2 };
    let [there, back] = [Travel::LeftToRight, Travel::RightToLeft]
        .map(|travel| Runner::new("tester", style(), course(travel)).expect("sound"));
    let (a, b) = (Measures::of(&there), Measures::of(&back));
    assert!((a.trunk_lean_deg - b.trunk_lean_deg).abs() < 1e-9);
    assert!((a.foot_strike_angle_deg - b.foot_strike_angle_deg).abs() < 1e-9);
    // The runner shows the camera the right side on the way there, the left side on the way back.
    assert!(there.pose(0.3).right.z > 0.0 && back.pose(0.3).right.z < 0.0);
}

#[test]
fn a_flat_landing_puts_heel_and_toes_down_together() {
    let runner = runner(Style { foot_strike_angle_deg: Some(0.0), ..style() }).expect("sound");
    let contact = runner.contacts(0.0, 2.0)[1];
    let foot = runner.pose(contact.initial_contact_s).side(contact.side).foot;
    assert!(foot.tip.y.abs() < 1e-9 && foot.heel.y.abs() < 1e-9);
    assert!(Measures::of(&runner).foot_strike_angle_deg.abs() < 1e-6);
}

#[test]
fn what_no_runner_can_do_is_refused_with_the_reason() {
    let refused = |style: Style| runner(style).expect_err("impossible").to_string();
    let slow = refused(Style { speed_mps: 1.2, ..style() });
    assert_eq!(slow, "runner tester: speed_mps is 1.2, but must be between 3 and 5");
    let nan = refused(Style { trunk_lean_deg: f64::NAN, ..style() });
    assert!(nan.contains("trunk_lean_deg is NaN"), "{nan}");
    let forefoot = refused(Style { foot_strike_angle_deg: Some(-5.0), ..style() });
    assert!(forefoot.contains("foot_strike_angle_deg is -5, but must be between 0 and 30"), "{forefoot}");
    let bent = refused(Style { hip_bend_deg: 58.0, ..style() });
    assert!(bent.contains("a hip bend of 58 deg, where") && bent.contains("within reach"), "{bent}");
    let long = refused(Style { speed_mps: 5.0, contact_time_s: 0.33, ..style() });
    assert!(long.starts_with("runner tester: no leg can do this"), "{long}");
}
