//! One row per stance: its events, its stride, and every value that belongs to it.

use crate::angles::{Angle, Angles};
use crate::body::{Body, Joint, Side};
use crate::clock::Clock;
use crate::events::{Stance, Timing};
use crate::reason::Reason;
use crate::stats::median;
use crate::unseen::Unseen;

/// A per-stride value. Angles are degrees here, since this is where they leave the core's formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named and defined in the methods table")]
pub enum Value {
    StrideTime,
    ContactTime,
    FlightTime,
    SwingTime,
    DutyFactor,
    TrunkLean,
    HipBend,
    ThighExtensionToeOff,
    ThighExtensionPeak,
    LegExtensionToeOff,
    HipExtensionToeOff,
    KneeDrive,
    HeelRecovery,
    KneeFlexionContact,
    KneeFlexionStance,
    ShankAngleContact,
    OverstrideRatio,
    FootStrikeAngle,
    VerticalOscillationRatio,
    SpeedLegLengths,
}

/// Number of values of a row.
pub const VALUES: usize = 20;

impl Value {
    /// Every value with its name at the surface, in the order of a row.
    pub const ALL: [(Value, &'static str); VALUES] = [
        (Value::StrideTime, "stride_time_s"),
        (Value::ContactTime, "contact_time_s"),
        (Value::FlightTime, "flight_time_s"),
        (Value::SwingTime, "swing_time_s"),
        (Value::DutyFactor, "duty_factor"),
        (Value::TrunkLean, "trunk_lean_deg"),
        (Value::HipBend, "hip_bend_deg"),
        (Value::ThighExtensionToeOff, "thigh_extension_toe_off_deg"),
        (Value::ThighExtensionPeak, "thigh_extension_peak_deg"),
        (Value::LegExtensionToeOff, "leg_extension_toe_off_deg"),
        (Value::HipExtensionToeOff, "hip_extension_toe_off_deg"),
        (Value::KneeDrive, "knee_drive_deg"),
        (Value::HeelRecovery, "heel_recovery_deg"),
        (Value::KneeFlexionContact, "knee_flexion_contact_deg"),
        (Value::KneeFlexionStance, "knee_flexion_stance_deg"),
        (Value::ShankAngleContact, "shank_angle_contact_deg"),
        (Value::OverstrideRatio, "overstride_ratio"),
        (Value::FootStrikeAngle, "foot_strike_angle_deg"),
        (Value::VerticalOscillationRatio, "vertical_oscillation_ratio"),
        (Value::SpeedLegLengths, "speed_leg_lengths_per_s"),
    ];
}

/// A stance with the swing after it. A time or value that could not be told is NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct Stride {
    /// The foot.
    pub side: Side,
    /// Initial contact, s.
    pub initial_contact_s: f64,
    /// Toe-off, s.
    pub toe_off_s: f64,
    /// The next initial contact of the same foot, s.
    pub next_initial_contact_s: f64,
    /// Initial contact and toe-off with their errors, where they could be told.
    pub timing: [Option<Timing>; 2],
    /// Why an event, the stride or a value is missing; None when the row is whole.
    pub reason: Option<Reason>,
    values: [f64; VALUES],
    /// Which values are left out because points were not seen where they would be read.
    in_gap: [bool; VALUES],
}

impl Stride {
    /// A row of known values, in the order of [`Value::ALL`].
    pub fn new(side: Side, times_s: [f64; 3], timing: [Option<Timing>; 2], values: [f64; VALUES]) -> Self {
        let [initial_contact_s, toe_off_s, next_initial_contact_s] = times_s;
        let (reason, in_gap) = (None, [false; VALUES]);
        Self { side, initial_contact_s, toe_off_s, next_initial_contact_s, timing, reason, values, in_gap }
    }

    /// One value of the row.
    pub fn value(&self, value: Value) -> f64 {
        self.values[value as usize]
    }

