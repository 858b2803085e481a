//! Frames that do not show a leg from knee to ankle, and what explains them.

use crate::body::{Body, Joint, LANDMARKS, Side, landmark};

const LEG: [Joint; 2] = [Joint::Knee, Joint::Ankle];

/// Frames without a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingLegs {
    /// Without the left one and without the right one.
    of_side: [usize; 2],
    /// Without either.
    neither: usize,
}

impl MissingLegs {
    /// As filmed: a filled leg is missing as well, for it has no score.
    pub fn as_filmed(body: &Body) -> Self {
        let scores = body.score.as_chunks::<LANDMARKS>().0;
        let landmarks = Side::BOTH.map(|side| LEG.map(|joint| landmark(side, joint)));
        Self::of(body.n_frames(), |f, side| {
            let [knee, ankle] = landmarks[side.index()];
            scores[f][knee].min(scores[f][ankle]) > 0.0
        })
    }

    /// Of a body whose gaps are filled where they can be.
    pub fn left_open(body: &Body) -> Self {
        Self::of(body.n_frames(), |f, side| LEG.into_iter().all(|joint| body.is_seen(f, side, joint)))
    }

    fn of(n_frames: usize, shows: impl Fn(usize, Side) -> bool) -> Self {
        let mut missing = Self { of_side: [0; 2], neither: 0 };
        for frame in 0..n_frames {
            let lacks = Side::BOTH.map(|side| !shows(frame, side));
            for (n, lacks) in missing.of_side.iter_mut().zip(lacks) {
                *n += usize::from(lacks);
            }
            missing.neither += usize::from(lacks == [true; 2]);
        }
        missing
    }

    /// The same with so many frames more that were never filmed.
    pub fn with_lost(self, frames: usize) -> Self {
        Self { of_side: self.of_side.map(|n| n + frames), neither: self.neither + frames }
    }

    /// Whether every frame shows both.
    pub fn is_none(&self) -> bool {
        self.of_side == [0; 2]
    }

    /// Frames without this leg.
    pub fn of_side(&self, side: Side) -> usize {
        self.of_side[side.index()]
    }

    /// Whether a leg that was drawn on the other one, in so many frames, explains most of the missing ones.
    pub fn are_merged(&self, frames: usize) -> bool {
        self.are_most(frames)
    }

    /// Whether another runner who hides a leg, in so many frames, does: both where neither is seen.
    pub fn are_hidden(&self, frames: usize) -> bool {
        self.are_most(frames.saturating_add(frames.min(self.neither)))
    }

    /// Where no leg is missing there is nothing to explain.
    fn are_most(&self, legs: usize) -> bool {
        let missing = self.of_side.iter().sum();
        missing > 0 && legs.saturating_mul(2) >= missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic::runner;

    /// A runner of 60 frames whose legs are not seen in these frames.
    fn without(left: std::ops::Range<usize>, right: std::ops::Range<usize>) -> Body {
        let mut body = runner(60, 60.0, 0.7);
        left.for_each(|f| body.clear_point(f, Side::Left, Joint::Ankle));
        right.for_each(|f| body.clear_point(f, Side::Right, Joint::Knee));
        body
    }

    #[test]
    fn legs_are_missing_from_knee_or_ankle_on_and_filled_ones_as_filmed() {
        let mut body = without(10..14, 12..15);
        let missing = MissingLegs { of_side: [4, 3], neither: 2 };
        assert_eq!([MissingLegs::as_filmed(&body), MissingLegs::left_open(&body)], [missing; 2]);
        crate::repair::gaps::fill_gaps(&mut body);
        assert_eq!(MissingLegs::as_filmed(&body), missing);
        assert!(MissingLegs::left_open(&body).is_none());
        assert_eq!(missing.with_lost(3), MissingLegs { of_side: [7, 6], neither: 5 });
    }

    #[test]
    fn most_of_the_legs_are_explained_or_none() {
        let one = MissingLegs::as_filmed(&without(10..20, 0..0));
        assert_eq!([4, 5].map(|frames| one.are_merged(frames)), [false, true]);
        assert_eq!([4, 5].map(|frames| one.are_hidden(frames)), [false, true]);
        let both = MissingLegs::as_filmed(&without(10..20, 10..20));
        assert_eq!([9, 10].map(|frames| both.are_merged(frames)), [false, true]);
        assert_eq!([4, 5].map(|frames| both.are_hidden(frames)), [false, true]);
        let whole = MissingLegs::as_filmed(&without(0..0, 0..0));
        assert!(whole.is_none() && !whole.are_hidden(60) && !whole.are_merged(60));
    }
}
