//! Skin, cloth and shoes: what each looks like at a point, painted in the frames of trunk and head.

use super::light::{Surface, smooth_step};
use crate::figure::Figure;
use crate::figure::cone::Material;
use crate::gait::pose::Frame;
use crate::look::Look;
use crate::noise::{cell, fractal, smooth};
use crate::vec::{Vec3, vec3};

/// The surface at a point of a figure, m; `outward` is the normal of the shape.
pub fn surface(figure: &Figure, look: &Look, point: Vec3, outward: Vec3, material: Material) -> Surface {
    let on_trunk = figure.trunk.coordinates(point);
    let on_head = figure.head.coordinates(point);
    let plain = Surface { albedo: look.skin.0, normal: outward, specular: 0.06, gloss: 24.0, wrap: 0.15 };
    match material {
        Material::Skin => {
            Surface { albedo: look.skin.0 * (0.94 + 0.12 * fractal(point * 30.0, 2)), wrap: 0.3, ..plain }
        }
        Material::Head => face(look, on_head, plain),
        Material::Hair => {
            let strand = smooth(vec3(on_head.x * 160.0, on_head.y * 60.0, on_head.z * 160.0));
            let tousled = vec3(strand, smooth(on_head * 120.0), smooth(on_head * 131.0)) - vec3(0.5, 0.5, 0.5);
            let albedo = look.hair.0 * (0.7 + 0.6 * strand);
            Surface { albedo, normal: (outward + tousled * 0.5).unit(), specular: 0.18, gloss: 14.0, ..plain }
        }
        Material::Shirt => {
            let albedo = shirt(look, on_trunk) * (0.95 + 0.1 * smooth(point * 400.0));
            let normal = folded(&figure.trunk, on_trunk, outward, 14.0, 0.10);
            Surface { albedo, normal, specular: 0.02, ..plain }
        }
        Material::Shorts => {
            let albedo = look.shorts.0 * (0.93 + 0.14 * smooth(point * 300.0));
            let normal = folded(&figure.trunk, on_trunk, outward, 16.0, 0.12);
            Surface { albedo, normal, specular: 0.02, ..plain }
        }
        Material::Sock => {
            Surface { albedo: look.socks.0 * (0.9 + 0.2 * smooth(point * 500.0)), specular: 0.02, ..plain }
        }
        Material::Shoe => {
            Surface { albedo: look.shoes.0 * (0.85 + 0.3 * smooth(point * 110.0)), specular: 0.12, ..plain }
        }
        Material::Sole => Surface { albedo: look.sole.0, ..plain },
    }
}

/// Folds of cloth: the normal leans with the slope of a noise that hangs on the trunk.
fn folded(trunk: &Frame, on_trunk: Vec3, outward: Vec3, fineness: f64, strength: f64) -> Vec3 {
    const STEP: f64 = 0.25;
    let p = vec3(on_trunk.x, on_trunk.y * 0.55 + on_trunk.x * 0.4, on_trunk.z) * fineness;
    let here = fractal(p, 3);
    let slope = |d: Vec3| (fractal(p + d * STEP, 3) - here) * strength / STEP;
    let lean = trunk.ahead * slope(vec3(1.0, 0.0, 0.0))
        + trunk.up * slope(vec3(0.0, 1.0, 0.0))
        + trunk.right * slope(vec3(0.0, 0.0, 1.0));
    (outward - lean).unit()
}

/// Shirt, its side panels, chest line and number cloth. `t`: ahead, up, right of the hips, m.
fn shirt(look: &Look, t: Vec3) -> Vec3 {
    let in_front = t.x > 0.0 && t.z.abs() < 0.10 && (0.13..0.31).contains(&t.y);
    if in_front {
        let (column, row) = ((t.z / 0.018).floor() as i32, ((t.y - 0.16) / 0.022).floor() as i32);
        let inked = t.z.abs() < 0.08 && (0.16..0.28).contains(&t.y) && cell(column, row, look.number) > 0.55;
        return if inked { vec3(0.05, 0.05, 0.06) } else { look.bib.0 };
    }
    let panel = t.z.abs() > 0.10 && t.x.abs() < 0.03 && t.y < 0.36;
    let chest_line = (0.47..0.50).contains(&t.y);
    if panel || chest_line { look.trim.0 } else { look.shirt.0 }
}

/// Face, ears and hairline. `h`: ahead, up, right of the middle of the cranium, m.
fn face(look: &Look, h: Vec3, plain: Surface) -> Surface {
    let skin = look.skin.0;
    let hairline = 0.055 + 0.012 * (smooth(h * 60.0) - 0.5) + 0.2 * (h.x - 0.06).max(0.0);
    let edge = h.x + 0.012 * (smooth(h * 90.0) - 0.5);
    let haired = h.y > hairline
        || (edge < 0.0 && h.y > -0.02)
        || (edge < -0.035 && h.y > -0.075)
        || (edge < 0.02 && h.y > 0.02 && h.z.abs() > 0.03);
    if haired {
        let strand = smooth(vec3(h.x * 160.0, h.y * 40.0, h.z * 160.0));
        return Surface { albedo: look.hair.0 * (0.75 + 0.5 * strand), specular: 0.2, gloss: 18.0, wrap: 0.3, ..plain };
    }
    let cheek = (vec3(h.x - 0.075, h.y + 0.045, h.z.abs() - 0.045)).length() - 0.02;
    let mut albedo = skin.towards(skin.times(vec3(1.08, 0.86, 0.82)), smooth_step(0.05, 0.0, cheek));
    if h.x > 0.05 {
        let (across, above) = (h.z.abs() - 0.032, h.y - 0.008);
        if (above / 0.007).hypot(across / 0.014) < 1.0 {
            let iris = (above / 0.007).hypot(across / 0.006) < 1.0;
            albedo = if iris { vec3(0.06, 0.04, 0.03) } else { vec3(0.75, 0.72, 0.7) };
        }
        if (above - 0.018).abs() < 0.0045 && across.abs() < 0.02 {
            albedo = look.hair.0 * 0.8;
        }
        if (h.y + 0.062).abs() < 0.007 && h.z.abs() < 0.024 {
            albedo = skin.times(vec3(0.85, 0.5, 0.5));
        }
    }
    Surface { albedo, wrap: 0.3, ..plain }
}
