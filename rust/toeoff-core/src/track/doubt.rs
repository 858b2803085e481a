//! Where another matching is nearly as good: boxes that cannot be told apart now.
//!
//! Two runners who cover each other give two boxes that fit both. The cheapest matching is then little better than a coin,
//! and a wrong id is worse than none. Such boxes are withheld, and both runners move by a mixture of the boxes, so that a wrong
//! guess does not carry one runner off with the other's speed (as in probabilistic data association; Bar-Shalom, Daum &
//! Huang 2009, IEEE Control Systems 29(6):82).

/// Gap in cost (twice the log of the odds) below which a box is in doubt: odds of 7 to 1.
pub const MARGIN: f64 = 4.0;

/// The strongest rival of a matched pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubt {
    /// Column of the box that the runner would have had instead; None when it would have had none.
    pub other: Option<usize>,
    /// Chance that the pair is right after all, 0.5..1.
    pub chance: f64,
}

/// The doubt about each pair of a matching (in the order of `pairs`); None where there is no rival worth naming.
///
/// Rivals are: exchange with another pair, another runner without a box taking this one, and another box without a runner being
/// taken instead. `cost` is row by row; refused pairs are infinite.
pub fn doubts(cost: &[f64], rows: usize, columns: usize, pairs: &[(usize, usize)]) -> Vec<Option<Doubt>> {
    let at = |r: usize, c: usize| cost[r * columns + c];
    let free_rows: Vec<usize> = (0..rows).filter(|r| pairs.iter().all(|p| p.0 != *r)).collect();
    let free_columns: Vec<usize> = (0..columns).filter(|c| pairs.iter().all(|p| p.1 != *c)).collect();
    let doubt = |&(r, c): &(usize, usize)| {
        let own = at(r, c);
        let exchanged =
            pairs.iter().filter(|p| p.0 != r).map(|&(r2, c2)| (at(r, c2) + at(r2, c) - own - at(r2, c2), Some(c2)));
        let robbed = free_rows.iter().map(|&r2| (at(r2, c) - own, None));
        let lured = free_columns.iter().map(|&c2| (at(r, c2) - own, Some(c2)));
        let (margin, other) = exchanged.chain(robbed).chain(lured).min_by(|a, b| a.0.total_cmp(&b.0))?;
        // Costs are twice a log: half the margin is the log of the odds.
        (margin < MARGIN).then(|| Doubt { other, chance: 1.0 / (1.0 + (-margin / 2.0).exp()) })
    };
    pairs.iter().map(doubt).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: f64 = f64::INFINITY;

    #[test]
    fn clear_pairs_are_not_doubted_and_near_exchanges_are() {
        assert_eq!(doubts(&[1.0, FAR, FAR, 1.0], 2, 2, &[(0, 0), (1, 1)]), [None, None]);
        assert_eq!(doubts(&[1.0, 9.0, 9.0, 1.0], 2, 2, &[(0, 0), (1, 1)]), [None, None]);
        let near = doubts(&[1.0, 2.0, 2.0, 1.0], 2, 2, &[(0, 0), (1, 1)]);
        assert_eq!(near.iter().map(|d| d.expect("near").other).collect::<Vec<_>>(), [Some(1), Some(0)]);
        assert!(near[0].expect("near").chance > 0.7 && near[0].expect("near").chance < 0.75);
    }

    #[test]
    fn a_box_between_two_runners_and_a_runner_between_two_boxes_are_doubted() {
        assert_eq!(doubts(&[1.0, 1.5], 2, 1, &[(0, 0)])[0].expect("robbed").other, None);
        assert_eq!(doubts(&[1.0, 1.5], 1, 2, &[(0, 0)])[0].expect("lured").other, Some(1));
        assert_eq!(doubts(&[1.0, 9.0], 1, 2, &[(0, 0)]), [None]);
    }
}
