//! Mean stride of treadmill running at 3, 4 and 5 m/s. Made by `fit/fit_hamner.py`; not edited by hand.
//!
//! Source: Hamner & Delp 2013, J Biomech 46(4):780-787, doi:10.1016/j.jbiomech.2012.11.024; 7 runners, both sides,
//! joint centres in the plane of travel. Rows are speeds; a curve's row is its mean, then cosine and sine of
//! each harmonic of the stride, phase 0 at initial contact (50 N).

#![allow(clippy::approx_constant)]

/// Speeds of the rows, m/s.
pub(super) const SPEEDS_MPS: [f64; 3] = [3.0, 4.0, 5.0];
/// Hip to knee against the downward vertical, + knee ahead; own foot's phase. Left over: at most 0.2 deg RMS.
pub(super) const THIGH_DEG: [[f64; 11]; 3] = [
    [10.73, 18.91, -15.31, -6.28, 6.30, -2.32, 1.64, -0.29, 0.01, -0.21, 0.05],
    [11.31, 22.31, -20.22, -6.34, 6.59, -2.93, 2.16, -0.51, -0.24, -0.35, 0.05],
    [11.75, 25.22, -23.35, -6.08, 6.21, -3.30, 2.56, -0.55, -0.51, -0.35, 0.17],
];
/// Knee flexion, 0 straight; own foot's phase. Left over: at most 0.32 deg RMS.
pub(super) const KNEE_DEG: [[f64; 13]; 3] = [
    [48.24, -15.99, -28.24, -14.47, 20.54, -4.38, 2.20, -1.10, 0.89, -0.33, 0.45, -0.01, -0.20],
    [53.80, -21.45, -34.01, -13.11, 22.80, -5.95, 2.26, -1.54, 0.61, -0.44, 0.62, -0.16, -0.10],
    [57.93, -24.88, -37.25, -11.42, 23.37, -6.94, 2.56, -1.69, 0.19, -0.43, 0.89, -0.29, -0.06],
];
/// Heel to toe against the same at 40 % of stance, + toe up; own foot's phase. Left over: at most 0.32 deg RMS.
pub(super) const FOOT_DEG: [[f64; 13]; 3] = [
    [-31.68, 44.91, 17.02, -0.42, -8.86, -0.54, -3.63, 1.62, -1.75, -0.05, -0.42, -0.01, -0.60],
    [-37.59, 54.49, 16.04, -1.32, -9.32, -0.99, -3.09, 1.90, -2.76, 0.44, -0.31, -0.11, -0.54],
    [-41.80, 61.54, 15.14, -2.45, -9.88, -1.16, -2.76, 1.71, -3.22, 0.66, -0.53, -0.17, -0.24],
];
/// Shoulder to elbow against the downward vertical, + elbow ahead; phase of the foot of its side. Left over: at most 0.49 deg RMS.
pub(super) const UPPER_ARM_DEG: [[f64; 7]; 3] = [
    [-34.50, -13.40, 11.52, -2.71, 1.64, -0.08, 0.13],
    [-35.14, -15.00, 14.09, -2.61, 1.67, -0.05, 0.25],
    [-35.87, -17.00, 17.09, -2.47, 1.58, 0.24, 0.28],
];
/// Elbow to wrist against the downward vertical, + wrist ahead; phase of the foot of its side. Left over: at most 0.79 deg RMS.
pub(super) const FOREARM_DEG: [[f64; 7]; 3] = [
    [64.10, -15.40, 18.16, 2.70, -7.00, 0.06, 0.70],
    [65.30, -15.90, 22.64, 1.49, -8.59, 0.25, 1.09],
    [62.00, -18.65, 27.93, 0.18, -9.78, 0.65, 1.27],
];
/// Elevation of shoulder to elbow out of the sagittal plane, + outwards. Left over: at most 0.86 deg RMS.
pub(super) const UPPER_ARM_OUT_DEG: [[f64; 5]; 3] =
    [[15.22, -6.61, 1.89, -0.42, 1.77], [16.34, -7.46, 2.39, -0.36, 2.34], [17.27, -7.58, 3.09, -0.69, 2.71]];
/// Elevation of elbow to wrist out of the sagittal plane, + outwards. Left over: at most 1.3 deg RMS.
pub(super) const FOREARM_OUT_DEG: [[f64; 5]; 3] =
    [[-11.45, 15.54, -8.99, -1.61, 1.26], [-12.08, 17.35, -10.92, -1.44, 1.54], [-9.51, 17.68, -12.16, -1.06, 2.39]];
