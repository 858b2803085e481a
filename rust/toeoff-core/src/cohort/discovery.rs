//! Several tests at once.

/// Adjusted p of each test, in the order given: the smallest false discovery rate at which it is called (Benjamini &
/// Hochberg 1995, J R Stat Soc B 57:289-300). A missing p (NaN) stays missing and counts as no test.
pub fn false_discovery(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|i| p[*i].is_finite()).collect();
    order.sort_by(|i, j| p[*i].total_cmp(&p[*j]));
    let n = order.len() as f64;
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut smallest = 1.0f64;
    for (rank, i) in order.iter().enumerate().rev() {
        smallest = smallest.min(p[*i] * n / (rank + 1) as f64);
        adjusted[*i] = smallest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_test_is_not_adjusted_and_order_is_kept() {
        assert_eq!(false_discovery(&[0.03]), [0.03]);
        let q = false_discovery(&[0.04, 0.01, f64::NAN, 0.03]);
        assert!((q[0] - 0.04).abs() < 1e-15 && (q[1] - 0.03).abs() < 1e-15 && (q[3] - 0.04).abs() < 1e-15);
        assert!(q[2].is_nan());
    }
}
