//! What a pose model gets wrong on a runner, put right or taken out. Order: exchange, merged, outliers, gaps.

pub mod exchange;
pub mod gaps;
pub mod merged;
pub mod outliers;
mod seen;
