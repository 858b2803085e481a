//! Fisher's exact test of a 2×2 table.

/// How much more probable than the observed table another may be and still count as equally probable: ties of exact
/// fractions must survive rounding. The same slack as R's `fisher.test`.
const TIE: f64 = 1e-7;

/// Two-sided p of `[[a, b], [c, d]]`: the sum over all tables with the same margins that are no more probable than the
/// observed one (Fisher 1935; two-sided by probability, as R and SciPy). 1 when a margin is empty.
pub fn fisher_exact(table: [[u64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = table;
    let (row, column, total) = (a + b, a + c, a + b + c + d);
    let (first, last) = ((row + column).saturating_sub(total), row.min(column));
    // Each probability from its neighbour, up and down from the mode: no factorial, no overflow, full precision.
    let ratio_up =
        |x: u64| (row - x) as f64 * (column - x) as f64 / ((x + 1) as f64 * (total + x + 1 - row - column) as f64);
    let mode = (((row + 1) as f64 * (column + 1) as f64 / (total + 2) as f64) as u64).clamp(first, last);
    let mut weight = vec![1.0; (last - first + 1) as usize];
    for x in mode..last {
        weight[(x + 1 - first) as usize] = weight[(x - first) as usize] * ratio_up(x);
    }
    for x in (first..mode).rev() {
        weight[(x - first) as usize] = weight[(x + 1 - first) as usize] / ratio_up(x);
    }
    let limit = weight[(a - first) as usize] * (1.0 + TIE);
    let all: f64 = weight.iter().sum();
    let tail: f64 = weight.iter().filter(|w| **w <= limit).sum();
    (tail / all).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        // 8 of 9 against k of 18.
        for (k, p) in [(4, 0.0027), (6, 0.0128), (7, 0.0192), (8, 0.0417), (9, 0.0912), (10, 0.1925), (12, 0.3632)] {
            assert!((fisher_exact([[8, 1], [k, 18 - k]]) - p).abs() < 5e-5, "{k}");
        }
    }

    #[test]
    fn symmetries_hold_and_empty_margins_say_nothing() {
        let p = fisher_exact([[7, 2], [3, 11]]);
        assert!((fisher_exact([[3, 11], [7, 2]]) - p).abs() < 1e-15);
        assert!((fisher_exact([[7, 3], [2, 11]]) - p).abs() < 1e-15);
        assert_eq!(fisher_exact([[0, 0], [3, 4]]), 1.0);
        assert_eq!(fisher_exact([[0, 0], [0, 0]]), 1.0);
    }

    #[test]
    fn large_tables_neither_overflow_nor_vanish() {
        let p = fisher_exact([[5_200, 4_800], [4_900, 5_100]]);
        assert!(p > 1e-6 && p < 1e-4, "{p}");
    }
}
