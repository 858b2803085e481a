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
//! native, 0 mm       rearfoot right % 97.1, Brier 0.036, log loss 0.132,
//!                    3-class Brier 0.123, 3-class log loss 0.229, told % 80.8, told right % 96.9
//! 60 fps, 8 mm       rearfoot right % 95.8, Brier 0.038, log loss 0.141,
//!                    3-class Brier 0.125, 3-class log loss 0.239, told % 81, told right % 97.1
//! 30 fps, 8 mm       rearfoot right % 94.2, Brier 0.0353, log loss 0.125,
//!                    3-class Brier 0.124, 3-class log loss 0.223, told % 81.8, told right % 97.8
//! 60 fps, 8 mm, 2 s  rearfoot right % 94.7, Brier 0.0486, log loss 0.187,
//!                    3-class Brier 0.152, 3-class log loss 0.297, told % 77.8, told right % 97.9
//! P(rearfoot), 60 fps, 8 mm:
//!   0.0-0.1: said 0.04, seen 0.00, feet 15
//!   0.1-0.3: said 0.19, seen 0.00, feet 4
//!   0.3-0.5: said 0.42, seen 0.23, feet 4
//!   0.5-0.7: said 0.62, seen 0.72, feet 4
//!   0.7-0.9: said 0.82, seen 0.91, feet 11
//!   0.9-1.0: said 0.98, seen 0.97, feet 79
//! ```

use super::foot_strike::Model;

/// The fitted model.
pub const MODEL: Model = Model { foot: 0.3639, knee: -0.2931, bounds: [-2.2485, -4.1566] };
