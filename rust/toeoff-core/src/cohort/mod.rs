//! Statistics over runners: proportions, association, means, and what measurement error does to counts.
//!
//! One method per file. All intervals are two-sided 95 %. Nothing here knows which measures are compared.

mod beta;
mod bootstrap;
mod clopper;
mod discovery;
mod expected;
mod fisher;
mod mean;
mod newcombe;
mod normal;
mod odds;
mod percentile;
mod random;
mod shared;
mod spearman;
mod student;
mod wilson;

pub use bootstrap::spearman_interval;
pub use clopper::clopper_pearson;
pub use discovery::false_discovery;
pub use expected::{Count, Counts, Errors, Trait, expected_counts};
pub use fisher::fisher_exact;
pub use mean::{Mean, between_deviation, mean_interval, pooled_deviation};
pub use newcombe::newcombe;
pub use normal::{cdf as normal_cdf, quantile as normal_quantile};
pub use odds::haldane;
pub use percentile::{percentiles, residuals};
pub use shared::gains;
pub use spearman::{partial_spearman, spearman, spearman_p};
pub use student::{cdf as student_cdf, quantile as student_quantile};
pub use wilson::wilson;

use crate::{Error, Result};

/// Normal quantile of a two-sided 95 % interval.
pub const Z95: f64 = 1.959963984540054;

/// Estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Refuses a proportion of nothing or above one.
fn check_proportion(successes: u64, trials: u64) -> Result<()> {
    if trials == 0 {
        return Err(Error::OutOfRange {
            what: "trials",
            value: 0.0,
            allowed: "at least 1",
            remedy: "a proportion of nobody has no interval",
        });
    }
    if successes > trials {
        return Err(Error::OutOfRange {
            what: "successes",
            value: successes as f64,
            allowed: "0 up to the number of trials",
            remedy: "pass the count first and the total second",
        });
    }
    Ok(())
}