    /// Whether a value is left out because points were not seen where it would be read.
    pub fn is_in_gap(&self, value: Value) -> bool {
        self.in_gap[value as usize]
    }

    /// The whole row in the order of [`Value::ALL`].
    pub fn values(&self) -> &[f64; VALUES] {
        &self.values
    }

    fn set(&mut self, value: Value, to: f64) {
        self.values[value as usize] = to;
    }

    /// Says why there is no flight or stride up to this contact: the stance that is missing before it was not seen, or else
    /// the events contradict each other. That the recording ended is then no reason.
    fn lacks_stance_before(&mut self, contact_s: f64, m: &Motion<'_>) {
        let is_hidden = m.unseen.hides_stance(self.toe_off_s, contact_s);
        if self.reason.is_none_or(|reason| reason == Reason::TooShort) {
            self.reason = Some(if is_hidden { Reason::Gaps } else { Reason::InconsistentEvents });
        }
    }

    /// Takes a value back, of which nothing but points that were not seen tells.
    fn leave_out(&mut self, value: Value) {
        if self.value(value).is_finite() {
            self.set(value, f64::NAN);
            self.in_gap[value as usize] = true;
            self.reason.get_or_insert(Reason::Gaps);
        }
    }

    /// Sets a value to what an angle has at a time, rad, where its points were seen then.
    fn read(&mut self, value: Value, angle: Angle, (rad, time_s): (f64, f64), m: &Motion<'_>) {
        let deg = rad.to_degrees();
        if matches!(angle, Angle::Knee(_)) && !KNEE_DEG.contains(&deg) {
            return;
        }
        self.set(value, deg);
        if angle.leg().is_some_and(|(side, joints)| m.unseen.covers(side, joints, time_s)) {
            self.leave_out(value);
        }
    }
}

/// Peak thigh extension comes 33 ± 5 ms after toe-off in running (measured on one runner, 54 contacts); the search
/// ends well after it and well before the thigh swings forward.
const PEAK_AFTER_TOE_OFF_S: f64 = 0.150;
/// A peak this near to the end, in frames, is at the edge: one, and what rounding makes of one.
const EDGE_FRAMES: f64 = 1.0 + 1e-6;
/// The foot lies flat in this part of stance, whatever the strike (30-50 %, the definition of the foot strike angle).
const FOOT_FLAT: (f64, f64) = (0.30, 0.50);
/// A foot on the ground points forward: beyond this its points are those of another limb.
const FOOT_FORWARD_RAD: f64 = std::f64::consts::FRAC_PI_3;
/// No knee bends further, either way: the heel is at the buttock at 155-160°, and lax knees overextend by 15°. Points of
/// another limb say up to 180°, and more where the leg turns right round.
const KNEE_DEG: std::ops::RangeInclusive<f64> = -30.0..=165.0;
/// No flight of a runner lasts longer, s: those of 5,394 steps on force plates last up to 0.19. Longer ones miss a stance.
const FLIGHT_MAXIMUM_S: f64 = 0.4;
/// Two stances of a foot further apart than this, in stride times, miss one between them.
const STRIDES_APART: f64 = 1.5;
/// A stride whose time departs more than this from the median is a missed or invented stance, not a stride.
const STRIDE_TIME_TOLERANCE: f64 = 0.25;

/// What the rows are read from.
pub struct Motion<'a> {
    /// Smoothed landmarks, x along travel, y up, px, on a uniform clock.
    pub body: &'a Body,
    /// Their angles.
    pub angles: &'a Angles,
    /// Their clock.
    pub clock: Clock,
    /// Leg length, px.
    pub leg_length: f64,
    /// Stride time as mid-stances tell it where no point is missing between them, s; NaN where none are so near.
    pub stride_time_s: f64,
    /// Whether displacement in the picture is displacement on the ground.
    pub camera_is_still: bool,
    /// When its points were not seen.
    pub unseen: &'a Unseen,
}

