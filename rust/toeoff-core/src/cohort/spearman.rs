//! Rank correlation.

use super::student;

/// Spearman's rank correlation of pairs; ties get the mean of their ranks. NaN below two pairs or when one side is
/// constant. Both slices have the same length and no NaN.
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    pearson(&ranks(x), &ranks(y))
}

/// Rank correlation of `x` and `y` at equal `z`, from the three pairwise ones: `(r_xy - r_xz r_yz) / sqrt((1 - r_xz²)
/// (1 - r_yz²))`. NaN when `z` decides either of them.
pub fn partial_spearman(x: &[f64], y: &[f64], z: &[f64]) -> f64 {
    let (xy, xz, yz) = (spearman(x, y), spearman(x, z), spearman(y, z));
    let rest = (1.0 - xz * xz) * (1.0 - yz * yz);
    // Below rounding there is nothing left to correlate.
    if rest > 1e-12 { ((xy - xz * yz) / rest.sqrt()).clamp(-1.0, 1.0) } else { f64::NAN }
}

/// Two-sided p of a rank correlation `r` over `n` pairs of which `n_partial` other variables were held equal, by
/// `t = r sqrt(df / (1 - r²))` with `df = n - 2 - n_partial`; NaN without a degree of freedom.
pub fn spearman_p(r: f64, n: usize, n_partial: usize) -> f64 {
    if n < 3 + n_partial || r.is_nan() {
        return f64::NAN;
    }
    let df = (n - 2 - n_partial) as f64;
    if r.abs() >= 1.0 {
        return 0.0;
    }
    2.0 * student::cdf(-r.abs() * (df / (1.0 - r * r)).sqrt(), df)
}

/// Rank of each value, 1 the smallest; ties share the mean.
pub(super) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|i, j| values[*i].total_cmp(&values[*j]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for run in order.chunk_by(|i, j| values[*i] == values[*j]) {
        let rank = start as f64 + 0.5 * (run.len() + 1) as f64;
        run.iter().for_each(|i| ranks[*i] = rank);
        start += run.len();
    }
    ranks
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xx += (a - mx) * (a - mx);
        yy += (b - my) * (b - my);
        xy += (a - mx) * (b - my);
    }
    // 0 / 0 is NaN: a constant has no correlation.
    (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_rising_relation_is_one() {
        assert_eq!(spearman(&[1.0, 2.0, 5.0, 9.0], &[0.1, 0.2, 0.3, 99.0]), 1.0);
        assert_eq!(spearman(&[1.0, 2.0, 5.0], &[3.0, 2.0, 1.0]), -1.0);
        assert!(spearman(&[1.0, 1.0, 1.0], &[3.0, 2.0, 1.0]).is_nan());
        assert!(spearman(&[], &[]).is_nan());
    }

    #[test]
    fn ties_share_their_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn what_a_third_variable_explains_is_taken_out() {
        let z: Vec<f64> = (0..20).map(f64::from).collect();
        let x: Vec<f64> = (0..20).map(|i| z[i] + 2.0 * (i % 4) as f64).collect();
        let y: Vec<f64> = (0..20).map(|i| z[i] + 2.0 * (i / 2 % 4) as f64).collect();
        assert!(partial_spearman(&x, &y, &z) < spearman(&x, &y) - 0.2);
        assert!(partial_spearman(&z, &y, &z).is_nan());
    }
}
