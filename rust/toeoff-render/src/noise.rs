//! Repeatable randomness: the same place gives the same value on every machine and in every order.

use crate::vec::{Vec3, vec3};

/// Scrambles 64 bits (splitmix64, Steele et al. 2014).
pub fn scramble(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Uniform in 0..1 for a cell of the grid.
pub fn cell(x: i32, y: i32, z: i32) -> f64 {
    let mut h = (x as u32).wrapping_mul(374_761_393)
        ^ (y as u32).wrapping_mul(668_265_263)
        ^ (z as u32).wrapping_mul(2_147_483_647);
    h = (h ^ (h >> 13)).wrapping_mul(1_274_126_177);
    h ^= h >> 16;
    h = h.wrapping_mul(2_246_822_519);
    h ^= h >> 15;
    f64::from(h & 0x00ff_ffff) / 16_777_216.0
}

/// Smooth noise in 0..1: cell values, blended between the corners of the unit grid.
pub fn smooth(p: Vec3) -> f64 {
    let (x, y, z) = (p.x.floor(), p.y.floor(), p.z.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v, w) = (ease(p.x - x), ease(p.y - y), ease(p.z - z));
    let (i, j, k) = (x as i32, y as i32, z as i32);
    let mix = |a: f64, b: f64, t: f64| a + (b - a) * t;
    let row = |j: i32, k: i32| mix(cell(i, j, k), cell(i.wrapping_add(1), j, k), u);
    let plane = |k: i32| mix(row(j, k), row(j.wrapping_add(1), k), v);
    mix(plane(k), plane(k.wrapping_add(1)), w)
}

/// Noise with detail at several scales, each half as strong and about twice as fine as the last; 0..1.
pub fn fractal(p: Vec3, octaves: u32) -> f64 {
    let (mut sum, mut weight, mut total) = (0.0, 0.5, 0.0);
    let mut q = p;
    for _ in 0..octaves {
        sum += weight * smooth(q);
        total += weight;
        // Not a whole number, and shifted: the grids of the scales must not fall together.
        q = q * 2.03 + vec3(17.1, 9.2, 3.3);
        weight *= 0.5;
    }
    sum / total
}

/// Nearly Gaussian with mean 0 and standard deviation 1: the sum of four uniform numbers.
pub fn gaussian(seed: u64) -> f64 {
    let bits = scramble(seed);
    let sum: u64 = (0..4).map(|i| (bits >> (16 * i)) & 0xffff).sum();
    // Four uniforms on 0..65535 have mean 2 and variance 4/12 of that range.
    (sum as f64 / 65_535.0 - 2.0) / (4.0f64 / 12.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaussian_noise_has_mean_0_and_deviation_1() {
        let n = 20_000;
        let values: Vec<f64> = (0..n).map(gaussian).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
        assert!(mean.abs() < 0.03 && (deviation - 1.0).abs() < 0.03, "{mean} {deviation}");
    }

    #[test]
    fn fractal_noise_stays_between_0_and_1_and_has_no_jump() {
        let mut last = fractal(vec3(0.0, 0.3, -2.0), 4);
        for i in 1..2000 {
            let value = fractal(vec3(f64::from(i) * 1e-3, 0.3, -2.0), 4);
            assert!((0.0..=1.0).contains(&value) && (value - last).abs() < 0.05);
            last = value;
        }
    }
}
