//! Does the ground stay where it is in the picture? Then heights in the picture are heights, and the bounce of the hip
//! can be told from that of the feet.

use super::anchors::{Anchor, Anchors};
use super::channels::Scene;
use crate::body::{Joint, Side};
use crate::stats;

/// The forefoot lies on the ground in this part of stance, s from the anchor, however the runner lands.
const PLANTED_S: (f64, f64) = (-0.06, 0.01);
/// Stances that a line through time and an offset between the feet leave enough of to judge by.
const STANCES_MINIMUM: usize = 5;
/// Largest deviation of the feet from the line, leg lengths. With 15 mm of noise the force-plate runs stay below 0.013
/// in 95 %; a phone held by hand moves the ground by several times as much.
const DEVIATION_MAXIMUM: f64 = 0.015;

/// How far the planted forefeet lie off a line in time, each side's its own, parallel ones: a standard deviation, leg
/// lengths. None without toes, or with fewer than five stances.
pub fn sway(scene: &Scene<'_>, anchors: &Anchors) -> Option<f64> {
    let planted = |a: &Anchor| Some((a.side, a.time_s, height(scene, a)?));
    let heights: Vec<(Side, f64, f64)> = anchors.list.iter().filter_map(planted).collect();
    (heights.len() >= STANCES_MINIMUM).then(|| deviation(&heights))
}

/// Whether the ground sways so little that the camera neither shakes nor follows the runner up and down.
pub fn is_level(sway: Option<f64>) -> bool {
    sway.is_some_and(|sway| sway <= DEVIATION_MAXIMUM)
}

/// Median height of the toe while it is planted, leg lengths; None when it is not seen.
fn height(scene: &Scene<'_>, anchor: &Anchor) -> Option<f64> {
    let frames = scene.clock.frames(anchor.time_s + PLANTED_S.0, anchor.time_s + PLANTED_S.1);
    let toe = stats::median(frames.map(|frame| scene.body.point(frame, anchor.side, Joint::Toe)[1]));
    toe.is_finite().then_some(toe / scene.leg_length)
}

/// Standard deviation of heights (side, time, height) about parallel lines, one for each side, least squares.
fn deviation(heights: &[(Side, f64, f64)]) -> f64 {
    let mut centred = Vec::with_capacity(heights.len());
    let mut feet = 0;
    for side in Side::BOTH {
        let own = || heights.iter().filter(|h| h.0 == side);
        let (time, height) = (stats::mean(own().map(|h| h.1)), stats::mean(own().map(|h| h.2)));
        centred.extend(own().map(|h| [h.1 - time, h.2 - height]));
        feet += usize::from(own().next().is_some());
    }
    let sum = |f: fn([f64; 2]) -> f64| centred.iter().copied().map(f).sum::<f64>();
    let slope = sum(|[t, h]| t * h) / sum(|[t, _]| t * t);
    let squares: f64 = centred.iter().map(|[t, h]| (h - slope * t).powi(2)).sum();
    (squares / (centred.len() - feet - 1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::events::anchors;
    use crate::events::synthetic::runner;

    fn is_level_in(body: &Body) -> bool {
        let scene = Scene::of(body).expect("a runner");
        is_level(sway(&scene, &anchors::find(&scene)))
    }

    fn shaken(by_px: impl Fn(f64) -> f64) -> Body {
        let mut body = runner(180, 60.0, 0.7);
        for (frame, row) in body.xy.chunks_exact_mut(crate::body::CHANNELS).enumerate() {
            row.iter_mut().skip(1).step_by(2).for_each(|y| *y += by_px(body.time_s[frame]));
        }
        body
    }

    #[test]
    fn a_still_or_evenly_rising_picture_is_level_and_a_shaken_one_is_not() {
        assert!(is_level_in(&shaken(|_| 0.0)));
        assert!(is_level_in(&shaken(|t| 25.0 * t)));
        assert!(!is_level_in(&shaken(|t| 8.0 * (5.0 * t).sin())));
        assert!(!is_level_in(&shaken(|t| 40.0 * t * t)));
    }

    #[test]
    fn nothing_is_claimed_of_a_short_pass_or_without_toes() {
        assert!(!is_level_in(&runner(60, 60.0, 0.7)));
        let mut body = runner(180, 60.0, 0.7);
        for frame in 0..180 {
            Side::BOTH.into_iter().for_each(|side| body.clear_point(frame, side, Joint::Toe));
        }
        assert!(!is_level_in(&body));
    }
}
