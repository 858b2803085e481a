//! Rays from the camera to the figure.

use super::parallel;
use super::window::Window;
use crate::camera::View;
use crate::figure::Figure;
use crate::figure::field::{Part, nearest, normal};
use crate::look::Look;
use crate::shade::{light, material};
use crate::vec::Vec3;

/// Pixels that share a list of near cones: a square of this side.
const TILE: usize = 8;
/// A ray has met the figure when it is this near, m: a hundredth of a pixel at 10 m.
const TOUCH_M: f64 = 0.0008;
/// Longest march of a ray; a ray that grazes the figure needs many short steps.
const STEPS: usize = 70;
/// Share of the free way that a step takes: blended parts bulge beyond their cones.
const STRIDE: f64 = 0.95;

/// What a frame is taken with.
#[derive(Debug, Clone, Copy)]
pub struct Shot<'a> {
    /// The camera.
    pub view: &'a View,
    /// Direction to the sun.
    pub sun: Vec3,
    /// Threads to work on.
    pub threads: usize,
}

/// Light of a figure through one window: linear colour, and the share of the pixel it covers, row by row.
pub struct Layer {
    /// Where in the picture.
    pub window: Window,
    /// Colour times cover.
    pub colour: Vec<Vec3>,
    /// Cover, 0..1.
    pub cover: Vec<f64>,
}

impl Layer {
    /// Nothing yet.
    pub fn empty(window: Window) -> Self {
        let size = (window.x[1] - window.x[0]) * (window.y[1] - window.y[0]);
        Self { window, colour: vec![Vec3::default(); size], cover: vec![0.0; size] }
    }

    /// Adds a figure, seen through one point of every pixel, with a weight.
    pub fn add(&mut self, figure: &Figure, look: &Look, shot: &Shot, point: [f64; 2], weight: f64) {
        let [x0, x1] = self.window.x;
        let [y0, y1] = self.window.y;
        let across = (x1 - x0).div_ceil(TILE);
        let tiles = across * (y1 - y0).div_ceil(TILE);
        let hits = parallel::map(tiles, shot.threads, |tile| {
            let (left, top) = (x0 + tile % across * TILE, y0 + tile / across * TILE);
            let tile = Window { x: [left, (left + TILE).min(x1)], y: [top, (top + TILE).min(y1)] };
            tile_hits(figure, look, shot, tile, point)
        });
        for (x, y, colour) in hits.into_iter().flatten() {
            let i = (y - y0) * (x1 - x0) + x - x0;
            self.colour[i] += colour * weight;
            self.cover[i] += weight;
        }
    }
}

/// Pixels of a tile that the figure covers, with its light there.
fn tile_hits(figure: &Figure, look: &Look, shot: &Shot, tile: Window, [dx, dy]: [f64; 2]) -> Vec<(usize, usize, Vec3)> {
    let Shot { view, sun, .. } = *shot;
    let centre = (TILE as f64 - 1.0) / 2.0;
    let axis = view.ray(tile.x[0] as f64 + centre, tile.y[0] as f64 + centre);
    // Half the diagonal of the tile, and a little, at 1 m.
    let spread = TILE as f64 * 0.75 / view.focal_px;
    let (mut near, mut far) = (f64::MAX, 0.0f64);
    let parts: Vec<Part> = figure
        .parts
        .iter()
        .filter_map(|part| {
            part.kept(|cone| {
                let d = cone.centre - view.position;
                let depth = d.dot(axis);
                let aside = (d - axis * depth).length();
                let seen = aside < cone.reach + depth * spread + cone.blend * 0.5 + 0.01;
                if seen {
                    near = near.min(depth - cone.reach - 0.15);
                    far = far.max(depth + cone.reach + 0.15);
                }
                seen
            })
        })
        .collect();
    let mut hits = Vec::new();
    if parts.is_empty() {
        return hits;
    }
    for y in tile.y[0]..tile.y[1] {
        for x in tile.x[0]..tile.x[1] {
            let ray = view.ray(x as f64 + dx, y as f64 + dy);
            let mut way = near.max(0.0);
            for _ in 0..STEPS {
                let point = view.position + ray * way;
                let (free, material) = nearest(&parts, point);
                if free < TOUCH_M {
                    let outward = normal(&parts, point);
                    let surface = material::surface(figure, look, point, outward, material);
                    hits.push((x, y, light::shaded(&figure.parts, point, outward, ray, sun, &surface)));
                    break;
                }
                way += free * STRIDE;
                if way > far {
                    break;
                }
            }
        }
    }
    hits
}
