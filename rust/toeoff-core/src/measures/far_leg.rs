//! When the far leg counts in a measure of the pass.
//!
//! The near leg hides it, and a pose model still draws it. On five rendered runners whose far leg had 0.87 to 0.97 of the
//! near one's score, its thigh extension at toe-off was 4.4 degrees short and its heel recovery 6.1, that of the near leg
//! 0.9 and 2.3; a real runner's far leg differed from the near one by 10 degrees of heel recovery in each of eight
//! strides (own measurements; Young et al. 2023, Sensors 23:696: what is told of the far leg degrades by occlusion). No limit on the scores
//! parts good far legs from bad ones.

use super::grade::Grade;
use super::{Measure, Side};
use crate::body::Body;
use crate::reason::Reason;

/// Scores that differ by less are the same.
const SAME_SCORE: f64 = 1e-9;

/// Whether both legs are known alike: every score is the same, as in motion capture, or in a file without scores. A pose
/// model's scores never are.
pub fn counts(body: &Body) -> bool {
    let mut seen = body.score.iter().zip(body.xy.as_chunks::<2>().0).filter(|(_, p)| p[0].is_finite()).map(|(s, _)| *s);
    let Some(first) = seen.next() else { return true };
    seen.all(|score| (score - first).abs() <= SAME_SCORE)
}

/// What is told of a leg that is the far one, never better than C.
pub fn less_certain(m: Measure, is_far: bool) -> Measure {
    if is_far && m.grade.is_some_and(|grade| grade < Grade::C) {
        return Measure { grade: Some(Grade::C), reason: Some(Reason::Occluded), ..m };
    }
    m
}

/// The measure of a pass in which one leg counts, from the measures of the left and the right leg: that of the near one,
/// or of the far one where the near one tells nothing. Not where events of the near one contradict each other, since those
/// of the far leg are no better. None where it is no measure of a leg.
pub fn of_one(near: Side, legs: &[Vec<Measure>; 2], name: &str) -> Option<Measure> {
    let of = |side: Side| legs[side.index()].iter().find(|m| m.name == name);
    let (own, other) = (of(near)?, of(near.other())?);
    let contradicts = own.reason == Some(Reason::InconsistentEvents);
    let stands_in = own.estimate.is_none() && !contradicts && other.estimate.is_some();
    Some(if stands_in { other } else { own }.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic;
    use crate::measures::interval::Estimate;

    fn told(side: Side, tells: [bool; 2]) -> Measure {
        let value = [40.0, 44.0][side.index()];
        let estimate = tells[side.index()].then(|| Estimate::symmetric(value, 4.0, 2.0, 3)).flatten();
        let grade = estimate.map(|_| Grade::B);
        let reason = if grade.is_some() { None } else { Some([Reason::Gaps, Reason::Occluded][side.index()]) };
        Measure { name: "knee_drive_deg", unit: "deg", estimate, grade, reason }
    }

    #[test]
    fn scores_that_differ_anywhere_leave_the_far_leg_out() {
        let mut body = synthetic::runner(60, 60.0, 0.7);
        assert!(counts(&body));
        // What is missing has no score.
        body.clear_point(10, Side::Left, crate::body::Joint::Knee);
        assert!(counts(&body));
        body.score[3] *= 0.99;
        assert!(!counts(&body));
    }

    #[test]
    fn the_far_leg_stands_in_where_the_near_one_tells_nothing_and_is_less_certain() {
        let of = |tells: [bool; 2]| {
            let legs = Side::BOTH.map(|side| vec![less_certain(told(side, tells), side == Side::Right)]);
            assert!(of_one(Side::Left, &legs, "trunk_lean_deg").is_none());
            of_one(Side::Left, &legs, "knee_drive_deg").expect("it is a measure of a leg")
        };
        let value = |m: &Measure| m.estimate.map(|e| e.value);
        let both = of([true, true]);
        assert_eq!((value(&both), both.grade, both.reason), (Some(40.0), Some(Grade::B), None));
        let far = of([false, true]);
        assert_eq!((value(&far), far.grade, far.reason), (Some(44.0), Some(Grade::C), Some(Reason::Occluded)));
        let none = of([false, false]);
        assert_eq!((value(&none), none.reason), (None, Some(Reason::Gaps)));
        let near = Measure { reason: Some(Reason::InconsistentEvents), ..told(Side::Left, [false, true]) };
        let legs = [vec![near.clone()], vec![told(Side::Right, [false, true])]];
        assert_eq!(of_one(Side::Left, &legs, "knee_drive_deg"), Some(near));
    }
}
