//! One frame of tracking: predict, match sure boxes, match unsure ones, start, confirm and end runners.

use super::assignment::Assignment;
use super::doubt::{Doubt, doubts};
use super::motion::{AXES, centred};
use super::noise::{Lesson, Noise};
use super::options::Options;
use super::resume::{Newcomer, recognise};
use super::runner::Runner;
use crate::error::{Error, Result};
use crate::sequence::COORDINATE_MAXIMUM_PX;

/// What a box gets that belongs to no known runner.
pub const NO_TRACK: i64 = -1;

/// Boxes of one frame.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Corners in px: left, top, right, bottom.
    pub boxes_xyxy: &'a [[f64; 4]],
    /// The detector's confidence, 0..1.
    pub scores: &'a [f64],
    /// When, s.
    pub time_s: f64,
    /// `[x, y, score]` of each keypoint, box by box; empty without poses.
    pub poses: &'a [[f64; 3]],
}

/// Whose a box is.
#[derive(Debug, Clone, Copy)]
struct Owner {
    runner: usize,
    doubt: Option<Doubt>,
}

/// Keeps runners apart over the frames of one recording.
#[derive(Debug, Clone)]
pub struct Tracker {
    options: Options,
    runners: Vec<Runner>,
    noise: Noise,
    ended: Vec<i64>,
    next_id: i64,
    time_s: f64,
    solver: Assignment,
    seen: Vec<[f64; AXES]>,
    cost: Vec<f64>,
    pairs: Vec<(usize, usize)>,
}

impl Tracker {
    /// A tracker that has seen nothing.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a setting outside its range.
    pub fn new(options: Options) -> Result<Self> {
        Ok(Self {
            options: options.checked()?,
            runners: Vec::new(),
            noise: Noise::default(),
            ended: Vec::new(),
            next_id: 0,
            time_s: f64::NEG_INFINITY,
            solver: Assignment::default(),
            seen: Vec::new(),
            cost: Vec::new(),
            pairs: Vec::new(),
        })
    }

    /// The id of each box, [`NO_TRACK`] for a box that belongs to no confirmed runner or to one of two that cannot be told
    /// apart now.
    ///
    /// # Errors
    /// [`Error::ShapeMismatch`] when scores or poses do not fit the boxes, [`Error::OutOfRange`] for a corner that is not
    /// finite, a score outside 0..1 or a time that does not come after the last; the tracker is then as it was.
    pub fn update(&mut self, frame: Frame) -> Result<Vec<i64>> {
        check(&frame, self.time_s)?;
        let Frame { boxes_xyxy, scores, time_s, .. } = frame;
        self.time_s = time_s;
        self.end(time_s);
        self.seen.clear();
        self.seen.extend(boxes_xyxy.iter().map(|b| centred(*b)));
        for runner in &mut self.runners {
            runner.motion.predict(time_s);
        }
        let mut owner: Vec<Option<Owner>> = vec![None; boxes_xyxy.len()];
        let Options { score_low, score_high, .. } = self.options;
        let has_area = |i: &usize| self.seen[*i][2] > 0.0 && self.seen[*i][3] > 0.0;
        let of_score = |low: f64, high: f64| -> Vec<usize> {
            (0..scores.len()).filter(has_area).filter(|&i| scores[i] >= low && scores[i] < high).collect()
        };
        let (sure, unsure) = (of_score(score_high, f64::INFINITY), of_score(score_low, score_high));
        let everyone: Vec<usize> = (0..self.runners.len()).collect();
        let left = self.match_boxes(&everyone, &sure, &frame, &mut owner);
        let near: Vec<usize> = left.into_iter().filter(|&r| self.runners[r].was_seen()).collect();
        self.match_boxes(&near, &unsure, &frame, &mut owner);
        self.advance(&owner, &frame);
        for i in sure {
            if owner[i].is_none() {
                owner[i] = Some(Owner { runner: self.runners.len(), doubt: None });
                self.runners.push(Runner::new(boxes_xyxy[i], pose_of(&frame, i), time_s, &self.noise));
            }
        }
        self.confirm();
        let id = |o: Owner| if o.doubt.is_none() { self.runners[o.runner].id } else { None };
        Ok(owner.into_iter().map(|o| o.and_then(id).unwrap_or(NO_TRACK)).collect())
    }

    /// Ids of runners given up since the last call, in the order in which they ended.
    pub fn take_ended(&mut self) -> Vec<i64> {
        std::mem::take(&mut self.ended)
    }

    /// Gives every runner up: the recording is over.
    pub fn finish(&mut self) {
        self.ended.extend(self.runners.drain(..).filter_map(|r| r.id));
    }

