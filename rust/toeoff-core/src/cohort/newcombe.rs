//! The difference of two proportions.

use super::{Interval, wilson};
use crate::Result;

/// `p1 - p2` with the hybrid score interval, built from the Wilson interval of each (Newcombe 1998, Stat Med
/// 17:873-890, method 10). Each proportion is `(successes, trials)`.
///
/// # Errors
/// As [`wilson`], of either proportion.
pub fn newcombe(first: (u64, u64), second: (u64, u64)) -> Result<Interval> {
    let (p1, p2) = (wilson(first.0, first.1)?, wilson(second.0, second.1)?);
    let value = p1.value - p2.value;
    Ok(Interval {
        value,
        low: value - (p1.value - p1.low).hypot(p2.high - p2.value),
        high: value + (p1.high - p1.value).hypot(p2.value - p2.low),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        let i = newcombe((8, 9), (6, 18)).expect("proportions");
        assert!((i.low - 0.159).abs() < 5e-4 && (i.high - 0.749).abs() < 5e-4);
    }

    #[test]
    fn exchanging_the_groups_changes_the_sign() {
        let (a, b) = (newcombe((3, 7), (9, 11)).expect("ok"), newcombe((9, 11), (3, 7)).expect("ok"));
        assert!((a.value + b.value).abs() < 1e-15 && (a.low + b.high).abs() < 1e-15);
    }
}
