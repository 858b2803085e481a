//! Savitzky-Golay: each value is replaced by that of the least-squares polynomial through the frames around it
//! (Savitzky & Golay 1964, Analytical Chemistry 36:1627-1639). Ends take the polynomial of the outermost whole window,
//! as `scipy.signal.savgol_filter(mode="interp")` does.

use super::segments::{self, LaneFilter, Padded};
use crate::error::{Error, Result};

/// Longest window: beyond it the polynomials of high order lose digits, and no movement is that smooth.
const LONGEST_WINDOW: usize = 1001;

/// Filters `values`, `[frame][channel]` flat, in place. `window_frames` is odd, `order` is below it.
///
/// Values that are not finite split a channel into segments that are filtered on their own and stay what they are; a
/// segment shorter than the window is left unfiltered.
///
/// # Errors
/// [`Error::OutOfRange`] for a window that is even, zero or above 1001, and for an order that the window cannot hold;
/// [`Error::ShapeMismatch`] when `values` is not a whole number of frames.
pub fn savitzky_golay(values: &mut [f64], channels: usize, window_frames: usize, order: usize) -> Result<()> {
    segments::check(values, channels)?;
    if window_frames.is_multiple_of(2) || window_frames > LONGEST_WINDOW {
        let (allowed, remedy) = ("an odd number from 1 to 1001", "a tenth of a second suits running");
        return Err(Error::OutOfRange { what: "window_frames", value: window_frames as f64, allowed, remedy });
    }
    if order >= window_frames {
        let (allowed, remedy) = ("less than window_frames", "2 or 3 suits running");
        return Err(Error::OutOfRange { what: "order", value: order as f64, allowed, remedy });
    }
    let weights = weights(window_frames, order);
    segments::for_each(values, channels, window_frames, 0, &Weights(&weights));
    Ok(())
}

/// `[position in the window][frame of the window]`.
struct Weights<'a>(&'a [Vec<f64>]);

impl LaneFilter for Weights<'_> {
    fn filter<const N: usize>(&self, _: [usize; N], Padded { frames, .. }: Padded<'_, N>) {
        let (source, window) = (frames.to_vec(), self.0.len());
        for (i, out) in frames.iter_mut().enumerate() {
            let start = i.saturating_sub(window / 2).min(source.len() - window);
            *out = weighted_sum(&self.0[i - start], &source[start..start + window]);
        }
    }
}

fn weighted_sum<const N: usize>(weights: &[f64], frames: &[[f64; N]]) -> [f64; N] {
    let mut sum = [0.0; N];
    for (w, frame) in weights.iter().zip(frames) {
        for i in 0..N {
            sum[i] += w * frame[i];
        }
    }
    sum
}

/// `[position in the window][frame of the window]`: weights that give the polynomial's value at the position.
///
/// The polynomials are made orthonormal over the window, so the weight is `sum_k q_k(position) q_k(frame)`.
fn weights(window: usize, order: usize) -> Vec<Vec<f64>> {
    let half = (window / 2) as f64;
    let u: Vec<f64> = (0..window).map(|i| (i as f64 - half) / half.max(1.0)).collect();
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(order + 1);
    for k in 0..=order {
        let mut q: Vec<f64> = match basis.last() {
            Some(last) => last.iter().zip(&u).map(|(q, u)| q * u).collect(),
            None => vec![1.0; window],
        };
        // Twice: once leaves what rounding put back in.
        for p in basis.iter().chain(&basis) {
            let shared: f64 = q.iter().zip(p).map(|(a, b)| a * b).sum();
            q.iter_mut().zip(p).for_each(|(q, p)| *q -= shared * p);
        }
        let length = q.iter().map(|v| v * v).sum::<f64>().sqrt();
        q.iter_mut().for_each(|v| *v /= length);
        debug_assert_eq!(basis.len(), k);
        basis.push(q);
    }
    let at = |position: usize, frame: usize| basis.iter().map(|q| q[position] * q[frame]).sum();
    (0..window).map(|position| (0..window).map(|frame| at(position, frame)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_of_the_order_is_kept_to_its_ends() {
        let mut v: Vec<f64> = (0..30).map(|i| i as f64).flat_map(|t| [t * t - 3.0 * t, 7.0]).collect();
        let before = v.clone();
        savitzky_golay(&mut v, 2, 7, 2).expect("valid");
        assert!(v.iter().zip(&before).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn the_weights_of_the_classic_five_point_parabola_are_those_of_the_paper() {
        let w = &weights(5, 2)[2];
        for (a, b) in w.iter().zip([-3.0, 12.0, 17.0, 12.0, -3.0]) {
            assert!((a - b / 35.0).abs() < 1e-14);
        }
    }

    #[test]
    fn short_segments_stay_and_nonsense_is_refused() {
        let mut v = vec![0.0, 1.0, f64::NAN, 5.0, -5.0, 5.0, -5.0];
        let before = v.clone();
        savitzky_golay(&mut v, 1, 5, 2).expect("valid");
        assert_eq!(v[..2], before[..2]);
        assert_eq!(v[3..], before[3..]);
        assert!(matches!(savitzky_golay(&mut v, 1, 4, 2), Err(Error::OutOfRange { what: "window_frames", .. })));
        assert!(matches!(savitzky_golay(&mut v, 1, 5, 5), Err(Error::OutOfRange { what: "order", .. })));
        assert!(matches!(savitzky_golay(&mut v, 2, 5, 2), Err(Error::ShapeMismatch { .. })));
    }
}