    /// Matches some runners with some boxes; returns the runners left without one.
    fn match_boxes(
        &mut self,
        runners: &[usize],
        boxes: &[usize],
        frame: &Frame,
        owner: &mut [Option<Owner>],
    ) -> Vec<usize> {
        self.cost.clear();
        for &r in runners {
            let runner = &self.runners[r];
            self.cost.extend(boxes.iter().map(|&i| runner.cost(self.seen[i], pose_of(frame, i), &self.noise)));
        }
        self.solver.solve(&self.cost, runners.len(), boxes.len(), &mut self.pairs);
        let doubts = doubts(&self.cost, runners.len(), boxes.len(), &self.pairs);
        let mut left = runners.to_vec();
        for (&(r, i), doubt) in self.pairs.iter().zip(doubts) {
            let doubt = doubt.map(|d| Doubt { other: d.other.map(|o| boxes[o]), ..d });
            owner[boxes[i]] = Some(Owner { runner: runners[r], doubt });
            left[r] = usize::MAX;
        }
        left.retain(|&r| r != usize::MAX);
        left
    }

    /// Corrects the runners that have a box and notes the miss of the others.
    fn advance(&mut self, owner: &[Option<Owner>], frame: &Frame) {
        let mut found = vec![None; self.runners.len()];
        for (i, o) in owner.iter().enumerate().filter_map(|(i, o)| o.map(|o| (i, o))) {
            found[o.runner] = Some((i, o.doubt));
        }
        let surely =
            |found: &Option<(usize, Option<Doubt>)>| found.filter(|(_, doubt)| doubt.is_none()).map(|(i, _)| i);
        let lessons: Vec<Lesson> = self
            .runners
            .iter()
            .zip(&found)
            .filter_map(|(runner, found)| runner.lesson(self.seen[surely(found)?], &self.noise))
            .collect();
        self.noise.learn(&lessons);
        for (runner, found) in self.runners.iter_mut().zip(found) {
            match found {
                Some((i, None)) => runner.see(self.seen[i], pose_of(frame, i), frame.time_s, &self.noise),
                Some((i, Some(d))) => {
                    let other = d.other.map(|o| self.seen[o]);
                    runner.see_perhaps(self.seen[i], other, d.chance, frame.time_s, &self.noise);
                }
                None => runner.miss(),
            }
        }
    }

    /// Gives an id to every newcomer with enough boxes, those first who came first: that of the lost runner it is, else a new one.
    fn confirm(&mut self) {
        for n in 0..self.runners.len() {
            let new = &self.runners[n];
            if new.id.is_some() || !new.was_seen() || new.boxes() < self.options.confirm_boxes {
                continue;
            }
            let unseen = |r: &Runner| r.id.is_some() && !r.was_seen();
            let lost = self.runners.iter().enumerate().filter(|(_, r)| unseen(r)).map(|(i, r)| (i, &r.motion));
            match recognise(&new.motion, new.boxes(), &self.noise, lost) {
                Newcomer::Undecided => (),
                Newcomer::Known(lost) => self.runners[n].id = self.runners[lost].hand_over(),
                Newcomer::Stranger => {
                    self.runners[n].id = Some(self.next_id);
                    self.next_id += 1;
                }
            }
        }
    }

    fn end(&mut self, time_s: f64) {
        let (wait, ended) = (self.options.lost_after_s, &mut self.ended);
        self.runners.retain(|r| {
            let over = r.is_over(time_s, wait);
            if over {
                ended.extend(r.id);
            }
            !over
        });
    }
}

/// The keypoints of one box; empty without poses.
fn pose_of<'a>(frame: &Frame<'a>, i: usize) -> &'a [[f64; 3]] {
    let keypoints = frame.poses.len() / frame.boxes_xyxy.len();
    &frame.poses[i * keypoints..(i + 1) * keypoints]
}

fn check(frame: &Frame, previous_s: f64) -> Result<()> {
    let boxes = frame.boxes_xyxy.len();
    if frame.scores.len() != boxes {
        let why = format!("one per box, and there are {boxes} boxes");
        return Err(Error::ShapeMismatch { what: "scores", expected: boxes, actual: frame.scores.len(), why });
    }
    if boxes > 0 && !frame.poses.len().is_multiple_of(boxes) {
        let (expected, actual) = (frame.poses.len() / boxes * boxes, frame.poses.len());
        let why = format!("the same number of keypoints for each of {boxes} boxes");
        return Err(Error::ShapeMismatch { what: "poses", expected, actual, why });
    }
    let is_place = |v: &f64| v.abs() <= COORDINATE_MAXIMUM_PX;
    if let Some(&value) = frame.boxes_xyxy.iter().flatten().find(|v| !is_place(v)) {
        let (allowed, remedy) = ("finite, and within 10 million px", "leave out boxes that are not known");
        return Err(Error::OutOfRange { what: "boxes_xyxy", value, allowed, remedy });
    }
    if let Some(&value) = frame.scores.iter().find(|v| !(0.0..=1.0).contains(*v)) {
        let remedy = "divide percentages by 100, and leave out boxes without a score";
        return Err(Error::OutOfRange { what: "scores", value, allowed: "between 0 and 1", remedy });
    }
    if !frame.time_s.is_finite() || frame.time_s <= previous_s {
        let remedy = "pass frames in order, each once, and use a new tracker for a new recording";
        return Err(Error::OutOfRange {
            what: "time_s",
            value: frame.time_s,
            allowed: "finite and later than the frame before",
            remedy,
        });
    }
    Ok(())
}
