//! A newcomer who is a lost runner: out of a group, or after a jump of the box.
//!
//! A lost runner whose box does not come back just where it is expected is not simply given the nearest one: where one runner
//! leaves the picture another may come in. Only when the newcomer's own speed is known, and both place and speed are those
//! expected, the id goes on.

use super::motion::Motion;
use super::noise::Noise;

/// Squared distance (standard deviations, four numbers) within which a newcomer may be a lost runner: 99.7 % of the true ones
/// (chi-square, 4 degrees of freedom).
const PLACE: f64 = 16.0;
/// Squared distance in speed within which it is one: 3 standard deviations.
const SPEED: f64 = 9.0;
/// Boxes after which a newcomer's speed is known well enough to tell directions apart at 60 frames per s.
const BOXES: usize = 4;

/// What a newcomer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newcomer {
    /// Nobody known: gets a new id.
    Stranger,
    /// Perhaps a lost runner: wait for more boxes.
    Undecided,
    /// This lost runner (an index of those given).
    Known(usize),
}

/// Compares a newcomer, seen in `boxes` boxes, with the lost runners, all predicted to the same time.
pub fn recognise<'a>(
    newcomer: &Motion,
    boxes: usize,
    noise: &Noise,
    lost: impl Iterator<Item = (usize, &'a Motion)>,
) -> Newcomer {
    let near = lost.map(|(i, m)| (i, newcomer.distance(m, noise))).filter(|(_, (place, _))| *place < PLACE);
    let mut best = Newcomer::Stranger;
    let mut least = f64::INFINITY;
    for (i, (place, speed)) in near {
        if boxes < BOXES {
            return Newcomer::Undecided;
        }
        if speed < SPEED && place + speed < least {
            least = place + speed;
            best = Newcomer::Known(i);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moving(x: f64, speed: f64, boxes: u32) -> Motion {
        let at = |i: u32| [x + speed * f64::from(i) / 60.0, 50.0, 40.0, 100.0];
        let mut m = Motion::new(at(0), 0.0, &Noise::default());
        for i in 1..boxes {
            m.predict(f64::from(i) / 60.0);
            m.correct(at(i), 1.0, &Noise::default());
        }
        m
    }

    #[test]
    fn place_and_speed_must_both_fit() {
        let new = moving(100.0, 300.0, 8);
        let noise = Noise::default();
        let (same, opposite, far) = (moving(101.0, 300.0, 8), moving(110.0, -300.0, 8), moving(200.0, 300.0, 8));
        assert_eq!(recognise(&new, 8, &noise, [(3, &far), (7, &same)].into_iter()), Newcomer::Known(7));
        assert_eq!(recognise(&new, 8, &noise, [(0, &opposite)].into_iter()), Newcomer::Stranger);
        assert_eq!(recognise(&new, 2, &noise, [(0, &same)].into_iter()), Newcomer::Undecided);
        assert_eq!(recognise(&new, 2, &noise, [(0, &far)].into_iter()), Newcomer::Stranger);
    }
}
