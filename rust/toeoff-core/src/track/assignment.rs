//! The cheapest whole matching of runners and boxes.
//!
//! Shortest augmenting paths (Jonker & Volgenant 1987, Computing 38:325) on the rectangular cost matrix. A pair that
//! costs [`REFUSED`] or more is never made: leaving both alone costs just that.

use super::gate::REFUSED;

/// Scratch memory of the solver, kept between frames.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    potential_row: Vec<f64>,
    potential_column: Vec<f64>,
    /// Row matched to each column, 1-based; 0 is none.
    row_of: Vec<usize>,
    from: Vec<usize>,
    least: Vec<f64>,
    used: Vec<bool>,
}

impl Assignment {
    /// Pairs (row, column) of the matching with the least sum, written to `pairs`. `cost` is row by row.
    pub fn solve(&mut self, cost: &[f64], rows: usize, columns: usize, pairs: &mut Vec<(usize, usize)>) {
        pairs.clear();
        if rows == 0 || columns == 0 {
            return;
        }
        // The path search needs rows <= columns.
        let turned = rows > columns;
        let (n, m) = if turned { (columns, rows) } else { (rows, columns) };
        let at = |i: usize, j: usize| {
            let c = if turned { cost[j * columns + i] } else { cost[i * columns + j] };
            c.min(REFUSED)
        };
        for (v, len) in [(&mut self.potential_row, n + 1), (&mut self.potential_column, m + 1)] {
            v.clear();
            v.resize(len, 0.0);
        }
        self.row_of.clear();
        self.row_of.resize(m + 1, 0);
        self.from.clear();
        self.from.resize(m + 1, 0);
        for row in 1..=n {
            self.augment(row, m, &at);
        }
        for column in 1..=m {
            let row = self.row_of[column];
            if row > 0 && at(row - 1, column - 1) < REFUSED {
                pairs.push(if turned { (column - 1, row - 1) } else { (row - 1, column - 1) });
            }
        }
        pairs.sort_unstable();
    }

    /// Brings one more row into the matching along the cheapest path of exchanges.
    fn augment(&mut self, row: usize, m: usize, at: &impl Fn(usize, usize) -> f64) {
        self.least.clear();
        self.least.resize(m + 1, f64::INFINITY);
        self.used.clear();
        self.used.resize(m + 1, false);
        self.row_of[0] = row;
        let mut column = 0;
        while self.row_of[column] != 0 {
            self.used[column] = true;
            let r = self.row_of[column];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for j in 1..=m {
                if self.used[j] {
                    continue;
                }
                let reduced = at(r - 1, j - 1) - self.potential_row[r] - self.potential_column[j];
                if reduced < self.least[j] {
                    self.least[j] = reduced;
                    self.from[j] = column;
                }
                if self.least[j] < delta {
                    delta = self.least[j];
                    next = j;
                }
            }
            for j in 0..=m {
                if self.used[j] {
                    self.potential_row[self.row_of[j]] += delta;
                    self.potential_column[j] -= delta;
                } else {
                    self.least[j] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            let previous = self.from[column];
            self.row_of[column] = self.row_of[previous];
            column = previous;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(cost: &[f64], rows: usize, columns: usize) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        Assignment::default().solve(cost, rows, columns, &mut pairs);
        pairs
    }

    /// Least sum over all injections, by trying each.
    fn least(cost: &[f64], rows: usize, columns: usize, row: usize, taken: &mut Vec<bool>) -> f64 {
        if row == rows {
            return 0.0;
        }
        let mut best = REFUSED + least(cost, rows, columns, row + 1, taken);
        for j in 0..columns {
            if !taken[j] && cost[row * columns + j] < REFUSED {
                taken[j] = true;
                best = best.min(cost[row * columns + j] + least(cost, rows, columns, row + 1, taken));
                taken[j] = false;
            }
        }
        best
    }

    #[test]
    fn the_sum_counts_and_not_the_nearest_pair() {
        assert_eq!(solve(&[1.0, 2.0, 0.5, 9.0], 2, 2), [(0, 1), (1, 0)]);
    }

    #[test]
    fn a_refused_pair_is_never_made_to_help_others() {
        assert_eq!(solve(&[1.0, REFUSED, REFUSED, REFUSED + 50.0], 2, 2), [(0, 0)]);
        assert_eq!(solve(&[], 0, 3), []);
    }

    #[test]
    fn every_shape_reaches_the_least_sum_found_by_trying_all() {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / (1u64 << 31) as f64
        };
        for rows in 1..=5 {
            for columns in 1..=5 {
                for _ in 0..20 {
                    let cost: Vec<f64> = (0..rows * columns).map(|_| 60.0 * next()).collect();
                    let pairs = solve(&cost, rows, columns);
                    let got = pairs.iter().map(|&(i, j)| cost[i * columns + j]).sum::<f64>()
                        + REFUSED * (rows - pairs.len()) as f64;
                    let want = least(&cost, rows, columns, 0, &mut vec![false; columns]);
                    assert!((got - want).abs() < 1e-9, "{rows}x{columns}: {got} against {want}");
                }
            }
        }
    }
}
