//! The legs' points against the hip, smoothed, readable at any time: what every event is read from.

use super::CameraMotion;
use crate::body::{Body, Joint, Side};
use crate::clock::Clock;
use crate::simd;
use crate::smooth::butterworth;

/// Numbers of one leg: x and y of knee, ankle, heel, toe.
pub const PER_LEG: usize = 2 * Joint::LEG.len();
/// Numbers of a frame: the left leg's, then the right leg's.
pub const CHANNELS: usize = 2 * PER_LEG;
/// Index of the ankle's x among a leg's numbers.
pub const ANKLE_X: usize = 2;
/// Index of the toe's x, whose place the hip's bounce takes when the camera is still: it tells less beside the heel's x
/// than the bounce does (0.4 ms at contact, 0.1 at toe-off on unseen runners, `benches/fit_events`).
const TOE_X: usize = 6;

/// Low-pass of the channels, Hz. Between 8 and 18 Hz the errors of the fitted tables do not differ, but the tables hold
/// only for the cutoff that they were fitted with (EVENTS, comparison of filters on 27 runners).
const CUTOFF_HZ: f64 = 12.0;
/// Low-pass of the hip's height when the camera is still, Hz: below half the step rate of any runner, so that the
/// hip's own bounce stays in the channels.
const HIP_CUTOFF_HZ: f64 = 0.8;

/// A body on a uniform clock, with its scale.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Landmarks in the runner's frame: x along travel, y up.
    pub body: &'a Body,
    /// Their clock.
    pub clock: Clock,
    /// Leg length, in the unit of the body.
    pub leg_length: f64,
}

impl<'a> Scene<'a> {
    /// None when the body is too short for a clock or never shows a leg.
    pub fn of(body: &'a Body) -> Option<Self> {
        let (clock, leg_length) = (Clock::of(body), body.leg_length());
        let is_positive = |v: f64| v.is_finite() && v > 0.0;
        (is_positive(clock.step_s) && is_positive(leg_length)).then_some(Self { body, clock, leg_length })
    }

    /// Frames per second.
    pub fn rate_hz(&self) -> f64 {
        1.0 / self.clock.step_s
    }
}

/// Hip-relative coordinates of both legs in leg lengths, x along travel, y up. When the camera is still, either toe's x
/// is the hip's bounce: its height above what its height slowly changes about.
pub struct Channels {
    /// Their clock.
    pub clock: Clock,
    /// `[frame][left leg, right leg]`.
    values: Vec<[f64; CHANNELS]>,
    /// Second derivative of the cubic spline at each frame, per frame time squared.
    bends: Vec<[f64; CHANNELS]>,
    /// Which channels are seen in every frame.
    is_whole: [bool; CHANNELS],
}

impl Channels {
    /// Channels of a scene.
    pub fn of(scene: &Scene<'_>, camera: CameraMotion) -> Self {
        let Scene { body, clock, leg_length } = *scene;
        let origins = origins(scene, camera);
        let mut values: Vec<[f64; CHANNELS]> = Vec::with_capacity(clock.n_frames);
        for (frame, origin) in origins.iter().enumerate() {
            let mut row = [f64::NAN; CHANNELS];
            for side in Side::BOTH {
                for (i, joint) in Joint::LEG.into_iter().enumerate() {
                    let p = body.point(frame, side, joint);
                    for d in 0..2 {
                        row[side.index() * PER_LEG + 2 * i + d] = (p[d] - origin[d]) / leg_length;
                    }
                }
            }
            if camera == CameraMotion::Still {
                let bounce = (body.hip(frame)[1] - origin[1]) / leg_length;
                Side::BOTH.into_iter().for_each(|side| row[side.index() * PER_LEG + TOE_X] = bounce);
            }
            values.push(row);
        }
        butterworth(values.as_flattened_mut(), &[CUTOFF_HZ; CHANNELS], scene.rate_hz())
            .expect("a scene has a frame rate, the cutoff is a constant");
        let mut is_whole = [true; CHANNELS];
        for row in &values {
            for c in 0..CHANNELS {
                is_whole[c] &= row[c].is_finite();
            }
        }
        let bends = bends(&values, is_whole);
        Self { clock, values, bends, is_whole }
    }

