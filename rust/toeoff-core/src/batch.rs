//! Many passes at once; the one file that knows threads.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::analyze::{Analysis, analyze};
use crate::error::{Error, Result};
use crate::options::Options;
use crate::sequence::Sequence;

/// Analyses every sequence, order kept, on `threads` threads (None: one per core).
///
/// The threads live for this call only: those that outlive it would be lost in a forked child. The caller's own is one
/// of them, and each takes the next sequence when it is done with one.
///
/// # Errors
/// As [`analyze`], of a sequence as [`Error::InSequence`]; [`Error::OutOfRange`] when the threads cannot be started.
pub fn analyze_many(sequences: &[Sequence<'_>], options: &Options, threads: Option<usize>) -> Result<Vec<Analysis>> {
    options.check()?;
    let threads = threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get));
    let next = AtomicUsize::new(0);
    let take = || {
        let i = next.fetch_add(1, Ordering::Relaxed);
        Some((i, analyze(sequences.get(i)?, options)))
    };
    let work = || std::iter::from_fn(take).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        let others = (1..threads.min(sequences.len()))
            .map(|_| thread::Builder::new().spawn_scoped(scope, work))
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(|_| {
                // Those that did start find nothing more to do.
                next.store(sequences.len(), Ordering::Relaxed);
                let allowed = "a number of threads that this machine can start";
                Error::OutOfRange { what: "threads", value: threads as f64, allowed, remedy: "pass fewer" }
            })?;
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(theirs) => done.extend(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(done)
    })?;
    done.sort_unstable_by_key(|(i, _)| *i);
    done.into_iter().map(|(i, analysis)| analysis.map_err(|error| error.in_sequence(i))).collect()
}
