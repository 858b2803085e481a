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
    /// Around spheres (centre, radius), each as a view sees it, with room for the blur of edges; `None` when nothing falls
    /// into these rows of the picture.
    pub fn around<'v>(
        width: usize,
        rows: [usize; 2],
        balls: impl Iterator<Item = (&'v View, (Vec3, f64))>,
    ) -> Option<Self> {
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        for (view, (centre, radius)) in balls {
            let at = view.project(centre)?;
            let depth = (centre - view.position).length();
            // Somewhat more than the radius as seen, for the bulge of blended parts and off the axis.
            let room = 1.5 * radius / depth * view.focal_px + 2.0;
            for (i, value) in [at.x, at.y].into_iter().enumerate() {
                low[i] = low[i].min(value - room);
                high[i] = high[i].max(value + room);
            }
        }
        let clip = |i: usize, [start, end]: [usize; 2]| {
            let (start, end) = (start as f64, end as f64);
            [low[i].floor().clamp(start, end) as usize, (high[i].ceil() + 1.0).clamp(start, end) as usize]
        };
        let window = Self { x: clip(0, [0, width]), y: clip(1, rows) };
        (window.x[0] < window.x[1] && window.y[0] < window.y[1]).then_some(window)
    }
}