    /// All channels at a time inside the recording, from the cubic spline through the frames; NaN in a channel that is
    /// missing in the frame before or after.
    #[inline(always)]
    pub fn at(&self, time_s: f64) -> [f64; CHANNELS] {
        let ([v, w, m, n], [before, after, bend_before, bend_after]) = self.knots(time_s);
        let mut row = [0.0; CHANNELS];
        for c in 0..CHANNELS {
            row[c] = before * v[c] + after * w[c] + bend_before * m[c] + bend_after * n[c];
        }
        row
    }

    /// What the channels at a time are the weighted sum of: values before and after it, then bends before and after it.
    #[inline(always)]
    pub(super) fn knots(&self, time_s: f64) -> ([&[f64; CHANNELS]; 4], [f64; 4]) {
        let u = (time_s - self.clock.start_s) / self.clock.step_s;
        // By way of i32, which becomes a float in one step.
        let i = (u as i32).clamp(0, self.values.len() as i32 - 2);
        let after = u - f64::from(i);
        let before = 1.0 - after;
        let bend = |part: f64| (part * part * part - part) * (1.0 / 6.0);
        let (i, j) = (i as usize, i as usize + 1);
        ([&self.values[i], &self.values[j], &self.bends[i], &self.bends[j]], [before, after, bend(before), bend(after)])
    }

    /// One channel in one frame.
    pub fn value(&self, frame: usize, channel: usize) -> f64 {
        self.values[frame][channel]
    }

    /// The frames around `frame` in which every channel of `wanted` is seen, as times of the first and the last one;
    /// None when `frame` is not among them.
    pub fn span_s(&self, frame: usize, wanted: &[bool; CHANNELS]) -> Option<(f64, f64)> {
        if (0..CHANNELS).all(|c| self.is_whole[c] || !wanted[c]) {
            return Some((self.clock.start_s, self.clock.end_s()));
        }
        let is_seen = |row: &[f64; CHANNELS]| row.iter().zip(wanted).all(|(v, w)| !w || v.is_finite());
        let after = self.values[frame..].iter().take_while(|row| is_seen(row)).count();
        let before = self.values[..=frame].iter().rev().take_while(|row| is_seen(row)).count();
        let time = |i: usize| self.clock.start_s + self.clock.step_s * i as f64;
        (after > 0).then(|| (time(frame + 1 - before), time(frame + after - 1)))
    }
}

/// What the points are measured from: the hip, or, where the camera is known to be still, a point that moves along
/// with the hip at its slowly changing height, which keeps the bounce that the feet's own heights are blurred by.
fn origins(scene: &Scene<'_>, camera: CameraMotion) -> Vec<[f64; 2]> {
    let mut hips: Vec<[f64; 2]> = (0..scene.clock.n_frames).map(|frame| scene.body.hip(frame)).collect();
    if camera == CameraMotion::Still {
        let mut heights: Vec<f64> = hips.iter().map(|h| h[1]).collect();
        butterworth(&mut heights, &[HIP_CUTOFF_HZ], scene.rate_hz())
            .expect("a scene has a frame rate, the cutoff is a constant");
        for (hip, height) in hips.iter_mut().zip(heights) {
            hip[1] = height;
        }
    }
    hips
}

/// Second derivatives of the natural cubic spline through every run of finite values.
fn bends(values: &[[f64; CHANNELS]], is_whole: [bool; CHANNELS]) -> Vec<[f64; CHANNELS]> {
    let mut bends = vec![[0.0; CHANNELS]; values.len()];
    if is_whole == [true; CHANNELS] {
        solve_all(values, &mut bends);
        return bends;
    }
    for c in 0..CHANNELS {
        let mut start = 0;
        for end in 0..=values.len() {
            if end == values.len() || !values[end][c].is_finite() {
                solve::<1>(values, &mut bends, start..end, c);
                start = end + 1;
            }
        }
    }
    bends
}

