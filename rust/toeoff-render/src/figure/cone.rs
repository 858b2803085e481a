//! The one solid the figure is made of: a cone with round ends.

use crate::vec::Vec3;

/// What a surface is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Material {
    /// Bare skin.
    Skin,
    /// Face and skull, painted in the head's frame.
    Head,
    /// Hair.
    Hair,
    /// Shirt.
    Shirt,
    /// Shorts.
    Shorts,
    /// Sock.
    Sock,
    /// Upper of the shoe.
    Shoe,
    /// Sole of the shoe.
    Sole,
}

/// Two spheres and everything between them, or, with a hem, cut flat at the second sphere's centre.
#[derive(Debug, Clone, Copy)]
pub struct Cone {
    a: Vec3,
    b: Vec3,
    radius_a: f64,
    radius_b: f64,
    /// What it is made of.
    pub material: Material,
    /// How widely it flows into its neighbours of the same part, m.
    pub blend: f64,
    hem: bool,
    // Worked out once, used at every step of every ray.
    along: Vec3,
    length2: f64,
    per_length: f64,
    per_length2: f64,
    taper: f64,
    slant2: f64,
    /// Middle of a sphere around everything.
    pub centre: Vec3,
    /// Radius of that sphere.
    pub reach: f64,
}

impl Cone {
    /// From one sphere to another.
    pub fn new(material: Material, a: Vec3, b: Vec3, radius_a: f64, radius_b: f64, blend: f64) -> Self {
        let along = b - a;
        let length2 = along.dot(along).max(1e-8);
        let taper = radius_a - radius_b;
        Self {
            a,
            b,
            radius_a,
            radius_b,
            material,
            blend,
            hem: false,
            along,
            length2,
            per_length: 1.0 / length2.sqrt(),
            per_length2: 1.0 / length2,
            taper,
            slant2: (length2 - taper * taper).max(1e-9),
            centre: (a + b) * 0.5,
            reach: length2.sqrt() / 2.0 + radius_a.max(radius_b),
        }
    }

    /// The same, cut flat at the second end, as cloth ends.
    pub fn with_hem(mut self) -> Self {
        self.hem = true;
        self
    }

    /// Both ends with their radii.
    pub fn ends(&self) -> [(Vec3, f64); 2] {
        [(self.a, self.radius_a), (self.b, self.radius_b)]
    }

    /// Whether every place of the cone is farther from a point than a distance. Cheap, and no when in doubt.
    #[inline]
    pub fn is_beyond(&self, point: Vec3, distance: f64) -> bool {
        let (offset, room) = (point - self.centre, self.reach + distance);
        room < 0.0 || offset.dot(offset) > room * room
    }

    /// Signed distance of a point, negative inside (Quilez, "Rounded cone", iquilezles.org/articles/distfunctions).
    #[inline]
    pub fn distance(&self, point: Vec3) -> f64 {
        let from_a = point - self.a;
        let y = from_a.dot(self.along);
        let z = y - self.length2;
        let aside = from_a * self.length2 - self.along * y;
        let x2 = aside.dot(aside);
        let (y2, z2) = (y * y * self.length2, z * z * self.length2);
        let k = self.taper.signum() * self.taper * self.taper * x2;
        let d = if z.signum() * self.slant2 * z2 > k {
            (x2 + z2).sqrt() * self.per_length2 - self.radius_b
        } else if y.signum() * self.slant2 * y2 < k {
            (x2 + y2).sqrt() * self.per_length2 - self.radius_a
        } else {
            ((x2 * self.slant2 * self.per_length2).sqrt() + y * self.taper) * self.per_length2 - self.radius_a
        };
        if self.hem { d.max(z * self.per_length) } else { d }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vec::vec3;

    const A: Vec3 = vec3(0.0, 0.0, 0.0);
    const B: Vec3 = vec3(1.0, 0.0, 0.0);

    #[test]
    fn distances_of_a_capsule_are_those_to_its_line_less_its_radius() {
        let cone = Cone::new(Material::Skin, A, B, 0.2, 0.2, 0.0);
        for (point, wanted) in [
            (vec3(0.5, 1.0, 0.0), 0.8),
            (vec3(2.0, 0.0, 0.0), 0.8),
            (vec3(-0.3, 0.4, 0.0), 0.3),
            (vec3(0.4, 0.0, 0.0), -0.2),
        ] {
            assert!((cone.distance(point) - wanted).abs() < 1e-9, "{point:?}");
        }
    }

    #[test]
    fn a_hem_cuts_the_round_end_off() {
        let cone = Cone::new(Material::Shirt, A, B, 0.2, 0.2, 0.0).with_hem();
        assert!(cone.distance(vec3(1.1, 0.0, 0.0)) > 0.09);
        assert!(cone.distance(vec3(0.9, 0.0, 0.0)) < 0.0);
    }
}
