//! Where a runner's feet stand in the picture: the only points of a runner whose place on the ground is known.

use crate::body::{Body, Joint, Side};
use crate::clock::Clock;
use crate::events::Stance;
use crate::stats::median;

/// Heel and ball are both down at this part of stance: within the 30-50 % of the foot strike angle.
const FOOT_DOWN: f64 = 0.40;
/// Height of the lower one of heel and toe above the ground then, m: 0.034 ± 0.004 in 20 runners (markers on shoes, data
/// of Fukuchi et al. 2017).
const SHOE_M: f64 = 0.034;
/// The same of the ankle: 0.060 ± 0.005.
const ANKLE_M: f64 = 0.060;
/// One standard deviation of these heights in pictures, m: the markers of another laboratory (Hamner & Delp 2013) lie
/// 0.025 higher, and networks place a joint to one to three centimetres.
pub const HEIGHT_SIGMA_M: f64 = 0.03;

/// A point of a foot that stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foot {
    /// In the picture, px, x right, y down.
    pub at_px: [f64; 2],
    /// Above the ground, m.
    pub height_m: f64,
}

/// One foot for each stance that is seen while it is flat on the ground, with its side. `body` and `clock` are those that the stances
/// were told from; `to_image` takes a point of the body to the picture.
pub fn standing(
    body: &Body,
    clock: Clock,
    stances: &[Stance],
    to_image: impl Fn([f64; 2]) -> [f64; 2],
) -> Vec<(Side, Foot)> {
    let feet = stances.iter().filter_map(|s| {
        let (contact, toe_off) = (s.initial_contact?.time_s, s.toe_off?.time_s);
        let (at, height_m) = lowest(body, clock, s.side, contact + FOOT_DOWN * (toe_off - contact))?;
        Some((s.side, Foot { at_px: to_image(at), height_m }))
    });
    feet.collect()
}

/// Where the runner is in the middle of the pass: the median of all feet, as the length of the leg is that of all frames.
pub fn middle(feet: &[Foot]) -> Option<Foot> {
    let of = |part: fn(&Foot) -> f64| median(feet.iter().map(part));
    let at_px = [of(|f| f.at_px[0]), of(|f| f.at_px[1])];
    (!feet.is_empty()).then(|| Foot { at_px, height_m: of(|f| f.height_m) })
}

/// The lower one of heel and toe, or the ankle where neither is seen, and how high it is above the ground.
fn lowest(body: &Body, clock: Clock, side: Side, time_s: f64) -> Option<([f64; 2], f64)> {
    let at = |joint| {
        let p = between(body, clock, side, joint, time_s)?;
        p.iter().all(|v| v.is_finite()).then_some(p)
    };
    let shoe = [at(Joint::Heel), at(Joint::Toe)].into_iter().flatten().min_by(|a, b| a[1].total_cmp(&b[1]));
    shoe.map(|p| (p, SHOE_M)).or(at(Joint::Ankle).map(|p| (p, ANKLE_M)))
}

/// A joint between two frames, linearly: the foot hardly moves.
fn between(body: &Body, clock: Clock, side: Side, joint: Joint, time_s: f64) -> Option<[f64; 2]> {
    if !clock.contains(time_s) {
        return None;
    }
    let u = (time_s - clock.start_s) / clock.step_s;
    let frame = u.floor() as usize;
    let [p, q] = [frame, (frame + 1).min(body.n_frames() - 1)].map(|f| body.point(f, side, joint));
    let part = u - frame as f64;
    Some([p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{CHANNELS, LANDMARKS};
    use crate::events::Timing;

    fn body(frames: usize) -> Body {
        let time_s = (0..frames).map(|i| i as f64 * 0.01).collect();
        Body { time_s, xy: vec![f64::NAN; frames * CHANNELS], score: vec![1.0; frames * LANDMARKS] }
    }

    fn stance(contact: f64, toe_off: f64) -> Stance {
        let at =
            |time_s| Some(Timing { time_s, sigma_s: 0.005, alone_s: time_s, is_near_cut: false, is_doubtful: false });
        Stance {
            side: Side::Left,
            anchor_s: contact,
            initial_contact: at(contact),
            toe_off: at(toe_off),
            reads: None,
            reason: None,
        }
    }

    #[test]
    fn the_lower_end_of_a_flat_foot_is_read_between_frames() {
        let mut b = body(4);
        for f in 0..4 {
            b.set_point(f, Side::Left, Joint::Heel, [f as f64, 3.0]);
            b.set_point(f, Side::Left, Joint::Toe, [10.0 + f as f64, 2.0]);
            b.set_point(f, Side::Left, Joint::Ankle, [4.0, 9.0]);
        }
        let clock = Clock::of(&b);
        let feet = standing(&b, clock, &[stance(0.005, 0.03)], |p| [p[0], -p[1]]);
        // 40 % of 5..30 ms is 15 ms: frame 1.5.
        assert_eq!(feet.len(), 1);
        assert!((feet[0].1.at_px[0] - 11.5).abs() < 1e-9 && feet[0].1.at_px[1] == -2.0, "{feet:?}");
        assert_eq!(feet[0].1.height_m, SHOE_M);
    }

    #[test]
    fn without_a_shoe_the_ankle_stands_and_without_an_event_nothing_does() {
        let mut b = body(4);
        (0..4).for_each(|f| b.set_point(f, Side::Left, Joint::Ankle, [4.0, 9.0]));
        let clock = Clock::of(&b);
        let feet = standing(&b, clock, &[stance(0.0, 0.03)], |p| p);
        assert_eq!(feet, [(Side::Left, Foot { at_px: [4.0, 9.0], height_m: ANKLE_M })]);
        let cut = Stance { toe_off: None, ..stance(0.0, 0.03) };
        assert!(standing(&b, clock, &[cut, stance(0.02, 0.2)], |p| p).is_empty());
    }
}
