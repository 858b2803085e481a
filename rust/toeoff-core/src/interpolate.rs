//! Polynomials through a few samples at any spacing.

/// Weights of samples at the times `at` for the polynomial through all of them, read at `time` (Lagrange).
pub(crate) fn weights<const N: usize>(at: [f64; N], time: f64) -> [f64; N] {
    std::array::from_fn(|i| {
        let others = (0..N).filter(|&j| j != i);
        let (above, below) = others.fold((1.0, 1.0), |(a, b), j| (a * (time - at[j]), b * (at[i] - at[j])));
        above / below
    })
}

/// Value at `time` of the polynomial through 2, 3 or 4 samples `(time, x, y)`; the outer ones may be absent.
pub(crate) fn between(
    before: Option<[f64; 3]>,
    left: [f64; 3],
    right: [f64; 3],
    after: Option<[f64; 3]>,
    time: f64,
) -> [f64; 2] {
    match (before, after) {
        (Some(before), Some(after)) => combine([before, left, right, after], time),
        (Some(outer), None) | (None, Some(outer)) => combine([left, right, outer], time),
        (None, None) => combine([left, right], time),
    }
}

fn combine<const N: usize>(samples: [[f64; 3]; N], time: f64) -> [f64; 2] {
    let w = weights(samples.map(|s| s[0]), time);
    let sum = |d: usize| samples.iter().zip(w).map(|(s, w)| w * s[d]).sum();
    [sum(1), sum(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_of_its_degree_is_read_exactly() {
        let sample = |t: f64| [t, 1.0 - 2.0 * t, t * t * t - t];
        let [x, y] = between(Some(sample(-0.3)), sample(0.1), sample(0.2), Some(sample(0.9)), 0.17);
        assert!((x - 0.66).abs() < 1e-12 && (y - (0.17f64.powi(3) - 0.17)).abs() < 1e-12);
        let [x, _] = between(None, sample(0.1), sample(0.2), None, 0.15);
        assert!((x - 0.7).abs() < 1e-12);
        let square = |t: f64| [t, t * t, 0.0];
        assert!((between(None, square(0.0), square(1.0), Some(square(3.0)), 0.5)[0] - 0.25).abs() < 1e-12);
    }
}
