//! One frame: background, shadows, figures from far to near, film.

use super::film::Film;
use super::shadow::shade_ground;
use super::trace::{Layer, Shot};
use super::window::Window;
use super::{parallel, pole};
use crate::camera::View;
use crate::figure::Figure;
use crate::place::pole::Pole;
use crate::place::{Place, ROAD_M};
use crate::scene::{Actor, Scene};
use crate::vec::{Vec3, vec3};

/// Points of a pixel that are looked through: four on a turned square, each at its own instant of the exposure.
pub(super) const POINTS: [[f64; 2]; 4] = [[-0.125, -0.375], [0.375, -0.125], [-0.375, 0.125], [0.125, 0.375]];
/// Points per side of a pixel of the background, which is drawn once while the camera stands still.
const BACKGROUND_POINTS: usize = 3;
/// Rows that are exposed together under a rolling shutter.
const BAND_ROWS: usize = 8;

/// Renders frames of a scene; keeps the background while the camera stands still.
pub struct Renderer<'a> {
    scene: &'a Scene,
    width: usize,
    height: usize,
    threads: usize,
    background: Option<(Vec<Band>, Vec<Vec3>)>,
}

/// Rows of the picture, and the camera while they are exposed: at the middle and at each instant.
#[derive(Clone, PartialEq)]
struct Band {
    rows: [usize; 2],
    view: View,
    views: [View; 4],
}

impl<'a> Renderer<'a> {
    /// A renderer of a scene; `scale` below 1 makes smaller pictures for a quick look.
    pub fn new(scene: &'a Scene, scale: f64, threads: usize) -> Self {
        let sized = |pixels: usize| ((pixels as f64 * scale).round() as usize).max(1);
        Self {
            scene,
            width: sized(scene.picture.width),
            height: sized(scene.picture.height),
            threads,
            background: None,
        }
    }

    /// Width and height of the frames, px.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// One frame as bytes, red, green, blue, row by row.
    pub fn frame(&mut self, index: usize) -> Vec<u8> {
        let time_s = self.scene.time_s(index);
        let timed: Vec<(f64, Band)> = self.row_ranges().into_iter().map(|rows| self.band(rows, time_s)).collect();
        let mut light = self.background(timed.iter().map(|(_, band)| band.clone()).collect()).to_vec();
        for (time_s, band) in &timed {
            self.draw(&mut light, *time_s, band);
        }
        let picture = &self.scene.picture;
        let film = Film { blur_px: picture.blur_px, noise: picture.noise, seed: self.scene.seed };
        film.develop(&light, self.width, self.height, index as u64)
    }

    /// All rows at once, or band by band under a rolling shutter.
    fn row_ranges(&self) -> Vec<[usize; 2]> {
        let rows = if self.scene.camera.readout_s == 0.0 { self.height } else { BAND_ROWS };
        (0..self.height).step_by(rows).map(|first| [first, (first + rows).min(self.height)]).collect()
    }

    /// Rows with the middle of their exposure, for a frame at a time.
    fn band(&self, rows: [usize; 2], frame_s: f64) -> (f64, Band) {
        let camera = &self.scene.camera;
        let time_s = frame_s + camera.row_delay_s((rows[0] + rows[1] - 1) as f64 / 2.0, self.height);
        let view = |time_s: f64| camera.view(time_s, self.width, self.height);
        (time_s, Band { rows, view: view(time_s), views: self.instants(time_s).map(view) })
    }

    /// Instants spread evenly over an exposure, its middle at a time.
    fn instants(&self, time_s: f64) -> [f64; 4] {
        [0, 1, 2, 3].map(|i| time_s + ((f64::from(i) + 0.5) / 4.0 - 0.5) * self.scene.picture.exposure_s)
    }

    /// Draws shadows, figures and poles from far to near over the background of a band.
    fn draw(&self, light: &mut [Vec3], time_s: f64, band: &Band) {
        let mut far_to_near: Vec<&Actor> = self.scene.actors.iter().collect();
        far_to_near.sort_by(|a, b| a.runner.course.lane_m.total_cmp(&b.runner.course.lane_m));

        let [first, end] = band.rows.map(|row| row * self.width);
        let mut light_on = vec![1.0; light.len()];
        let mut layers = Vec::new();
        for actor in far_to_near {
            let Some(layer) = self.layer(actor, time_s, band) else { continue };
            self.shadow(actor, time_s, band, &mut light_on);
            layers.push(layer);
        }
        for (pixel, factor) in light[first..end].iter_mut().zip(&light_on[first..end]) {
            *pixel = *pixel * *factor;
        }
        // Poles stand off the road: behind every runner or before them.
        let (behind, before): (Vec<&Pole>, Vec<&Pole>) = self.poles().partition(|pole| pole.z_m < ROAD_M[0]);
        let shots = band.views.each_ref().map(|view| self.shot(view));
        for pole in behind {
            pole::draw(light, self.width, band.rows, pole, &shots);
        }
        for layer in &layers {
            self.lay(light, layer);
        }
        for pole in before {
            pole::draw(light, self.width, band.rows, pole, &shots);
        }
    }

