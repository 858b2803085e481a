//! Keypoint sets as data: which index of a set is which joint.

use crate::body::{Joint, Side};
use crate::error::{Error, Result};

/// A named keypoint set. Names of keypoints are lower case, the side first: `left_big_toe`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeleton {
    name: String,
    keypoints: Vec<String>,
    /// Keypoints that stand for each landmark (left six, right six); several are averaged, none means not in the set.
    sources: [Vec<usize>; crate::body::LANDMARKS],
    /// Whether a toe is BlazePose's foot index.
    toes_slide: bool,
}

impl Skeleton {
    /// Names of the built-in sets.
    pub const NAMES: [&'static str; 5] = ["coco17", "halpe26", "blazepose33", "body25", "mpii16"];

    /// A built-in set.
    ///
    /// # Errors
    /// [`Error::UnknownName`] when there is no set of that name.
    pub fn named(name: &str) -> Result<Self> {
        let keypoints: &[&str] = match name {
            "coco17" => &COCO17,
            "halpe26" => &HALPE26,
            "blazepose33" => &BLAZEPOSE33,
            "body25" => &BODY25,
            "mpii16" => &MPII16,
            _ => {
                return Err(Error::UnknownName {
                    what: "skeleton",
                    value: name.into(),
                    allowed: Self::NAMES.join(", "),
                });
            }
        };
        Self::new(name, keypoints.iter().map(|k| (*k).to_owned()).collect())
    }

    /// A set of one's own. Recognised keypoints are `{left,right}_{shoulder,hip,knee,ankle,heel,big_toe,small_toe}`, and
    /// `foot_index` where there are no toes.
    ///
    /// # Errors
    /// [`Error::SkeletonIncomplete`] when a hip, knee or ankle is missing, [`Error::KeypointRepeated`] when a name comes
    /// twice.
    pub fn new(name: &str, keypoints: Vec<String>) -> Result<Self> {
        if let Some(again) = keypoints.iter().enumerate().find_map(|(i, k)| keypoints[..i].contains(k).then_some(k)) {
            return Err(Error::KeypointRepeated { skeleton: name.into(), keypoint: again.clone() });
        }
        let find = |wanted: String| keypoints.iter().position(|k| *k == wanted);
        let mut sources: [Vec<usize>; crate::body::LANDMARKS] = Default::default();
        let mut toes_slide = false;
        for side in Side::BOTH {
            for joint in Joint::ALL {
                let parts: &[&str] = if joint == Joint::Toe { &["big_toe", "small_toe"] } else { &[joint.name()] };
                let of_side = |part: &str| find(format!("{}_{part}", side.name()));
                let mut found: Vec<usize> = parts.iter().filter_map(|part| of_side(part)).collect();
                if found.is_empty() && joint == Joint::Toe {
                    found.extend(of_side("foot_index"));
                    toes_slide |= !found.is_empty();
                }
                if found.is_empty() && matches!(joint, Joint::Hip | Joint::Knee | Joint::Ankle) {
                    return Err(Error::SkeletonIncomplete {
                        skeleton: name.into(),
                        missing: format!("{}_{}", side.name(), joint.name()),
                    });
                }
                sources[crate::body::landmark(side, joint)] = found;
            }
        }
        Ok(Self { name: name.into(), keypoints, sources, toes_slide })
    }

    /// Name of the set.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of the keypoints, in the order of the arrays.
    pub fn keypoints(&self) -> &[String] {
        &self.keypoints
    }

    /// Indices that stand for a landmark.
    pub(crate) fn sources(&self, landmark: usize) -> &[usize] {
        &self.sources[landmark]
    }

    /// Whether a toe of the set is BlazePose's foot index. While the heel rises it slides from the tip of the shoe to the
    /// ball of the foot, so that the foot seems to leave the ground 11 to 21 ms earlier than knees and ankles say, and 33
    /// to 52 ms before the last touch that the eye sees, where 50 N on a plate are about 15 ms before it (five clips, 29
    /// toe-offs, `benches/python/bench_by_eye.py`).
    pub fn toes_slide(&self) -> bool {
        self.toes_slide
    }

    /// Whether the set has heel and toe on both sides.
    pub fn has_feet(&self) -> bool {
        Side::BOTH.into_iter().all(|s| {
            [Joint::Heel, Joint::Toe].into_iter().all(|j| !self.sources[crate::body::landmark(s, j)].is_empty())
        })
    }
}

/// COCO: 17 body keypoints, no feet.
const COCO17: [&str; 17] = [
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
];
/// Halpe full body without face and hands (Fang et al., AlphaPose): 17 of COCO, head, neck, mid hip, three foot points a side.
const HALPE26: [&str; 26] = [
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "head",
    "neck",
    "mid_hip",
    "left_big_toe",
    "right_big_toe",
    "left_small_toe",
    "right_small_toe",
    "left_heel",
    "right_heel",
];
/// BlazePose (MediaPipe).
const BLAZEPOSE33: [&str; 33] = [
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
];
/// OpenPose BODY_25.
const BODY25: [&str; 25] = [
    "nose",
    "neck",
    "right_shoulder",
    "right_elbow",
    "right_wrist",
    "left_shoulder",
    "left_elbow",
    "left_wrist",
    "mid_hip",
    "right_hip",
    "right_knee",
    "right_ankle",
    "left_hip",
    "left_knee",
    "left_ankle",
    "right_eye",
    "left_eye",
    "right_ear",
    "left_ear",
    "left_big_toe",
    "left_small_toe",
    "left_heel",
    "right_big_toe",
    "right_small_toe",
    "right_heel",
];
/// MPII Human Pose: 16 keypoints, no feet.
const MPII16: [&str; 16] = [
    "right_ankle",
    "right_knee",
    "right_hip",
    "left_hip",
    "left_knee",
    "left_ankle",
    "pelvis",
    "thorax",
    "upper_neck",
    "head_top",
    "right_wrist",
    "right_elbow",
    "right_shoulder",
    "left_shoulder",
    "left_elbow",
    "left_wrist",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foot_index_stands_for_a_toe_that_is_not_there() {
        let named = |toes: &[&str]| {
            let joints = ["hip", "knee", "ankle", "heel"].iter().chain(toes);
            let both = joints.flat_map(|joint| Side::BOTH.map(|side| format!("{}_{joint}", side.name())));
            Skeleton::new("own", both.collect()).expect("a set")
        };
        assert!(named(&["foot_index"]).has_feet() && named(&["foot_index"]).toes_slide());
        assert!(named(&["big_toe", "foot_index"]).has_feet() && !named(&["big_toe", "foot_index"]).toes_slide());
        assert!(!named(&[]).toes_slide());
        for name in Skeleton::NAMES {
            assert_eq!(Skeleton::named(name).expect("built in").toes_slide(), name == "blazepose33");
        }
    }

    #[test]
    fn built_in_sets_have_the_advertised_size_and_feet() {
        for (name, n, feet) in [
            ("coco17", 17, false),
            ("halpe26", 26, true),
            ("blazepose33", 33, true),
            ("body25", 25, true),
            ("mpii16", 16, false),
        ] {
            let s = Skeleton::named(name).expect("built in");
            assert_eq!((s.keypoints().len(), s.has_feet()), (n, feet), "{name}");
        }
    }

    #[test]
    fn unknown_incomplete_and_ambiguous_sets_say_what_is_wrong() {
        assert!(Skeleton::named("coco18").expect_err("unknown").to_string().contains("halpe26"));
        let e = Skeleton::new("mine", vec!["left_hip".into(), "right_hip".into()]).expect_err("incomplete");
        assert!(e.to_string().contains("left_knee"), "{e}");
        let twice = COCO17.iter().chain(&["nose"]).map(|k| (*k).to_owned()).collect();
        let e = Skeleton::new("mine", twice).expect_err("two noses");
        assert!(e.to_string().contains("two keypoints called \"nose\""), "{e}");
    }
}