impl Motion<'_> {
    /// An angle at a time, and that time.
    fn at(&self, angle: Angle, time_s: f64) -> (f64, f64) {
        (self.clock.at(self.angles.series(angle), time_s), time_s)
    }
}

/// One row per stance, in time order.
pub fn strides(stances: &[Stance], motion: &Motion<'_>) -> Vec<Stride> {
    let time = |t: Option<Timing>| t.map_or(f64::NAN, |t| t.time_s);
    let mut rows: Vec<Stride> = stances
        .iter()
        .map(|s| Stride {
            side: s.side,
            initial_contact_s: time(s.initial_contact),
            toe_off_s: time(s.toe_off),
            next_initial_contact_s: f64::NAN,
            timing: [s.initial_contact, s.toe_off],
            reason: s.reason,
            values: [f64::NAN; VALUES],
            in_gap: [false; VALUES],
        })
        .collect();
    link(&mut rows, motion);
    let hips = motion.body.sides_shown(Joint::Hip);
    let hip = |d: usize| (0..motion.body.n_frames()).map(|f| motion.body.hip_of(f, hips)[d]).collect::<Vec<f64>>();
    let (hip_x, hip_y) = (hip(0), hip(1));
    let legs = Side::BOTH.map(|side| Leg::of(side, &hip_x, motion));
    for i in 0..rows.len() {
        // The contralateral stance that follows at once, for flight and for the step.
        let next = rows.get(i + 1).filter(|n| n.side != rows[i].side).map_or(f64::NAN, |n| n.initial_contact_s);
        let row = &mut rows[i];
        let next = if next - row.toe_off_s > FLIGHT_MAXIMUM_S {
            row.lacks_stance_before(next, motion);
            f64::NAN
        } else {
            next
        };
        times(row, next);
        posture(row, next, motion);
        stance_angles(row, &legs[row.side.index()], motion);
        swing_angles(row, motion);
        path(row, next, motion, hips, [&hip_x, &hip_y]);
    }
    rows
}

/// Finds the next stance of the same foot: just one contralateral stance lies between, and the time fits the others.
///
/// Where only one leg was seen, its stances follow each other. Contact to contact and toe-off to toe-off are the same stride
/// seen twice: their mean halves the timing noise, and a short pass may hold only one of them.
fn link(rows: &mut [Stride], m: &Motion<'_>) {
    let is_one_leg = rows.iter().all(|r| r.side == rows[0].side);
    let between = if is_one_leg { 0 } else { 1 };
    for i in 0..rows.len() {
        let Some(after) = rows.get(i + 1 + between).filter(|after| after.side == rows[i].side) else { continue };
        if rows[i + 1..i + 1 + between].iter().any(|other| other.side == rows[i].side) {
            continue;
        }
        let next = after.initial_contact_s;
        let both = [next - rows[i].initial_contact_s, after.toe_off_s - rows[i].toe_off_s];
        let stride_time_s = crate::stats::mean(both);
        // Where nothing was seen in between, two strides look like one; a row may have but the swing to tell it by.
        let apart_s = stride_time_s.max(next - rows[i].toe_off_s);
        if apart_s > STRIDES_APART * m.stride_time_s && hides_stance(&rows[i..=i + 1 + between], m) {
            continue;
        }
        rows[i].set(Value::StrideTime, stride_time_s);
        rows[i].next_initial_contact_s = next;
    }
    let typical = median(rows.iter().map(|r| r.value(Value::StrideTime)));
    for i in 0..rows.len() {
        let is_hidden = || hides_stance(&rows[i..rows.len().min(i + 2 + between)], m);
        if (rows[i].value(Value::StrideTime) - typical).abs() > STRIDE_TIME_TOLERANCE * typical {
            let reason = if is_hidden() { Reason::Gaps } else { Reason::InconsistentEvents };
            rows[i].set(Value::StrideTime, f64::NAN);
            rows[i].next_initial_contact_s = f64::NAN;
            rows[i].reason = Some(reason);
        } else if rows[i].next_initial_contact_s.is_nan() && rows[i].reason.is_none() {
            rows[i].reason = Some(if is_hidden() { Reason::Gaps } else { Reason::TooShort });
        }
    }
}

