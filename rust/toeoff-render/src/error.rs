//! What can be wrong with a scene.

use std::path::PathBuf;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, where, and what is allowed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The scene file is not what the format asks for.
    #[error("{path}: {source}")]
    Format {
        /// Which file.
        path: PathBuf,
        /// Line, column and reason.
        source: Box<toml::de::Error>,
    },
    /// A number of the scene lies outside what can be rendered.
    #[error("{place}: {name} is {value}, but must be between {low} and {high}")]
    OutOfRange {
        /// Runner, camera or picture.
        place: String,
        /// Which setting.
        name: &'static str,
        /// What it was.
        value: f64,
        /// Smallest allowed value.
        low: f64,
        /// Largest allowed value.
        high: f64,
    },
    /// A setting that is not a number has a value that means nothing.
    #[error("{place}: {name} is \"{value}\", but must be {allowed}")]
    Meaningless {
        /// Runner, camera or picture.
        place: String,
        /// Which setting.
        name: &'static str,
        /// What it was.
        value: String,
        /// What it may be.
        allowed: &'static str,
    },
    /// Speed, cadence, contact time, hip bend and leg extension contradict each other.
    #[error("runner {runner}: no leg can do this: {reason}; {remedy}")]
    Impossible {
        /// Whose.
        runner: String,
        /// What cannot be met.
        reason: String,
        /// Which settings to change.
        remedy: &'static str,
    },
    /// A result cannot be written as JSON.
    #[error("cannot write the truth: {0}")]
    Json(#[from] serde_json::Error),
}
