//! One frame: background, shadows, figures from far to near, film.

use super::film::Film;
use super::parallel;
use super::shadow::shade_ground;
use super::trace::{Layer, Shot};
use super::window::Window;
use crate::camera::View;
use crate::figure::Figure;
use crate::scene::{Actor, Scene};
use crate::vec::{Vec3, vec3};

/// Points of a pixel that are looked through: four on a turned square, each at its own instant of the exposure.
const POINTS: [[f64; 2]; 4] = [[-0.125, -0.375], [0.375, -0.125], [-0.375, 0.125], [0.125, 0.375]];
/// Points per side of a pixel of the background, which is drawn once.
const BACKGROUND_POINTS: usize = 3;

/// Renders frames of a scene; keeps the background while the camera stands still.
pub struct Renderer<'a> {
    scene: &'a Scene,
    width: usize,
    height: usize,
    threads: usize,
    background: Option<(View, Vec<Vec3>)>,
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
        let view = self.scene.camera.view(time_s, self.width, self.height);
        let mut light = self.background(&view).to_vec();
        let mut far_to_near: Vec<&Actor> = self.scene.actors.iter().collect();
        far_to_near.sort_by(|a, b| a.runner.course.lane_m.total_cmp(&b.runner.course.lane_m));

        let mut light_on = vec![1.0; light.len()];
        let mut layers = Vec::new();
        for actor in far_to_near {
            let Some(layer) = self.layer(actor, time_s, &view) else { continue };
            self.shadow(actor, time_s, &view, &mut light_on);
            layers.push(layer);
        }
        for (pixel, factor) in light.iter_mut().zip(&light_on) {
            *pixel = *pixel * *factor;
        }
        for layer in &layers {
            self.lay(&mut light, layer);
        }
        let picture = &self.scene.picture;
        let film = Film { blur_px: picture.blur_px, noise: picture.noise, seed: self.scene.seed };
        film.develop(&light, self.width, self.height, index as u64)
    }

    fn background(&mut self, view: &View) -> &[Vec3] {
        if self.background.as_ref().is_none_or(|(drawn, _)| drawn != view) {
            let place = self.scene.place();
            let row = |y: usize| -> Vec<Vec3> { (0..self.width).map(|x| mean_colour(&place, view, x, y)).collect() };
            let drawn = parallel::map(self.height, self.threads, row).concat();
            self.background = Some((*view, drawn));
        }
        &self.background.as_ref().expect("drawn above").1
    }

    fn shot<'v>(&self, view: &'v View) -> Shot<'v> {
        Shot { view, sun: self.scene.sun, threads: self.threads }
    }

    fn layer(&self, actor: &Actor, time_s: f64, view: &View) -> Option<Layer> {
        let n = POINTS.len() as f64;
        // Instants spread evenly over the exposure, its middle at the time of the frame.
        let instant = |i: usize| time_s + ((i as f64 + 0.5) / n - 0.5) * self.scene.picture.exposure_s;
        let figures: Vec<Figure> =
            (0..POINTS.len()).map(|i| Figure::of(&actor.runner, &actor.look, instant(i))).collect();
        let window = Window::around(view, self.width, self.height, figures.iter().flat_map(Figure::ends))?;
        let mut layer = Layer::empty(window);
        for (figure, point) in figures.iter().zip(POINTS) {
            layer.add(figure, &actor.look, &self.shot(view), point, 1.0 / n);
        }
        Some(layer)
    }

    fn shadow(&self, actor: &Actor, time_s: f64, view: &View, light_on: &mut [f64]) {
        let figure = Figure::of(&actor.runner, &actor.look, time_s);
        let sun = self.scene.sun;
        // Each ball, thrown to the ground along the sun and straight down.
        let thrown = figure.ends().flat_map(|(p, r)| {
            let along_sun = p - sun * (p.y / sun.y);
            [(along_sun, 2.0 * r), (vec3(p.x, 0.0, p.z), r)]
        });
        if let Some(window) = Window::around(view, self.width, self.height, thrown) {
            shade_ground(light_on, self.width, window, &figure, &self.shot(view));
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

fn mean_colour(place: &crate::place::Place, view: &View, x: usize, y: usize) -> Vec3 {
    let n = BACKGROUND_POINTS;
    let offset = |i: usize| (i as f64 + 0.5) / n as f64 - 0.5;
    let mut sum = Vec3::default();
    for i in 0..n {
        for j in 0..n {
            sum += place.colour(view, x as f64 + offset(i), y as f64 + offset(j));
        }
    }
    sum * (1.0 / (n * n) as f64)
}