/// Whether a stance between the first and the last of these, or the contact of one of them, may not have been seen.
fn hides_stance(rows: &[Stride], m: &Motion<'_>) -> bool {
    if rows[1..].iter().any(|r| r.initial_contact_s.is_nan() && r.reason == Some(Reason::Gaps)) {
        return true;
    }
    let (first, last) = (&rows[0], &rows[rows.len() - 1]);
    // The events that face each other, or the others where those are not told.
    let or = |facing_s: f64, other_s: f64| if facing_s.is_finite() { facing_s } else { other_s };
    let from_s = or(first.toe_off_s, first.initial_contact_s);
    m.unseen.hides_stance(from_s, or(last.initial_contact_s, last.toe_off_s))
}

fn times(row: &mut Stride, next_contralateral_s: f64) {
    let (contact, toe_off, next) = (row.initial_contact_s, row.toe_off_s, row.next_initial_contact_s);
    row.set(Value::ContactTime, toe_off - contact);
    row.set(Value::FlightTime, next_contralateral_s - toe_off);
    row.set(Value::SwingTime, next - toe_off);
    row.set(Value::DutyFactor, (toe_off - contact) / row.value(Value::StrideTime));
}

fn posture(row: &mut Stride, next_contralateral_s: f64, m: &Motion<'_>) {
    // The trunk sways once a step: where the recording ends before the stride does, a step is a whole sway too.
    let end = if row.next_initial_contact_s.is_finite() { row.next_initial_contact_s } else { next_contralateral_s };
    let lean = m.clock.mean(m.angles.series(Angle::TrunkLean), row.initial_contact_s, end);
    row.set(Value::TrunkLean, lean.to_degrees());
    let hip = Angle::Hip(row.side);
    row.read(Value::HipBend, hip, m.at(hip, (row.initial_contact_s + row.toe_off_s) / 2.0), m);
}

/// What the stances of a leg are read from beside its angles, once for all of them.
struct Leg {
    /// Thigh behind vertical, rad.
    backward: Vec<f64>,
    /// Ankle ahead of the hips, leg lengths.
    reach: Vec<f64>,
}

impl Leg {
    fn of(side: Side, hip_x: &[f64], m: &Motion<'_>) -> Self {
        let ahead = |(f, hip_x): (usize, &f64)| m.body.point(f, side, Joint::Ankle)[0] - hip_x;
        Self {
            backward: m.angles.series(Angle::Thigh(side)).iter().map(|a| -a).collect(),
            reach: hip_x.iter().enumerate().map(|f| ahead(f) / m.leg_length).collect(),
        }
    }
}

