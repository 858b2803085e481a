//! How alike two poses are: object keypoint similarity (OKS).

/// Per-keypoint constant 2 sigma of COCO's OKS averaged over its body joints (shoulders to ankles: 0.079, 0.072, 0.062,
/// 0.107, 0.087, 0.089), so that any keypoint set can be compared. <https://cocodataset.org/#keypoints-eval>
const KEYPOINT_SIGMA: f64 = 2.0 * 0.083;
/// Keypoints that both poses must have; with fewer the boxes decide alone.
const SHARED_MINIMUM: usize = 5;
/// Score from which on a keypoint is compared.
const SCORE_MINIMUM: f64 = 0.2;

/// OKS of two poses (`[x, y, score]` per keypoint) with object area `area` in px², the second moved by `shift`;
/// None when they share too few keypoints.
pub fn oks(seen: &[[f64; 3]], known: &[[f64; 3]], shift: [f64; 2], area: f64) -> Option<f64> {
    let scale = 2.0 * area * KEYPOINT_SIGMA * KEYPOINT_SIGMA;
    let (mut sum, mut shared) = (0.0, 0usize);
    for (a, b) in seen.iter().zip(known) {
        if a[2] >= SCORE_MINIMUM && b[2] >= SCORE_MINIMUM {
            let d2 = (a[0] - b[0] - shift[0]).powi(2) + (a[1] - b[1] - shift[1]).powi(2);
            if d2.is_finite() {
                sum += (-d2 / scale).exp();
                shared += 1;
            }
        }
    }
    (shared >= SHARED_MINIMUM).then(|| sum / shared as f64)
}

/// OKS as a cost beside the box's: minus twice its log, 0 for equal poses, at most 9 (nothing alike).
pub fn pose_cost(oks: f64) -> f64 {
    -2.0 * oks.max(0.01).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_poses_are_one_and_far_ones_zero() {
        let p: Vec<[f64; 3]> = (0..6).map(|i| [f64::from(i) * 10.0, 5.0, 0.9]).collect();
        assert!((oks(&p, &p, [0.0; 2], 2000.0).expect("shared") - 1.0).abs() < 1e-12);
        let moved: Vec<[f64; 3]> = p.iter().map(|k| [k[0] + 300.0, k[1], k[2]]).collect();
        assert!(oks(&moved, &p, [0.0; 2], 2000.0).expect("shared") < 1e-6);
        assert!((oks(&moved, &p, [300.0, 0.0], 2000.0).expect("shared") - 1.0).abs() < 1e-12);
    }

    #[test]
    fn missing_keypoints_are_left_out_and_too_few_give_none() {
        let p: Vec<[f64; 3]> = (0..6).map(|i| [f64::from(i), 0.0, 0.9]).collect();
        let mut q = p.clone();
        q[0] = [f64::NAN, f64::NAN, 0.9];
        assert!((oks(&q, &p, [0.0; 2], 100.0).expect("five left") - 1.0).abs() < 1e-12);
        q[1][2] = 0.0;
        assert_eq!(oks(&q, &p, [0.0; 2], 100.0), None);
        assert!(pose_cost(0.0) < 9.3 && pose_cost(1.0) == 0.0);
    }
}
