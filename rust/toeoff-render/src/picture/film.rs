//! The camera's film: tone curve, blur of the lens, noise of the sensor, 8 bits.

use crate::noise::gaussian;
use crate::vec::{Vec3, vec3};

/// What the camera adds to the light.
#[derive(Debug, Clone, Copy)]
pub struct Film {
    /// Standard deviation of the Gaussian blur, px.
    pub blur_px: f64,
    /// Standard deviation of the noise, of 255.
    pub noise: f64,
    /// Of the noise.
    pub seed: u64,
}

/// Bends bright light into what a camera can hold: a soft shoulder, then the exponent of screens.
fn tone(light: f64) -> f64 {
    let bent = light * (1.0 + 0.12 * light) / (1.0 + 0.45 * light);
    255.0 * bent.clamp(0.0, 1.0).powf(1.0 / 2.2)
}

impl Film {
    /// The picture as bytes, red, green, blue, row by row.
    pub fn develop(&self, light: &[Vec3], width: usize, height: usize, frame: u64) -> Vec<u8> {
        let toned: Vec<Vec3> = light.iter().map(|l| vec3(tone(l.x), tone(l.y), tone(l.z))).collect();
        let blurred = self.blurred(toned, width, height);
        let mut bytes = Vec::with_capacity(3 * blurred.len());
        let frame_seed = crate::noise::scramble(self.seed ^ frame);
        for (i, pixel) in blurred.iter().enumerate() {
            for (channel, value) in [pixel.x, pixel.y, pixel.z].into_iter().enumerate() {
                let noise = self.noise * gaussian(frame_seed.wrapping_add((3 * i + channel) as u64));
                bytes.push((value + noise).round().clamp(0.0, 255.0) as u8);
            }
        }
        bytes
    }

    fn blurred(&self, pixels: Vec<Vec3>, width: usize, height: usize) -> Vec<Vec3> {
        if self.blur_px == 0.0 {
            return pixels;
        }
        // Three deviations hold 99.7 % of the bell.
        let reach = (3.0 * self.blur_px).ceil() as isize;
        let bell: Vec<f64> = (-reach..=reach).map(|i| (-(i as f64 / self.blur_px).powi(2) / 2.0).exp()).collect();
        let total: f64 = bell.iter().sum();
        let pass = |source: &[Vec3], step: usize, size: usize, place: &dyn Fn(usize) -> usize| {
            let mut out = vec![Vec3::default(); source.len()];
            for (i, pixel) in out.iter_mut().enumerate() {
                let at = place(i);
                for (k, weight) in bell.iter().enumerate() {
                    let shift = k as isize - reach;
                    // The border repeats its last pixel.
                    let other = (at as isize + shift).clamp(0, size as isize - 1);
                    let j = (i as isize + (other - at as isize) * step as isize) as usize;
                    *pixel += source[j] * (weight / total);
                }
            }
            out
        };
        let rows = pass(&pixels, 1, width, &|i| i % width);
        pass(&rows, width, height, &|i| i / width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blur_keeps_a_plain_picture_and_spreads_a_point_without_loss() {
        let film = Film { blur_px: 0.8, noise: 0.0, seed: 0 };
        let plain = film.blurred(vec![vec3(10.0, 20.0, 30.0); 48], 8, 6);
        assert!(plain.iter().all(|p| (p.x - 10.0).abs() < 1e-9 && (p.z - 30.0).abs() < 1e-9));
        let mut point = vec![Vec3::default(); 121];
        point[60] = vec3(1.0, 1.0, 1.0);
        let spread = film.blurred(point, 11, 11);
        assert!((spread.iter().map(|p| p.x).sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(spread[60].x < 0.5 && (spread[59].x - spread[61].x).abs() < 1e-12);
    }

    #[test]
    fn noise_differs_by_frame_and_repeats_by_seed() {
        let film = Film { blur_px: 0.0, noise: 2.0, seed: 7 };
        let light = vec![vec3(0.3, 0.3, 0.3); 64];
        assert_eq!(film.develop(&light, 8, 8, 1), film.develop(&light, 8, 8, 1));
        assert_ne!(film.develop(&light, 8, 8, 1), film.develop(&light, 8, 8, 2));
    }
}
