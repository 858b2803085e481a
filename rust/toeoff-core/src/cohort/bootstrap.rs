//! Interval of a rank correlation by resampling runners.

use super::normal;
use super::random::Random;
use super::spearman::spearman;
use crate::stats::{mean, quantile};

/// 95 % interval of [`spearman`] by the bias-corrected and accelerated bootstrap over pairs (Efron 1987, J Am Stat Assoc
/// 82:171-185). NaN when the correlation or no draw of it is finite. The same seed gives the same interval.
pub fn spearman_interval(x: &[f64], y: &[f64], draws: usize, seed: u64) -> (f64, f64) {
    let estimate = spearman(x, y);
    if estimate.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    let n = x.len();
    let mut pairs = Weighted::new(x, y);
    let mut random = Random::new(seed);
    let drawn: Vec<f64> = (0..draws)
        .map(|_| {
            pairs.weight.fill(0.0);
            (0..n).for_each(|_| pairs.weight[random.below(n)] += 1.0);
            pairs.spearman()
        })
        // A draw of one runner alone has no correlation.
        .filter(|r| r.is_finite())
        .collect();
    if drawn.is_empty() {
        return (f64::NAN, f64::NAN);
    }
    let count = drawn.len() as f64;
    // Half of the ties, as ranks do; rounding must not break them.
    let tie = |r: f64| (r - estimate).abs() < 1e-12;
    let below: f64 = drawn.iter().map(|&r| if tie(r) { 0.5 } else { f64::from(u8::from(r < estimate)) }).sum();
    let bias = normal::quantile((below / count).clamp(0.5 / count, 1.0 - 0.5 / count));
    let acceleration = acceleration(&mut pairs);
    let end = |p: f64| {
        let z = bias + normal::quantile(p);
        quantile(drawn.iter().copied(), normal::cdf(bias + z / (1.0 - acceleration * z)))
    };
    (end(0.025), end(0.975))
}

/// Skewness of the leave-one-out correlations over 6.
fn acceleration(pairs: &mut Weighted) -> f64 {
    pairs.weight.fill(1.0);
    let without: Vec<f64> = (0..pairs.weight.len())
        .map(|i| {
            pairs.weight[i] = 0.0;
            let r = pairs.spearman();
            pairs.weight[i] = 1.0;
            r
        })
        .collect();
    let centre = mean(without.iter().copied());
    let (mut squares, mut cubes) = (0.0, 0.0);
    for r in without.iter().filter(|r| r.is_finite()) {
        squares += (centre - r).powi(2);
        cubes += (centre - r).powi(3);
    }
    if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 }
}

/// Pairs of which each counts as often as its weight says: sorted once, a draw is ranked in one pass over them.
struct Weighted {
    weight: Vec<f64>,
    columns: [Sorted; 2],
}

/// One side of the pairs.
struct Sorted {
    /// Pairs by rising value.
    order: Vec<usize>,
    /// Ends of the runs of equal values in `order`.
    ends: Vec<usize>,
    /// Rank of each pair in the latest draw.
    rank: Vec<f64>,
}

impl Weighted {
    fn new(x: &[f64], y: &[f64]) -> Self {
        Self { weight: vec![1.0; x.len()], columns: [Sorted::new(x), Sorted::new(y)] }
    }

    /// Rank correlation of the draw; NaN when a side is constant.
    fn spearman(&mut self) -> f64 {
        self.columns.iter_mut().for_each(|column| column.rank(&self.weight));
        let total: f64 = self.weight.iter().sum();
        // Ranks of n values average (n + 1) / 2, ties included.
        let centre = 0.5 * (total + 1.0);
        let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
        for (w, (a, b)) in self.weight.iter().zip(self.columns[0].rank.iter().zip(&self.columns[1].rank)) {
            let (a, b) = (a - centre, b - centre);
            xx += w * a * a;
            yy += w * b * b;
            xy += w * a * b;
        }
        // 0 / 0 is NaN: a constant has no correlation.
        (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0)
    }
}

impl Sorted {
    fn new(values: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|i, j| values[*i].total_cmp(&values[*j]));
        let mut ends = Vec::new();
        for run in order.chunk_by(|i, j| values[*i] == values[*j]) {
            ends.push(ends.last().unwrap_or(&0) + run.len());
        }
        Self { order, ends, rank: vec![0.0; values.len()] }
    }

    fn rank(&mut self, weight: &[f64]) {
        let (mut start, mut before) = (0, 0.0);
        for &end in &self.ends {
            let run = &self.order[start..end];
            let count: f64 = run.iter().map(|i| weight[*i]).sum();
            let rank = before + 0.5 * (count + 1.0);
            run.iter().for_each(|i| self.rank[*i] = rank);
            before += count;
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_stand_for_repeated_pairs() {
        let (x, y) = ([3.0, 1.0, 4.0, 1.0, 5.0], [2.0, 7.0, 1.0, 8.0, 2.0]);
        let mut pairs = Weighted::new(&x, &y);
        assert!((pairs.spearman() - spearman(&x, &y)).abs() < 1e-15);
        pairs.weight = vec![2.0, 0.0, 1.0, 3.0, 1.0];
        let (a, b): (Vec<f64>, Vec<f64>) = [0, 0, 2, 3, 3, 3, 4].iter().map(|i| (x[*i], y[*i])).unzip();
        assert!((pairs.spearman() - spearman(&a, &b)).abs() < 1e-15);
    }

    #[test]
    fn the_interval_is_repeatable_and_holds_the_estimate() {
        let x: Vec<f64> = (0..30).map(f64::from).collect();
        let y: Vec<f64> = (0..30).map(|i| f64::from(i) + 9.0 * f64::from(i * 7 % 5)).collect();
        let (low, high) = spearman_interval(&x, &y, 2000, 1);
        let r = spearman(&x, &y);
        assert!(low < r && r < high && high <= 1.0, "{low} {r} {high}");
        assert_eq!(spearman_interval(&x, &y, 2000, 1), (low, high));
        assert_ne!(spearman_interval(&x, &y, 2000, 2), (low, high));
    }

    #[test]
    fn a_constant_has_no_interval_and_an_exact_relation_a_certain_one() {
        assert!(spearman_interval(&[1.0; 12], &[2.0; 12], 100, 1).0.is_nan());
        let x: Vec<f64> = (0..12).map(f64::from).collect();
        assert_eq!(spearman_interval(&x, &x, 500, 1), (1.0, 1.0));
    }
}
