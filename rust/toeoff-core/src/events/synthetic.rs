//! A runner drawn with simple curves, for tests: the timing of the feet is chosen, the posture only plausible.

use crate::body::{Body, CHANNELS, Joint, LANDMARKS, Side};

/// Stance as a part of the stride.
const DUTY_FACTOR: f64 = 0.34;

/// A runner with legs of 200 px whose left foot lands at 0.1 s and every `stride_s` after, x along travel, y up.
pub fn runner(n_frames: usize, frame_rate_hz: f64, stride_s: f64) -> Body {
    let time_s: Vec<f64> = (0..n_frames).map(|i| i as f64 / frame_rate_hz).collect();
    let mut body = Body { xy: vec![f64::NAN; n_frames * CHANNELS], score: vec![0.9; n_frames * LANDMARKS], time_s };
    for frame in 0..n_frames {
        let strides = (body.time_s[frame] - 0.1) / stride_s;
        let hip = [300.0 + 700.0 * body.time_s[frame], 200.0 + 6.0 * (4.0 * std::f64::consts::PI * strides).cos()];
        for side in Side::BOTH {
            let phase = (strides + 0.5 * side.index() as f64).rem_euclid(1.0);
            let width = 4.0 * side.index() as f64;
            for (joint, [x, y]) in leg(phase) {
                body.set_point(frame, side, joint, [hip[0] + width + 200.0 * x, hip[1] + 200.0 * y]);
            }
            body.set_point(frame, side, Joint::Shoulder, [hip[0] + 10.0, hip[1] + 120.0]);
        }
    }
    body
}

/// Joints of a leg in leg lengths from the hip: back along the ground in stance, folded forward in swing.
fn leg(phase: f64) -> [(Joint, [f64; 2]); 5] {
    let (x, lift) = if phase < DUTY_FACTOR {
        (0.30 - 0.85 * phase / DUTY_FACTOR, 0.0)
    } else {
        let swing = (phase - DUTY_FACTOR) / (1.0 - DUTY_FACTOR);
        // Cubic from -0.55 back to 0.30 with the speed of stance at both ends.
        let speed = -0.85 / DUTY_FACTOR * (1.0 - DUTY_FACTOR);
        let (s2, s3) = (swing * swing, swing * swing * swing);
        let x =
            -0.55 * (2.0 * s3 - 3.0 * s2 + 1.0) + 0.30 * (3.0 * s2 - 2.0 * s3) + speed * (2.0 * s3 - 3.0 * s2 + swing);
        (x, 0.45 * (std::f64::consts::PI * swing).sin().powi(2))
    };
    let ankle = [x, -0.93 + lift];
    // Thigh and shank of half a leg length each; the knee bends forward.
    let reach = ankle[0].hypot(ankle[1]).min(1.0);
    let bend = (0.25 - reach * reach / 4.0).max(0.0).sqrt();
    let [ux, uy] = [ankle[0] / reach, ankle[1] / reach];
    let knee = [ankle[0] / 2.0 - uy * bend, ankle[1] / 2.0 + ux * bend];
    let pitch = -2.0 * lift;
    let foot = |dx: f64, dy: f64| {
        [ankle[0] + dx * pitch.cos() - dy * pitch.sin(), ankle[1] + dx * pitch.sin() + dy * pitch.cos()]
    };
    [
        (Joint::Hip, [0.0, 0.0]),
        (Joint::Knee, knee),
        (Joint::Ankle, ankle),
        (Joint::Heel, foot(-0.06, -0.06)),
        (Joint::Toe, foot(0.18, -0.08)),
    ]
}