fn stance_angles(row: &mut Stride, leg: &Leg, m: &Motion<'_>) {
    let (contact, toe_off, side) = (row.initial_contact_s, row.toe_off_s, row.side);
    let behind = |angle| {
        let (rad, time_s) = m.at(angle, toe_off);
        (-rad, time_s)
    };
    let [thigh, whole, hip, knee] = [Angle::Thigh(side), Angle::Leg(side), Angle::Hip(side), Angle::Knee(side)];
    row.read(Value::ThighExtensionToeOff, thigh, behind(thigh), m);
    row.read(Value::LegExtensionToeOff, whole, behind(whole), m);
    row.read(Value::HipExtensionToeOff, hip, behind(hip), m);
    row.read(Value::KneeFlexionContact, knee, m.at(knee, contact), m);
    row.read(Value::ShankAngleContact, Angle::Shank(side), m.at(Angle::Shank(side), contact), m);
    row.read(Value::KneeFlexionStance, knee, m.clock.maximum(m.angles.series(knee), contact, toe_off), m);

    let mid_stance = (contact + toe_off) / 2.0;
    let end = toe_off + PEAK_AFTER_TOE_OFF_S;
    let (peak, when) = m.clock.maximum(&leg.backward, mid_stance, end);
    // At the edge of the recording the largest value seen need not be the peak.
    if when + EDGE_FRAMES * m.clock.step_s < m.clock.end_s().min(end) {
        row.read(Value::ThighExtensionPeak, thigh, (peak, when), m);
    }

    row.set(Value::OverstrideRatio, m.clock.at(&leg.reach, contact));
    // The hips, filled for as long as they are, move it by less than strides differ.
    if m.unseen.covers(side, &[Joint::Ankle], contact) {
        row.leave_out(Value::OverstrideRatio);
    }

    let foot = m.angles.series(Angle::Foot(side));
    let within = |part: f64| contact + part * (toe_off - contact);
    let flat = median(foot[m.clock.frames(within(FOOT_FLAT.0), within(FOOT_FLAT.1))].iter().copied());
    let landing = m.clock.at(foot, contact);
    if landing.abs() < FOOT_FORWARD_RAD && flat.abs() < FOOT_FORWARD_RAD {
        row.read(Value::FootStrikeAngle, Angle::Foot(side), (landing - flat, contact), m);
    }
}

fn swing_angles(row: &mut Stride, m: &Motion<'_>) {
    let (from, to) = (row.toe_off_s, row.next_initial_contact_s);
    let largest = |angle| m.clock.maximum(m.angles.series(angle), from, to);
    let [thigh, knee] = [Angle::Thigh(row.side), Angle::Knee(row.side)];
    row.read(Value::KneeDrive, thigh, largest(thigh), m);
    row.read(Value::HeelRecovery, knee, largest(knee), m);
}

