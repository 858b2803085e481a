//! Many passes at once; the one file that knows threads.

use rayon::prelude::*;

use crate::analyze::{Analysis, analyze};
use crate::error::{Error, Result};
use crate::options::Options;
use crate::sequence::Sequence;

/// Analyses every sequence, order kept, on `threads` threads (None: one per core).
///
/// The pool lives for this call only: a pool that outlives it would be lost in a forked child.
///
/// # Errors
/// As [`analyze`]; [`Error::OutOfRange`] when the threads cannot be started.
pub fn analyze_many(sequences: &[Sequence<'_>], options: &Options, threads: Option<usize>) -> Result<Vec<Analysis>> {
    options.check()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().map_err(|_| {
        let value = threads.unwrap_or(0) as f64;
        let allowed = "a number of threads that this machine can start";
        Error::OutOfRange { what: "threads", value, allowed, remedy: "pass fewer" }
    })?;
    pool.install(|| sequences.par_iter().map(|s| analyze(s, options)).collect())
}
