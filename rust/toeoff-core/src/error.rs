//! What can be wrong with an input. Poor data is not an error: it becomes a withheld value with a [`Reason`](crate::Reason).

/// Result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// A misuse: the message says which argument, what it was, what is allowed and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Two arrays that describe the same frames differ in shape.
    #[error("{what} has {actual} values, but {expected} are needed ({why}); pass arrays of matching shape")]
    ShapeMismatch {
        /// The argument.
        what: &'static str,
        /// Number of values needed.
        expected: usize,
        /// Number of values given.
        actual: usize,
        /// Where the expected number comes from.
        why: String,
    },
    /// Times that do not increase.
    #[error(
        "time_s must increase strictly, but frame {frame} is at {time_s} s after {previous_s} s; \
         sort the frames and drop repeated ones"
    )]
    TimeNotIncreasing {
        /// First frame that does not come after its predecessor.
        frame: usize,
        /// Its time.
        time_s: f64,
        /// The time of the frame before.
        previous_s: f64,
    },
    /// Times that hold far more empty time than frames, or frames closer than any camera takes them.
    #[error(
        "time_s spans {span_s:.4} s in {frames} frames, but must be within 20000 s, with no more empty time than \
         100000 frames would fill and at least 1e-5 s between frames; are the times in seconds? Split the recording at \
         its long gaps"
    )]
    TimeSpan {
        /// From the first to the last frame.
        span_s: f64,
        /// Number of frames.
        frames: usize,
    },
    /// A value that must be a finite number is not.
    #[error("{what} is {}, but must be {allowed}; {remedy}", readable(*.value))]
    OutOfRange {
        /// The argument.
        what: &'static str,
        /// The value given.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A name that is not one of a fixed set.
    #[error("{what} is {value:?}, but must be one of {allowed}")]
    UnknownName {
        /// The argument.
        what: &'static str,
        /// The value given.
        value: String,
        /// The allowed names, comma separated.
        allowed: String,
    },
    /// A keypoint set that lacks the points every analysis needs.
    #[error("skeleton {skeleton:?} has no {missing}; toeoff needs both hips, knees and ankles")]
    SkeletonIncomplete {
        /// Name of the skeleton.
        skeleton: String,
        /// First missing keypoint.
        missing: String,
    },
    /// A keypoint set with two keypoints of one name: which of them a measure would read is chance.
    #[error("skeleton {skeleton:?} has two keypoints called {keypoint:?}; give every keypoint a name of its own")]
    KeypointRepeated {
        /// Name of the skeleton.
        skeleton: String,
        /// The first name that comes again.
        keypoint: String,
    },
    /// What is wrong with one of many sequences.
    #[error("sequences[{index}]: {error}")]
    InSequence {
        /// Its place among them.
        index: usize,
        /// What is wrong.
        error: Box<Error>,
    },
}

impl Error {
    /// The same, of the sequence at `index` of many.
    #[must_use]
    pub fn in_sequence(self, index: usize) -> Self {
        Error::InSequence { index, error: Box::new(self) }
    }
}

/// A number without hundreds of zeros.
fn readable(value: f64) -> String {
    if value.abs() >= 1e9 { format!("{value:e}") } else { value.to_string() }
}