    /// Poles from far to near.
    fn poles(&self) -> impl Iterator<Item = &Pole> {
        let mut poles: Vec<&Pole> = self.scene.poles.iter().collect();
        poles.sort_by(|a, b| a.z_m.total_cmp(&b.z_m));
        poles.into_iter()
    }

    fn background(&mut self, bands: Vec<Band>) -> &[Vec3] {
        if self.background.as_ref().is_none_or(|(drawn, _)| *drawn != bands) {
            let place = self.scene.place();
            let row = |y: usize| -> Vec<Vec3> {
                let band = &bands[y / bands[0].rows[1]];
                (0..self.width).map(|x| mean_colour(&place, &band.views, x, y)).collect()
            };
            let drawn = parallel::map(self.height, self.threads, row).concat();
            self.background = Some((bands, drawn));
        }
        &self.background.as_ref().expect("drawn above").1
    }

    fn shot<'v>(&self, view: &'v View) -> Shot<'v> {
        Shot { view, sun: self.scene.sun, threads: self.threads }
    }

    fn layer(&self, actor: &Actor, time_s: f64, band: &Band) -> Option<Layer> {
        let figures = self.instants(time_s).map(|instant| Figure::of(&actor.runner, &actor.look, instant));
        let balls =
            band.views.iter().zip(&figures).flat_map(|(view, figure)| figure.ends().map(move |end| (view, end)));
        let window = Window::around(self.width, band.rows, balls)?;
        let mut layer = Layer::empty(window);
        for ((figure, view), point) in figures.iter().zip(&band.views).zip(POINTS) {
            layer.add(figure, &actor.look, &self.shot(view), point, 1.0 / POINTS.len() as f64);
        }
        Some(layer)
    }

    fn shadow(&self, actor: &Actor, time_s: f64, band: &Band, light_on: &mut [f64]) {
        let figure = Figure::of(&actor.runner, &actor.look, time_s);
        let sun = self.scene.sun;
        // Each ball, thrown to the ground along the sun and straight down.
        let thrown = figure.ends().flat_map(|(p, r)| {
            let along_sun = p - sun * (p.y / sun.y);
            [(along_sun, 2.0 * r), (vec3(p.x, 0.0, p.z), r)]
        });
        let thrown = thrown.map(|ball| (&band.view, ball));
        if let Some(window) = Window::around(self.width, band.rows, thrown) {
            shade_ground(light_on, self.width, window, &figure, &self.shot(&band.view));
        }
    }

    fn lay(&self, light: &mut [Vec3], layer: &Layer) {
        let [x0, x1] = layer.window.x;
        let [y0, y1] = layer.window.y;
        for y in y0..y1 {
            for x in x0..x1 {
                let from = (y - y0) * (x1 - x0) + x - x0;
                let pixel = &mut light[y * self.width + x];
                *pixel = *pixel * (1.0 - layer.cover[from]) + layer.colour[from];
            }
        }
    }
}

/// Light of a pixel of the background. A camera that moves sees it as it sees the figures, through four points at four
/// instants; one that stands still through more points, once.
fn mean_colour(place: &Place, views: &[View; 4], x: usize, y: usize) -> Vec3 {
    let (x, y) = (x as f64, y as f64);
    if views[0] != views[3] {
        let seen = views.iter().zip(POINTS).map(|(view, [dx, dy])| place.colour(view, x + dx, y + dy));
        return seen.fold(Vec3::default(), |sum, colour| sum + colour) * (1.0 / views.len() as f64);
    }
    let n = BACKGROUND_POINTS;
    let offset = |i: usize| (i as f64 + 0.5) / n as f64 - 0.5;
    let mut sum = Vec3::default();
    for i in 0..n {
        for j in 0..n {
            sum += place.colour(&views[0], x + offset(i), y + offset(j));
        }
    }
    sum * (1.0 / (n * n) as f64)
}
