//! Coefficients of the foot strike model. Written by `python benches/fit_measures strike --write`; not edited by hand.
//!
//! Origin: 120 feet of 20 treadmill runners at 2.5, 3.5 and 4.5 m/s, labelled by
//! Fukuchi, Fukuchi & Duarte (2017): 78 % rearfoot, 7 % midfoot, 16 % forefoot. Projected and disturbed as video
//! keypoints are: 30 fps to the laboratory's rate, noise up to 15 mm, exchanged legs, points displaced by
//! 8 mm (SD).
//! Penalty 0.2 on the squared weights.
//!
//! On runners that the fit has not seen (10 groups, 5 deals):
//!
//! ```text
//! native, 0 mm       rearfoot right % 97.3, Brier 0.032, log loss 0.115,
//!                    3-class Brier 0.115, 3-class log loss 0.211, told % 81.3, told right % 98
//! 60 fps, 8 mm       rearfoot right % 96.5, Brier 0.035, log loss 0.128,
//!                    3-class Brier 0.119, 3-class log loss 0.227, told % 81.7, told right % 98
//! 30 fps, 8 mm       rearfoot right % 95.2, Brier 0.0307, log loss 0.111,
//!                    3-class Brier 0.117, 3-class log loss 0.21, told % 82.3, told right % 99.6
//! 60 fps, 8 mm, 2 s  rearfoot right % 94.7, Brier 0.0476, log loss 0.181,
//!                    3-class Brier 0.153, 3-class log loss 0.298, told % 77.8, told right % 98.1
//! P(rearfoot), 60 fps, 8 mm:
//!   0.0-0.1: said 0.04, seen 0.00, feet 16
//!   0.1-0.3: said 0.20, seen 0.00, feet 4
//!   0.3-0.5: said 0.40, seen 0.00, feet 3
//!   0.5-0.7: said 0.61, seen 0.72, feet 5
//!   0.7-0.9: said 0.82, seen 0.88, feet 10
//!   0.9-1.0: said 0.98, seen 0.98, feet 82
//! ```

use super::foot_strike::Model;

/// The fitted model.
pub const MODEL: Model = Model { foot: 0.3759, knee: -0.2995, bounds: [-2.3510, -4.2968] };
