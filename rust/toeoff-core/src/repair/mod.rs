//! What a pose model gets wrong on a runner, put right or taken out. Order: exchange, merged, outliers, gaps.
