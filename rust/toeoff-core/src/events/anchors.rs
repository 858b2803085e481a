//! Anchors: the instants at which one leg passes the other, one in each stance, near 65 % of it.
//!
//! The difference of the ankles' positions along travel swings through zero twice a stride, far from its turning
//! points: the zeros survive noise, low frame rates and short clips. Where one leg is never seen, the other one's ankle
//! falling through the middle of its range stands in.

use super::channels::Scene;
use crate::body::{Joint, Side};
use crate::smooth::butterworth;
use crate::stats;

/// Low-pass of the difference, Hz: above the stride rate of any runner (1.2-2.3 Hz), below its harmonics and noise.
const CUTOFF_HZ: f64 = 5.0;
/// The legs must part by this between two crossings, as a share of the difference's 90th percentile, or both are noise.
const EXCURSION_MINIMUM: f64 = 0.35;
/// The 90th percentile of the difference below which nobody runs, leg lengths. The force-plate runs (2-5 m/s) have 0.57
/// and more, a standing runner with 15 mm of noise 0.05.
pub const SWING_MINIMUM: f64 = 0.30;
/// The same for one leg about the middle of its range: 0.28 and more.
const SWING_MINIMUM_ONE_LEG: f64 = 0.15;

/// Mid-stance of one foot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    /// The foot on the ground.
    pub side: Side,
    /// When the other leg passes it, s.
    pub time_s: f64,
}

/// The anchors of a pass in time order.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchors {
    /// One per stance.
    pub list: Vec<Anchor>,
    /// Median stride time, s; NaN when not even half a stride is seen.
    pub stride_time_s: f64,
}

/// A zero crossing.
struct Crossing {
    time_s: f64,
    /// Last frame before it.
    frame: usize,
    is_falling: bool,
    /// Counts the runs of frames without a gap.
    run: usize,
}

/// Finds every anchor; none when the legs do not swing.
pub fn find(scene: &Scene<'_>) -> Anchors {
    let Scene { body, leg_length, .. } = *scene;
    let n = scene.clock.n_frames;
    let ankle = |side: Side, frame: usize| body.point(frame, side, Joint::Ankle)[0];
    let mut difference: Vec<f64> =
        (0..n).map(|frame| (ankle(Side::Left, frame) - ankle(Side::Right, frame)) / leg_length).collect();
    if 2 * difference.iter().filter(|d| d.is_finite()).count() >= n {
        let crossings = crossings(&mut difference, SWING_MINIMUM, scene);
        let side = |c: &Crossing| if c.is_falling { Side::Left } else { Side::Right };
        let list = crossings.iter().map(|c| Anchor { side: side(c), time_s: c.time_s }).collect();
        return Anchors { list, stride_time_s: stride_time_s(&crossings, &difference, scene) };
    }
    let [left, right] = Side::BOTH.map(|side| (0..n).filter(|&frame| ankle(side, frame).is_finite()).count());
    let side = if left >= right { Side::Left } else { Side::Right };
    let mut position: Vec<f64> = (0..n).map(|frame| (ankle(side, frame) - body.hip(frame)[0]) / leg_length).collect();
    let [low, high] = [0.05, 0.95].map(|q| stats::quantile(position.iter().copied(), q));
    position.iter_mut().for_each(|x| *x -= (low + high) / 2.0);
    let crossings = crossings(&mut position, SWING_MINIMUM_ONE_LEG, scene);
    let falling = crossings.iter().filter(|c| c.is_falling);
    Anchors {
        list: falling.map(|c| Anchor { side, time_s: c.time_s }).collect(),
        stride_time_s: stride_time_s(&crossings, &position, scene),
    }
}

/// Smooths a series in place and lists its zero crossings; none when it swings less than `swing_minimum`.
fn crossings(series: &mut [f64], swing_minimum: f64, scene: &Scene<'_>) -> Vec<Crossing> {
    let clock = scene.clock;
    butterworth(series, &[CUTOFF_HZ], scene.rate_hz()).expect("a scene has a frame rate, the cutoff is a constant");
    let swing = stats::quantile(series.iter().map(|d| d.abs()), 0.9);
    if swing.is_nan() || swing < swing_minimum {
        return Vec::new();
    }
    let mut kept: Vec<Crossing> = Vec::new();
    let mut run = 0;
    for frame in 0..series.len() - 1 {
        let (a, b) = (series[frame], series[frame + 1]);
        if !(a.is_finite() && b.is_finite()) {
            run += 1;
            continue;
        }
        if (a > 0.0) == (b > 0.0) {
            continue;
        }
        if let Some(last) = kept.last().filter(|c| c.run == run) {
            let excursion = series[last.frame + 1..=frame].iter().fold(0.0f64, |m, d| m.max(d.abs()));
            if excursion < EXCURSION_MINIMUM * swing {
                kept.pop();
                continue;
            }
        }
        let time_s = clock.start_s + clock.step_s * (frame as f64 + a / (a - b));
        kept.push(Crossing { time_s, frame, is_falling: a > 0.0, run });
    }
    kept
}

