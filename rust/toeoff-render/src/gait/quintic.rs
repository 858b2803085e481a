//! Smooth joins between two motions.

/// Polynomial of the fifth degree with given value, rate and rate of the rate at both ends.
#[derive(Debug, Clone, Copy)]
pub struct Quintic {
    coefficients: [f64; 6],
    duration: f64,
    end: [f64; 3],
}

impl Quintic {
    /// From a motion (value, rate, rate of the rate) at time 0 to another at `duration`, s.
    pub fn between(start: [f64; 3], end: [f64; 3], duration: f64) -> Self {
        let d = duration;
        let (p0, v0, a0) = (start[0], start[1] * d, start[2] * d * d);
        let (p1, v1, a1) = (end[0], end[1] * d, end[2] * d * d);
        let (p, v, a) = (p1 - p0 - v0 - a0 / 2.0, v1 - v0 - a0, a1 - a0);
        Self {
            coefficients: [
                p0,
                v0,
                a0 / 2.0,
                10.0 * p - 4.0 * v + a / 2.0,
                -15.0 * p + 7.0 * v - a,
                6.0 * p - 3.0 * v + a / 2.0,
            ],
            duration,
            end,
        }
    }

    /// Time from start to end, s.
    pub fn duration(&self) -> f64 {
        self.duration
    }

    /// Value at a time, s; beyond the end it goes on with the motion there.
    pub fn value(&self, time: f64) -> f64 {
        if time > self.duration {
            let ([value, rate, rate_of_rate], after) = (self.end, time - self.duration);
            return value + after * (rate + after / 2.0 * rate_of_rate);
        }
        let u = time / self.duration;
        self.coefficients.iter().rev().fold(0.0, |sum, c| sum * u + c)
    }
}

/// Step of the numerical derivatives, s: fine against a swing of 0.4 s, coarse against rounding.
const STEP_S: f64 = 1e-3;

/// Value, rate and rate of the rate of something that moves, at one instant.
pub fn motion(of: impl Fn(f64) -> f64, time: f64) -> [f64; 3] {
    let (before, now, after) = (of(time - STEP_S), of(time), of(time + STEP_S));
    [now, (after - before) / (2.0 * STEP_S), (after - 2.0 * now + before) / (STEP_S * STEP_S)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_correction_meets_value_rate_and_its_rate_at_both_ends() {
        let (start, end) = ([0.1, -2.0, 30.0], [-0.3, 4.0, 0.0]);
        let quintic = Quintic::between(start, end, 0.4);
        for (wanted, at) in [(start, 0.0), (end, 0.4)] {
            let got = motion(|t| quintic.value(t), at);
            // The difference quotient of the last one is off by the step times the jerk.
            for ((w, g), tolerance) in wanted.iter().zip(got).zip([1e-9, 1e-3, 0.5]) {
                assert!((w - g).abs() < tolerance, "{wanted:?} against {got:?}");
            }
        }
    }
}
