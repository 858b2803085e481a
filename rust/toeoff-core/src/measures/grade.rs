//! The grade of a value, by rule.
//!
//! | limit | A | B | C | D | withheld |
//! |---|---|---|---|---|---|
//! | strides | 7 and more | 3-6 | 2 | 1 | 0 |
//! | frames per second, values at an event | 100 | 50 | below 50 | | |
//! | uncertainty of the events, values at an event | 8 ms | 12 ms | 20 ms | more | |
//! | view angle | up to 20° | | up to 30°, unknown | | beyond 30° |
//! | height in the picture | 300 px | | 150 px | 80 px | below 80 px |
//! | roll, values against the vertical | known to 1° | known from the feet | unknown | | |
//! | far leg, in keypoints of a pose model | | | always | | |
//! | foot angle of toes that slide along the shoe | | | always | | |
//! | made of other measures: stiffness, asymmetry | | | always | | |
//! | slow motion suspected | | | always | | all that hangs on time |
//! | width of the total interval, in widths of an ordinary pass | 2 | | 4 | more | |
//!
//! The uncertainty of the events is the root mean square over the measure's own strides, of contact or toe-off, whichever
//! is worse: it grows where two rules disagree, and is above 12 ms beyond the speeds of the force-plate runs.
//!
//! The worst column counts, and its row is the reason when it is C or D. Seven steps make a stable mean (Dingenen
//! 2018); the size limits follow from one-frame angle noise of a 2-4 px keypoint error.

use super::spec::{Needs, Spec, Timing};
use super::{Conditions, Measure};
use crate::reason::Reason;
use crate::view::SMALLEST_PX;

/// How far a number can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the rule is the table above")]
pub enum Grade {
    A,
    B,
    C,
    D,
}

impl Grade {
    /// One letter.
    pub fn letter(self) -> &'static str {
        ["A", "B", "C", "D"][self as usize]
    }

    /// Grade of an event by its uncertainty: A up to 8 ms, B 12, C 20.
    pub fn of_event(sigma_s: f64) -> Self {
        match sigma_s {
            s if s <= 0.008 => Grade::A,
            s if s <= 0.012 => Grade::B,
            s if s <= 0.020 => Grade::C,
            _ => Grade::D,
        }
    }
}

/// Widest view angle that is still measured.
const VIEW_LIMIT_RAD: f64 = 30.0 * std::f64::consts::PI / 180.0;
/// Widest view angle without a lower grade.
const VIEW_GOOD_RAD: f64 = 20.0 * std::f64::consts::PI / 180.0;

/// An interval wider than that of an ordinary pass by these factors is never better than C, and D: whatever made it so,
/// a mean known half as well or worse does not answer the question that it was taken for.
const WIDE: (f64, f64) = (2.0, 4.0);

/// Smallest runner whose foot angle is measured, px: one frame of it is wrong by 5-11° at 200 px and by 2-4° at 500 px,
/// and the classes of foot strike are 5-10° apart.
const FOOT_SMALLEST_PX: f64 = 300.0;

/// Roll known no better than this, deg, gives no A: that is a fifth of the range of lean that is looked for.
const ROLL_GOOD_DEG: f64 = 1.0;

/// Frames per second below which events, and values read at them, are of low confidence; 50 fps files may say 49.95.
pub const EVENT_RATE_HZ: f64 = 49.0;

/// Grade and the reason for it, or the reason to withhold.
pub fn grade(n: usize, event_sigma_s: f64, spec: &Spec, c: &Conditions) -> Result<(Grade, Option<Reason>), Reason> {
    let mut worst = (Grade::A, None);
    let mut limit = |grade: Grade, reason: Reason| {
        if grade > worst.0 {
            worst = (grade, Some(reason));
        }
    };
    match c.view_angle_rad {
        Some(psi) if psi.abs() > VIEW_LIMIT_RAD => return Err(Reason::ViewOblique),
        Some(psi) if psi.abs() > VIEW_GOOD_RAD => limit(Grade::C, Reason::ViewOblique),
        Some(_) => {}
        None => limit(Grade::C, Reason::ViewUnknown),
    }
    if spec.needs == Needs::Feet && c.height_px < FOOT_SMALLEST_PX {
        return Err(Reason::TooSmall);
    }
    // A foot is a third of a shank: its angle needs a larger picture.
    let size = if spec.needs == Needs::Feet { c.height_px * 0.75 } else { c.height_px };
    match size {
        h if h < SMALLEST_PX => return Err(Reason::TooSmall),
        h if h < 150.0 => limit(Grade::D, Reason::TooSmall),
        h if h < 300.0 => limit(Grade::C, Reason::TooSmall),
        _ => {}
    }
    // A toe that slides along the shoe makes the foot 7 to 15 degrees flatter than the rendered one.
    if spec.needs == Needs::Feet && c.toes_slide {
        limit(Grade::C, Reason::FeetMissing);
    }
    match n {
        0 => return Err(Reason::TooShort),
        1 => limit(Grade::D, Reason::FewStrides),
        2 => limit(Grade::C, Reason::FewStrides),
        3..=6 => limit(Grade::B, Reason::FewStrides),
        _ => {}
    }
    if spec.timing == Timing::AtEvent {
        if event_sigma_s.is_finite() {
            limit(Grade::of_event(event_sigma_s), Reason::InconsistentEvents);
        }
        match c.frame_rate_hz {
            f if f < EVENT_RATE_HZ => limit(Grade::C, Reason::FrameRateLow),
            f if f < 99.0 => limit(Grade::B, Reason::FrameRateLow),
            _ => {}
        }
    }
    if spec.per_roll_deg != 0.0 {
        match c.roll_sigma_deg {
            // Of 15 clips one is rolled by 5 deg, more than the interval allows for at two deviations: nothing warns of it.
            None => limit(Grade::C, Reason::RollUnknown),
            Some(sigma) if sigma > ROLL_GOOD_DEG => limit(Grade::B, Reason::RollUnknown),
            Some(_) => {}
        }
    }
    Ok(worst)
}