/// Median time from a crossing to the next one in the same direction, else twice the time to the next one, else, with
/// a single crossing, twice the time between the turning points around it.
fn stride_time_s(crossings: &[Crossing], series: &[f64], scene: &Scene<'_>) -> f64 {
    let between = |step: usize| {
        let pairs = crossings.windows(step + 1).filter(move |w| w[0].run == w[step].run);
        stats::median(pairs.map(move |w| w[step].time_s - w[0].time_s))
    };
    let strides = [between(2), 2.0 * between(1)].into_iter().find(|t| t.is_finite());
    strides.unwrap_or_else(|| match crossings {
        [only] => 2.0 * scene.clock.step_s * turn_to_turn(series, only.frame),
        _ => f64::NAN,
    })
}

/// Frames between the turning points before and after the crossing behind `frame`; NaN when one is not in the recording.
fn turn_to_turn(series: &[f64], frame: usize) -> f64 {
    let turn = |ahead: &mut dyn Iterator<Item = usize>| {
        let mut last = 0.0;
        for (steps, i) in ahead.enumerate() {
            let d = series[i].abs();
            if d.is_nan() {
                return f64::NAN;
            }
            if d < last {
                return steps as f64 - 1.0;
            }
            last = d;
        }
        f64::NAN
    };
    // Steps are counted from the frames on either side of the crossing, one frame apart.
    turn(&mut (frame + 1..series.len())) + turn(&mut (0..=frame).rev()) + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::events::synthetic::runner;

    fn of(body: &Body) -> Anchors {
        find(&Scene::of(body).expect("a runner"))
    }

    #[test]
    fn sides_alternate_and_each_anchor_lies_in_a_stance_of_its_side() {
        let anchors = of(&runner(240, 60.0, 0.7));
        assert_eq!(anchors.list.len(), 11);
        for a in &anchors.list {
            // The left foot lands at 0.1 s and every 0.7 s after, the right one half a stride later; stance is 34 %.
            let phase = ((a.time_s - 0.1) / 0.7 + 0.5 * a.side.index() as f64).rem_euclid(1.0);
            assert!((0.05..0.34).contains(&phase), "{a:?} at {phase}");
        }
        assert!(anchors.list.windows(2).all(|w| w[0].side == w[1].side.other()));
    }

    #[test]
    fn one_leg_alone_gives_its_own_anchors() {
        let both = of(&runner(240, 60.0, 0.7));
        for side in Side::BOTH {
            let mut body = runner(240, 60.0, 0.7);
            (0..240).for_each(|frame| body.clear_point(frame, side.other(), Joint::Ankle));
            let own = of(&body);
            assert!(own.list.iter().all(|a| a.side == side) && own.list.len() >= 5);
            assert!((own.stride_time_s - 0.7).abs() < 0.005);
            for (a, b) in own.list.iter().zip(both.list.iter().filter(|a| a.side == side)) {
                assert!((a.time_s - b.time_s).abs() < 0.05);
            }
        }
    }

    #[test]
    fn a_single_crossing_takes_the_stride_from_its_turning_points() {
        let whole = of(&runner(240, 120.0, 0.7));
        let first = ((whole.list[2].time_s - 0.26) * 120.0) as usize;
        let mut body = runner(240, 120.0, 0.7);
        let cut = |v: &mut Vec<f64>, per_frame: usize| *v = v[first * per_frame..(first + 60) * per_frame].to_vec();
        cut(&mut body.time_s, 1);
        cut(&mut body.xy, crate::body::CHANNELS);
        cut(&mut body.score, crate::body::LANDMARKS);
        let anchors = of(&body);
        assert_eq!(anchors.list.len(), 1);
        assert!((anchors.stride_time_s - 0.7).abs() < 0.15, "{}", anchors.stride_time_s);
    }

    #[test]
    fn a_flutter_around_zero_is_no_step() {
        let mut body = runner(240, 60.0, 0.7);
        let before = of(&body).list.len();
        // A wobble where the legs are closest: two more crossings within a tenth of a second.
        let at = (of(&body).list[4].time_s * 60.0) as usize;
        for (i, push) in [(1, 60.0), (2, 60.0), (3, 60.0)] {
            let p = body.point(at + i, Side::Left, Joint::Ankle);
            let back = if body.point(at + i, Side::Right, Joint::Ankle)[0] < p[0] { -push } else { push };
            body.set_point(at + i, Side::Left, Joint::Ankle, [p[0] + back, p[1]]);
        }
        assert_eq!(of(&body).list.len(), before);
    }
}
