//! The low-pass of a whole body, with the filter that was asked for.

use super::{Cutoffs, MINIMUM_FRAMES, butterworth_body, residual_cutoff, savitzky_golay, whittaker};
use crate::body::{Body, CHANNELS, Joint, LANDMARKS, Side, landmark};
use crate::error::Result;
use crate::options::Smoothing;
use crate::stats;

/// Order of the polynomials of Savitzky and Golay: a cubic keeps the turning points of a foot's path.
const ORDER: usize = 3;

/// Weight of a point that was filled in, and so has no score: next to nothing against any seen one.
const FILLED_WEIGHT: f64 = 1e-4;

/// Smooths a body on a uniform clock in place.
///
/// # Errors
/// As the filters: for a cutoff that is not a positive number.
pub fn smooth_body(body: &mut Body, smoothing: Smoothing) -> Result<()> {
    if body.n_frames() < MINIMUM_FRAMES {
        return Ok(());
    }
    match smoothing {
        Smoothing::None => Ok(()),
        Smoothing::Butterworth(cutoffs) => butterworth_body(body, cutoffs).map(|_| ()),
        Smoothing::Residual => {
            let cutoffs = residual_cutoffs(body, 1.0 / body.frame_time_s())?;
            butterworth_body(body, cutoffs).map(|_| ())
        }
        Smoothing::Whittaker(cutoffs) => by_group(body, cutoffs, |group, cutoff_hz, frame_rate_hz| {
            // Two or three times as sure is four or nine times the weight, as of a standard deviation.
            let weight: Vec<f64> = group.score.iter().flat_map(|s| [(s * s).max(FILLED_WEIGHT); 2]).collect();
            // Gaps were filled, or left open, before.
            whittaker(&mut group.xy, &weight, group.channels, cutoff_hz, frame_rate_hz, 0)
        }),
        Smoothing::SavitzkyGolay(cutoffs) => by_group(body, cutoffs, |group, cutoff_hz, frame_rate_hz| {
            let window = window_frames(cutoff_hz, frame_rate_hz);
            savitzky_golay(&mut group.xy, group.channels, window, ORDER)
        }),
    }
}

/// Frames of a cubic Savitzky-Golay filter that is 3 dB down at a cutoff: `fc = (N + 1) / (3.2 M - 4.6)` of half the
/// frame rate for 2 M + 1 frames and order N (Schafer 2011, IEEE Signal Processing Magazine 28(4):111-117).
pub fn window_frames(cutoff_hz: f64, frame_rate_hz: f64) -> usize {
    let half = ((ORDER + 1) as f64 / (2.0 * cutoff_hz / frame_rate_hz) + 4.6) / 3.2;
    // Five frames are the fewest that a cubic leaves anything to smooth in.
    2 * (half.round() as usize).max(2) + 1
}

/// Cutoffs by Winter's residual analysis: the median over the channels of a group.
fn residual_cutoffs(body: &Body, frame_rate_hz: f64) -> Result<Cutoffs> {
    let of = |joints: &[Joint]| -> Result<f64> {
        let mut each = Vec::new();
        for column in channels(joints) {
            let values: Vec<f64> = body.xy.iter().skip(column).step_by(CHANNELS).copied().collect();
            each.push(residual_cutoff(&values, frame_rate_hz)?);
        }
        Ok(stats::median(each))
    };
    let default = Cutoffs::default();
    let or = |told: f64, default: f64| if told.is_finite() { told } else { default };
    Ok(Cutoffs { trunk_hz: or(of(&TRUNK)?, default.trunk_hz), foot_hz: or(of(&FOOT)?, default.foot_hz) })
}

/// Joints with the cutoff of the trunk, and with that of the foot.
const TRUNK: [Joint; 3] = [Joint::Shoulder, Joint::Hip, Joint::Knee];
const FOOT: [Joint; 3] = [Joint::Ankle, Joint::Heel, Joint::Toe];

fn landmarks(joints: &[Joint]) -> impl Iterator<Item = usize> {
    Side::BOTH.into_iter().flat_map(move |side| joints.iter().map(move |&joint| landmark(side, joint)))
}

fn channels(joints: &[Joint]) -> impl Iterator<Item = usize> {
    landmarks(joints).flat_map(|l| [2 * l, 2 * l + 1])
}

/// Some landmarks of a body, `[frame][channel]` flat.
struct Group {
    xy: Vec<f64>,
    score: Vec<f64>,
    channels: usize,
}

