//! What a user may change about the tracker, and what is allowed.

use crate::error::{Error, Result};

/// Settings of a [`Tracker`](crate::track::Tracker). [`Default`] states each value's source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Boxes below this score are ignored.
    pub score_low: f64,
    /// Boxes from this score on start runners; those between the two only continue them.
    pub score_high: f64,
    /// Boxes a new runner needs before it gets its id.
    pub confirm_boxes: usize,
    /// How long an unseen runner is waited for, s.
    pub lost_after_s: f64,
}

impl Default for Options {
    /// Scores 0.1 and 0.6 are those of ByteTrack (Zhang et al. 2022, section 4.1). Two boxes in a row tell a runner from
    /// a flicker of the detector at the price of one frame. One second bridges a pole or a group crossing at running speed.
    fn default() -> Self {
        Self { score_low: 0.1, score_high: 0.6, confirm_boxes: 2, lost_after_s: 1.0 }
    }
}

impl Options {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a score outside 0..1, a low score above the high one, no box to confirm with, or a
    /// waiting time that is not positive and finite.
    pub fn checked(self) -> Result<Self> {
        let out = |what, value, allowed, remedy| Err(Error::OutOfRange { what, value, allowed, remedy });
        if !(0.0..=1.0).contains(&self.score_high) {
            return out("score_high", self.score_high, "between 0 and 1", "0.6 suits most detectors");
        }
        if !(0.0..=self.score_high).contains(&self.score_low) {
            return out("score_low", self.score_low, "between 0 and score_high", "0.1 suits most detectors");
        }
        if self.confirm_boxes == 0 {
            return out("confirm_boxes", 0.0, "1 or more", "1 gives an id at the first box");
        }
        if !(self.lost_after_s > 0.0 && self.lost_after_s.is_finite()) {
            return out("lost_after_s", self.lost_after_s, "above 0 and finite", "1 s bridges a pole");
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_pass_and_nonsense_is_named() {
        assert!(Options::default().checked().is_ok());
        let bad = [
            (Options { score_low: 0.7, ..Options::default() }, "score_low"),
            (Options { score_high: f64::NAN, ..Options::default() }, "score_high"),
            (Options { confirm_boxes: 0, ..Options::default() }, "confirm_boxes"),
            (Options { lost_after_s: 0.0, ..Options::default() }, "lost_after_s"),
        ];
        for (options, name) in bad {
            assert!(options.checked().expect_err("out of range").to_string().starts_with(name));
        }
    }
}