/// The grade that is left when the total interval is wider than usual: the strides are too few for how much they differ.
pub fn by_width((grade, reason): (Grade, Option<Reason>), half_width: f64, usual: f64) -> (Grade, Option<Reason>) {
    let best = match half_width / usual {
        ratio if ratio > WIDE.1 => Grade::D,
        ratio if ratio > WIDE.0 => Grade::C,
        _ => Grade::A,
    };
    if best > grade { (best, Some(Reason::FewStrides)) } else { (grade, reason) }
}

/// Grade and reason of what is made of other measures: those of the worst of them, and never better than C. Stiffness is
/// a model on top of four measures; of a difference between the legs one camera sees one side better.
pub fn derived<'a>(of: impl IntoIterator<Item = &'a Measure>) -> (Option<Grade>, Option<Reason>) {
    let told = of.into_iter().filter_map(|m| Some((m.grade?, m.reason)));
    let limits = told.chain([(Grade::C, Some(Reason::Derived))]);
    // The first of the worst.
    let worst = limits.reduce(|worst, next| if next.0 > worst.0 { next } else { worst });
    (worst.map(|w| w.0), worst.and_then(|w| w.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::spec::{SPECS, STRIDE_TIME};

    const GOOD_SIGMA_S: f64 = 0.006;

    fn good() -> Conditions {
        Conditions {
            frame_rate_hz: 120.0,
            view_angle_rad: Some(0.1),
            height_px: 500.0,
            roll_sigma_deg: Some(0.5),
            ..Default::default()
        }
    }

    #[test]
    fn a_wide_interval_is_never_graded_well() {
        let good = (Grade::A, None);
        assert_eq!(by_width(good, 1.9, 1.0), good);
        assert_eq!(by_width(good, 2.1, 1.0), (Grade::C, Some(Reason::FewStrides)));
        assert_eq!(by_width(good, 4.1, 1.0), (Grade::D, Some(Reason::FewStrides)));
        let slow = (Grade::C, Some(Reason::FrameRateLow));
        assert_eq!(by_width(slow, 3.0, 1.0), slow);
    }

    #[test]
    fn the_worst_limit_counts_and_names_itself() {
        assert_eq!(grade(7, GOOD_SIGMA_S, &STRIDE_TIME, &good()), Ok((Grade::A, None)));
        assert_eq!(grade(1, GOOD_SIGMA_S, &STRIDE_TIME, &good()), Ok((Grade::D, Some(Reason::FewStrides))));
        let slow = Conditions { frame_rate_hz: 30.0, ..good() };
        assert_eq!(grade(9, GOOD_SIGMA_S, &STRIDE_TIME, &slow), Ok((Grade::A, None)));
        assert_eq!(grade(9, GOOD_SIGMA_S, &SPECS[2], &slow), Ok((Grade::C, Some(Reason::FrameRateLow))));
    }

    #[test]
    fn oblique_and_small_runners_are_withheld() {
        let oblique = Conditions { view_angle_rad: Some(0.6), ..good() };
        assert_eq!(grade(9, GOOD_SIGMA_S, &STRIDE_TIME, &oblique), Err(Reason::ViewOblique));
        let small = Conditions { height_px: 60.0, ..good() };
        assert_eq!(grade(9, GOOD_SIGMA_S, &STRIDE_TIME, &small), Err(Reason::TooSmall));
        let foot = SPECS.iter().find(|s| s.needs == Needs::Feet).expect("foot strike is a measure");
        let small = Conditions { height_px: 280.0, ..good() };
        assert_eq!(grade(9, GOOD_SIGMA_S, foot, &small), Err(Reason::TooSmall));
        assert!(grade(9, GOOD_SIGMA_S, &STRIDE_TIME, &small).is_ok());
    }

    #[test]
    fn uncertain_events_lower_the_grade_of_what_is_read_at_them_alone() {
        let contact = SPECS.iter().find(|s| s.timing == Timing::AtEvent && s.per_roll_deg == 0.0).expect("one");
        let of = |sigma_s| grade(9, sigma_s, contact, &good());
        assert_eq!(of(0.008), Ok((Grade::A, None)));
        assert_eq!(of(f64::NAN), Ok((Grade::A, None)));
        assert_eq!(of(0.011), Ok((Grade::B, Some(Reason::InconsistentEvents))));
        assert_eq!(of(0.040), Ok((Grade::D, Some(Reason::InconsistentEvents))));
        assert_eq!(grade(9, 0.040, &STRIDE_TIME, &good()), Ok((Grade::A, None)));
    }
}