/// Hip midpoint to shoulder midpoint against vertical, + forward; the mean is the runner's own. Left over: at most 0.063 deg RMS.
pub(super) const TRUNK_LEAN_DEG: [[f64; 9]; 3] = [
    [0.00, 0.00, 0.00, -1.08, 0.36, 0.00, 0.00, -0.00, -0.27],
    [0.00, 0.00, 0.00, -1.24, 0.85, 0.00, 0.00, -0.10, -0.38],
    [0.00, 0.00, 0.00, -1.11, 1.11, 0.00, 0.00, -0.14, -0.44],
];
/// Height of the hip midpoint about its mean, in leg lengths. Left over: at most 0.0006 RMS.
pub(super) const HIP_HEIGHT: [[f64; 9]; 3] = [
    [0.00000, 0.00000, 0.00000, 0.02301, -0.04255, 0.00000, 0.00000, 0.00187, 0.00098],
    [0.00000, 0.00000, 0.00000, 0.01720, -0.04110, 0.00000, 0.00000, 0.00227, 0.00126],
    [0.00000, 0.00000, 0.00000, 0.01280, -0.03559, 0.00000, 0.00000, 0.00226, 0.00095],
];
/// Hip midpoint ahead of uniform motion, in leg lengths. Left over: at most 0.00049 RMS.
pub(super) const HIP_AHEAD: [[f64; 9]; 3] = [
    [0.00000, 0.00000, 0.00000, 0.01489, -0.00416, 0.00000, 0.00000, 0.00026, 0.00248],
    [0.00000, 0.00000, 0.00000, 0.01551, -0.00819, 0.00000, 0.00000, 0.00119, 0.00330],
    [0.00000, 0.00000, 0.00000, 0.01377, -0.01042, 0.00000, 0.00000, 0.00152, 0.00393],
];
/// Right hip ahead of left, seen from above. Left over: at most 0.18 deg RMS.
pub(super) const HIP_YAW_DEG: [[f64; 7]; 3] = [
    [0.00, -1.86, -1.74, 0.00, 0.00, 0.07, -0.26],
    [0.00, -2.45, -1.92, 0.00, 0.00, 0.17, -0.15],
    [0.00, -2.43, -3.25, 0.00, 0.00, 0.52, -0.30],
];
/// Right hip above left, seen from the front. Left over: at most 0.34 deg RMS.
pub(super) const HIP_TILT_DEG: [[f64; 7]; 3] = [
    [0.00, 3.83, 2.33, 0.00, 0.00, -2.33, -0.24],
    [0.00, 5.10, 1.89, 0.00, 0.00, -2.61, 0.39],
    [0.00, 5.66, 1.48, 0.00, 0.00, -2.69, 0.67],
];
/// Right shoulder ahead of left, seen from above. Left over: at most 0.16 deg RMS.
pub(super) const SHOULDER_YAW_DEG: [[f64; 7]; 3] = [
    [0.00, -11.27, 7.24, 0.00, 0.00, 0.35, -0.67],
    [0.00, -12.97, 8.78, 0.00, 0.00, 0.28, -0.77],
    [0.00, -13.77, 9.51, 0.00, 0.00, 0.19, -0.65],
];
/// Steps a minute.
pub(super) const CADENCE_SPM: [f64; 3] = [168.1, 179.0, 193.4];
/// Contact time (50 N).
pub(super) const CONTACT_S: [f64; 3] = [0.263, 0.229, 0.204];
/// Knee flexion at initial contact.
pub(super) const KNEE_CONTACT_DEG: [f64; 3] = [12.2, 11.5, 12.8];
/// Heel to toe at contact against mid-stance, + toe up.
pub(super) const FOOT_CONTACT_DEG: [f64; 3] = [14.6, 17.7, 18.9];
/// Hip midpoint to shoulder midpoint. In leg lengths (thigh + shank).
pub(super) const TRUNK: f64 = 0.579;
/// Hip to hip. In leg lengths (thigh + shank).
pub(super) const HIP_WIDTH: f64 = 0.197;
/// Shoulder to shoulder. In leg lengths (thigh + shank).
pub(super) const SHOULDER_WIDTH: f64 = 0.385;
/// Shoulder to elbow. In leg lengths (thigh + shank).
pub(super) const UPPER_ARM: f64 = 0.332;
/// Elbow to wrist. In leg lengths (thigh + shank).
pub(super) const FOREARM: f64 = 0.298;
/// Hip to knee. In leg lengths (thigh + shank).
pub(super) const THIGH: f64 = 0.495;
/// Knee to ankle. In leg lengths (thigh + shank).
pub(super) const SHANK: f64 = 0.505;
