//! Poles in the picture.

use super::frame::POINTS;
use super::parallel;
use super::trace::Shot;
use crate::place::pole::Pole;
use crate::vec::Vec3;

/// Draws a pole over what is behind it, in some rows of the picture, each point of a pixel by the camera at its instant.
pub fn draw(light: &mut [Vec3], width: usize, rows: [usize; 2], pole: &Pole, shots: &[Shot; 4]) {
    let drawn = parallel::map(rows[1] - rows[0], shots[0].threads, |row| {
        let y = rows[0] + row;
        let seen = |x: usize| {
            let hits = shots.iter().zip(POINTS).filter_map(|(shot, [dx, dy])| {
                let (eye, ray) = (shot.view.position, shot.view.ray(x as f64 + dx, y as f64 + dy));
                pole.meets(eye, ray).map(|way| pole.colour(eye + ray * way, shot.sun))
            });
            hits.fold((Vec3::default(), 0.0), |(sum, n), colour| (sum + colour, n + 1.0))
        };
        (0..width).map(seen).collect::<Vec<(Vec3, f64)>>()
    });
    let all = POINTS.len() as f64;
    for (pixel, (sum, n)) in light[rows[0] * width..rows[1] * width].iter_mut().zip(drawn.into_iter().flatten()) {
        *pixel = *pixel * (1.0 - n / all) + sum * (1.0 / all);
    }
}