/// Hands the joints of each cutoff to a filter, with the cutoff and the frame rate, and puts them back.
fn by_group(
    body: &mut Body,
    cutoffs: Cutoffs,
    mut filter: impl FnMut(&mut Group, f64, f64) -> Result<()>,
) -> Result<()> {
    let frame_rate_hz = 1.0 / body.frame_time_s();
    super::check_rates(&[cutoffs.trunk_hz, cutoffs.foot_hz], frame_rate_hz)?;
    for (joints, cutoff_hz) in [(TRUNK, cutoffs.trunk_hz), (FOOT, cutoffs.foot_hz)] {
        let columns: Vec<usize> = channels(&joints).collect();
        let mut group = Group {
            xy: body.xy.chunks_exact(CHANNELS).flat_map(|frame| columns.iter().map(|&c| frame[c])).collect(),
            score: body.score.chunks_exact(LANDMARKS).flat_map(|f| landmarks(&joints).map(|l| f[l])).collect(),
            channels: columns.len(),
        };
        filter(&mut group, cutoff_hz, frame_rate_hz)?;
        for (frame, smooth) in body.xy.chunks_exact_mut(CHANNELS).zip(group.xy.chunks_exact(columns.len())) {
            columns.iter().zip(smooth).for_each(|(&c, &value)| frame[c] = value);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic::runner;

    const CUTOFFS: Cutoffs = Cutoffs { trunk_hz: 8.0, foot_hz: 10.0 };
    const METHODS: [Smoothing; 4] = [
        Smoothing::Butterworth(CUTOFFS),
        Smoothing::Whittaker(CUTOFFS),
        Smoothing::SavitzkyGolay(CUTOFFS),
        Smoothing::Residual,
    ];

    /// Root mean square distance of the ankles.
    fn apart(a: &Body, b: &Body) -> f64 {
        let each = (0..a.n_frames()).flat_map(|f| {
            Side::BOTH.map(|s| {
                let (p, q) = (a.point(f, s, Joint::Ankle), b.point(f, s, Joint::Ankle));
                (p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2)
            })
        });
        stats::mean(each).sqrt()
    }

    #[test]
    fn every_method_takes_out_jitter_and_leaves_the_path() {
        let truth = runner(240, 120.0, 0.7);
        let mut shaky = truth.clone();
        for (i, v) in shaky.xy.iter_mut().enumerate() {
            // Three pixels that change sign every other frame: 30 Hz.
            *v += 3.0 * [1.0, 1.0, -1.0, -1.0][(i / CHANNELS) % 4];
        }
        for method in METHODS {
            let (mut smooth, mut clean) = (shaky.clone(), truth.clone());
            smooth_body(&mut smooth, method).expect("cutoffs are positive");
            smooth_body(&mut clean, method).expect("cutoffs are positive");
            assert!(apart(&clean, &truth) < 3.0, "{method:?}: {}", apart(&clean, &truth));
            assert!(apart(&smooth, &clean) < 1.0, "{method:?}: {}", apart(&smooth, &clean));
        }
    }

    #[test]
    fn a_point_without_weight_moves_nothing_under_whittaker() {
        let truth = runner(120, 60.0, 0.7);
        let mut one_off = truth.clone();
        let [x, y] = truth.point(50, Side::Left, Joint::Toe);
        one_off.set_point(50, Side::Left, Joint::Toe, [x + 80.0, y]);
        one_off.score[50 * LANDMARKS + landmark(Side::Left, Joint::Toe)] = 0.01;
        let mut clean = truth.clone();
        for body in [&mut one_off, &mut clean] {
            smooth_body(body, Smoothing::Whittaker(CUTOFFS)).expect("cutoffs are positive");
        }
        let [a, b] = [&one_off, &clean].map(|b| b.point(50, Side::Left, Joint::Toe)[0]);
        assert!((a - b).abs() < 2.0, "{a} {b}");
    }

    #[test]
    fn the_window_follows_the_cutoff() {
        assert_eq!(window_frames(8.0, 60.0), 13);
        assert_eq!(window_frames(8.0, 120.0), 23);
        assert_eq!(window_frames(1000.0, 30.0), 5);
    }

    #[test]
    fn missing_and_short_bodies_stay_as_they_are() {
        for method in METHODS {
            for n in 0..3 {
                let mut body = runner(n, 60.0, 0.7);
                smooth_body(&mut body, method).expect("nothing to do");
                assert_eq!(body.xy, runner(n, 60.0, 0.7).xy);
            }
            let mut body = runner(60, 60.0, 0.7);
            body.xy.fill(f64::NAN);
            smooth_body(&mut body, method).expect("nothing to do");
            assert!(body.xy.iter().all(|v| v.is_nan()), "{method:?}");
        }
    }
}