simd::widest! {
    /// [`solve`] for all channels from the first frame to the last.
    fn solve_all(values: &[[f64; CHANNELS]], bends: &mut [[f64; CHANNELS]]) -> () = solve_all_here;
}

#[inline(always)]
fn solve_all_here(values: &[[f64; CHANNELS]], bends: &mut [[f64; CHANNELS]]) {
    solve::<CHANNELS>(values, bends, 0..values.len(), 0);
}

/// Solves `m[i-1] + 4 m[i] + m[i+1] = 6 (v[i-1] - 2 v[i] + v[i+1])` with `m = 0` at both ends, by elimination, for `N`
/// channels from `channel` on.
#[inline(always)]
fn solve<const N: usize>(
    values: &[[f64; CHANNELS]],
    bends: &mut [[f64; CHANNELS]],
    frames: std::ops::Range<usize>,
    channel: usize,
) {
    if frames.len() < 3 {
        return;
    }
    let (first, last) = (frames.start, frames.end - 1);
    let mut factor = vec![0.0; frames.len()];
    for i in first + 1..last {
        let k = i - first;
        factor[k] = 1.0 / (4.0 - factor[k - 1]);
        for c in channel..channel + N {
            let right = 6.0 * (values[i - 1][c] - 2.0 * values[i][c] + values[i + 1][c]);
            bends[i][c] = (right - bends[i - 1][c]) * factor[k];
        }
    }
    for i in (first + 1..last).rev() {
        let after = bends[i + 1];
        for (bend, after) in bends[i][channel..channel + N].iter_mut().zip(&after[channel..channel + N]) {
            *bend -= factor[i - first] * after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic::runner;

    #[test]
    fn the_spline_passes_through_the_frames_and_follows_a_parabola_between_them() {
        let mut rows = vec![[0.0; CHANNELS]; 40];
        for (i, row) in rows.iter_mut().enumerate() {
            row.fill(0.01 * (i * i) as f64);
        }
        rows[25][3] = f64::NAN;
        let is_whole = std::array::from_fn(|c| c != 3);
        let clock = Clock { start_s: 1.0, step_s: 0.5, n_frames: 40 };
        let bends = bends(&rows, is_whole);
        let channels = Channels { clock, values: rows, bends, is_whole };
        assert!((channels.at(1.0 + 0.5 * 7.0)[0] - 0.49).abs() < 1e-12);
        // Far from the ends, where the natural spline is straight.
        assert!((channels.at(1.0 + 0.5 * 20.5)[0] - 0.01 * 20.5 * 20.5).abs() < 1e-6);
        let beside = channels.at(1.0 + 0.5 * 24.5);
        assert!(beside[3].is_nan() && beside[2].is_finite());
        let wanted = std::array::from_fn(|c| c == 3);
        assert_eq!(channels.span_s(10, &wanted), Some((1.0, 1.0 + 0.5 * 24.0)));
        assert_eq!(channels.span_s(25, &wanted), None);
        assert_eq!(channels.span_s(30, &wanted), Some((1.0 + 0.5 * 26.0, 1.0 + 0.5 * 39.0)));
    }

    #[test]
    fn with_a_still_camera_what_bounces_in_the_picture_bounces_in_the_channels() {
        // This runner's feet hang from the hip and share its bounce of 6 px on legs of 200 px.
        let body = runner(240, 60.0, 0.7);
        let scene = Scene::of(&body).expect("a runner");
        let spread = |camera| {
            let channels = Channels::of(&scene, camera);
            let heights: Vec<f64> = (0..8).map(|i| channels.at(1.52 + 0.02 * f64::from(i))[ANKLE_X + 1]).collect();
            crate::stats::standard_deviation(&heights)
        };
        assert!(spread(CameraMotion::Unknown) < 0.005);
        assert!(spread(CameraMotion::Still) > 0.010);
    }
}
