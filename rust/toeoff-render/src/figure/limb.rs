//! Cones along a limb, and the cloth that is grown from them.

use super::cone::{Cone, Material};
use crate::vec::Vec3;

/// A limb from one joint to the next.
#[derive(Debug, Clone, Copy)]
pub struct Limb {
    /// Upper joint.
    pub from: Vec3,
    /// Lower joint.
    pub to: Vec3,
    /// Across the limb, to the front.
    pub front: Vec3,
}

/// One muscle or bone of a limb: shares of its length, distance to the front and radius at both ends, m.
#[derive(Debug, Clone, Copy)]
pub struct Bulk {
    /// Shares of the limb.
    pub at: [f64; 2],
    /// Towards the front.
    pub front: [f64; 2],
    /// Radii.
    pub radius: [f64; 2],
    /// How widely it flows into the others.
    pub blend: f64,
}

impl Limb {
    /// A limb whose front is square to it and to the axis across the body.
    pub fn new(from: Vec3, to: Vec3, across: Vec3) -> Self {
        Self { from, to, front: across.cross((to - from).unit()).unit() }
    }

    /// A place along the limb, moved to the front.
    pub fn at(&self, share: f64, front: f64) -> Vec3 {
        self.from.towards(self.to, share) + self.front * front
    }

    /// The bulk itself.
    pub fn flesh(&self, material: Material, bulk: &Bulk) -> Cone {
        let [a, b] = [0, 1].map(|i| self.at(bulk.at[i], bulk.front[i]));
        Cone::new(material, a, b, bulk.radius[0], bulk.radius[1], bulk.blend)
    }

    /// Cloth over a bulk down to a hem, a little wider than it so that nothing pokes through; `None` below the hem.
    pub fn cloth(&self, material: Material, bulk: &Bulk, hem: f64, wider: f64) -> Option<Cone> {
        let [start, end] = bulk.at;
        if start >= hem {
            return None;
        }
        let end = end.min(hem);
        let share = (end - start) / (bulk.at[1] - start);
        let mix = |pair: [f64; 2]| pair[0] + (pair[1] - pair[0]) * share;
        let (a, b) = (self.at(start, bulk.front[0]), self.at(end, mix(bulk.front)));
        let cone = Cone::new(material, a, b, bulk.radius[0] + wider, mix(bulk.radius) + wider, bulk.blend);
        Some(if end == hem { cone.with_hem() } else { cone })
    }
}