/// Vertical oscillation and speed of the hip midpoint.
fn path(row: &mut Stride, next_contralateral_s: f64, m: &Motion<'_>, hips: &[Side], [hip_x, hip_y]: [&[f64]; 2]) {
    let (from, to) = (row.initial_contact_s, row.next_initial_contact_s);
    if m.camera_is_still {
        let forward = m.clock.at(hip_x, to) - m.clock.at(hip_x, from);
        row.set(Value::SpeedLegLengths, forward / (to - from) / m.leg_length);
    }
    // A line over the stride takes out the slope of the road and of the camera.
    let (start, slope) = (m.clock.at(hip_y, from), (m.clock.at(hip_y, to) - m.clock.at(hip_y, from)) / (to - from));
    let frames = m.clock.frames(from, to);
    let level = |f: usize| hip_y[f] - start - slope * (m.body.time_s[f] - from);
    let range_of = |frames: std::ops::Range<usize>| {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for y in frames.map(level) {
            // A missing frame must not hide in the comparison.
            if !y.is_finite() {
                return f64::NAN;
            }
            (low, high) = (low.min(y), high.max(y));
        }
        if low > high { f64::NAN } else { high - low }
    };
    let middle = m.clock.frames(from, next_contralateral_s).end.clamp(frames.start, frames.end);
    let steps = [range_of(frames.start..middle), range_of(middle..frames.end)];
    row.set(Value::VerticalOscillationRatio, (steps[0] + steps[1]) / 2.0 / m.leg_length);
    // Its four extremes lie anywhere in the stride.
    if hips.iter().any(|&side| m.unseen.touches(side, &[Joint::Hip], from, to)) {
        row.leave_out(Value::VerticalOscillationRatio);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic::runner;

    const STRIDE_S: f64 = 0.7;
    const CONTACT_S: f64 = 0.34 * STRIDE_S;

    /// Rows of a runner whose left ankle is not seen in these frames, from some of the steps: step 0 is a left one, at 0.1 s.
    fn rows(steps: &[usize], unseen: std::ops::Range<usize>) -> Vec<Stride> {
        let mut body = runner(240, 60.0, STRIDE_S);
        unseen.for_each(|f| body.clear_point(f, Side::Left, Joint::Ankle));
        crate::repair::gaps::fill_gaps(&mut body);
        let timing =
            |time_s| Some(Timing { time_s, sigma_s: 0.006, alone_s: time_s, is_near_cut: false, is_doubtful: false });
        let stance = |&step: &usize| {
            let contact_s = 0.1 + step as f64 * STRIDE_S / 2.0;
            Stance {
                side: Side::BOTH[step % 2],
                anchor_s: contact_s,
                initial_contact: timing(contact_s),
                toe_off: timing(contact_s + CONTACT_S),
                reads: None,
                reason: None,
            }
        };
        let stances: Vec<Stance> = steps.iter().map(stance).collect();
        let (angles, clock, unseen) = (Angles::of(&body), Clock::of(&body), Unseen::of(&body));
        let motion = Motion {
            body: &body,
            angles: &angles,
            clock,
            leg_length: body.leg_length(),
            stride_time_s: STRIDE_S,
            camera_is_still: false,
            unseen: &unseen,
        };
        strides(&stances, &motion)
    }

    fn reasons(rows: &[Stride]) -> Vec<Option<Reason>> {
        rows.iter().map(|row| row.reason).collect()
    }

    #[test]
    fn whole_rows_have_no_reason_and_those_at_the_end_are_too_short() {
        let rows = rows(&[0, 1, 2, 3, 4], 0..0);
        assert_eq!(reasons(&rows)[..3], [None; 3]);
        assert_eq!(reasons(&rows)[3..], [Some(Reason::TooShort); 2]);
        assert!(rows[..4].iter().all(|row| row.value(Value::FlightTime).is_finite()));
    }

    #[test]
    fn a_flight_that_lacks_a_stance_says_whether_it_was_not_seen() {
        // Between the toe-off of step 1, at 0.69 s, and the contact of step 4, at 1.50 s.
        for (unseen, reason) in
            [(0..0, Reason::InconsistentEvents), (50..70, Reason::Gaps), (10..30, Reason::InconsistentEvents)]
        {
            let rows = rows(&[0, 1, 4, 5], unseen);
            assert!(rows[1].value(Value::FlightTime).is_nan());
            assert_eq!(rows[1].reason, Some(reason));
        }
    }

    #[test]
    fn two_strides_are_not_taken_for_one_where_nothing_was_seen_between() {
        let stride_s = |row: &Stride| row.value(Value::StrideTime);
        let hidden = rows(&[0, 1, 4, 5], 50..70);
        assert!(hidden.iter().all(|row| stride_s(row).is_nan() && row.next_initial_contact_s.is_nan()));
        assert_eq!(reasons(&hidden)[..2], [Some(Reason::Gaps); 2]);
        // One that is as long as others are is one, whatever was not seen.
        let seen = rows(&[0, 1, 2, 3], 20..40);
        assert!((stride_s(&seen[0]) - STRIDE_S).abs() < 1e-9);
    }

    #[test]
    fn a_value_in_a_gap_is_left_out_and_the_row_says_so() {
        // Contact of step 2 is at 0.80 s.
        let [whole, lost] = [0..0, 45..51].map(|unseen| rows(&[0, 1, 2, 3, 4], unseen).swap_remove(2));
        assert!(whole.value(Value::OverstrideRatio).is_finite() && !whole.is_in_gap(Value::OverstrideRatio));
        assert!(lost.value(Value::OverstrideRatio).is_nan() && lost.is_in_gap(Value::OverstrideRatio));
        assert_eq!((whole.reason, lost.reason), (None, Some(Reason::Gaps)));
        assert_eq!(whole.value(Value::KneeDrive), lost.value(Value::KneeDrive));
    }
}
