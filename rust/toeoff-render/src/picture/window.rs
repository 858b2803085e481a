//! The part of a picture that a figure can touch.

use crate::camera::View;
use crate::vec::Vec3;

/// A rectangle of pixels, half-open; empty when it has no pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First and last column, the last not included.
    pub x: [usize; 2],
    /// First and last row, the last not included.
    pub y: [usize; 2],
}

impl Window {
    /// Around spheres (centre, radius), with room for the blur of edges; `None` when nothing falls into the picture.
    pub fn around(view: &View, width: usize, height: usize, balls: impl Iterator<Item = (Vec3, f64)>) -> Option<Self> {
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        for (centre, radius) in balls {
            let at = view.project(centre)?;
            let depth = (centre - view.position).length();
            // Somewhat more than the radius as seen, for the bulge of blended parts and off the axis.
            let room = 1.5 * radius / depth * view.focal_px + 2.0;
            for (i, value) in [at.x, at.y].into_iter().enumerate() {
                low[i] = low[i].min(value - room);
                high[i] = high[i].max(value + room);
            }
        }
        let clip = |i: usize, size: usize| {
            let end = size as f64;
            [low[i].floor().clamp(0.0, end) as usize, (high[i].ceil() + 1.0).clamp(0.0, end) as usize]
        };
        let window = Self { x: clip(0, width), y: clip(1, height) };
        (window.x[0] < window.x[1] && window.y[0] < window.y[1]).then_some(window)
    }
}
