//! The shoe: a sole that lies on the ground where the kinematics say, and the upper on it.

use super::Size;
use super::cone::{Cone, Material};
use super::field::Part;
use crate::gait::pose::{Pose, Side};
use crate::vec::Vec3;

/// The shoe of a side.
pub fn shoe(pose: &Pose, side: Side, size: Size) -> Part {
    let scale = size.scale;
    let m = |metres: f64| metres * scale;
    let s = pose.side(side);
    let foot = &s.foot;
    let along = (foot.ball - foot.heel).unit();
    let toes = (foot.tip - foot.ball).unit();
    let across = pose.right;
    // Places above the sole: behind the ball they turn with the foot, before it with the toes.
    let rear = |base: Vec3, ahead: f64, up: f64, out: f64| base + along * m(ahead) + foot.up * m(up) + across * m(out);
    let front =
        |base: Vec3, ahead: f64, up: f64, out: f64| base + toes * m(ahead) + foot.toes_up * m(up) + across * m(out);
    let cone = |material, a, b, ra: f64, rb: f64, blend: f64| Cone::new(material, a, b, m(ra), m(rb), m(blend));
    let mut cones = Vec::new();
    for out in [-1.0, 1.0] {
        let ball = rear(foot.ball, 0.0, 0.030, out * 0.016);
        cones.push(cone(Material::Shoe, rear(foot.heel, 0.034, 0.042, out * 0.008), ball, 0.034, 0.028, 0.03));
        cones.push(cone(Material::Shoe, ball, front(foot.tip, -0.026, 0.028, out * 0.010), 0.028, 0.022, 0.03));
        // Each sole cone rests on the ground with its radius.
        let under_ball = rear(foot.ball, 0.0, 0.016, out * 0.022);
        cones.push(cone(Material::Sole, rear(foot.heel, 0.020, 0.020, out * 0.014), under_ball, 0.020, 0.016, 0.012));
        cones.push(cone(Material::Sole, under_ball, front(foot.tip, -0.014, 0.013, out * 0.012), 0.016, 0.013, 0.012));
    }
    let collar = s.ankle + along * m(0.016) - foot.up * m(0.016);
    cones.push(cone(Material::Shoe, rear(foot.heel, 0.036, 0.048, 0.0), collar, 0.036, 0.037, 0.03));
    cones.push(cone(Material::Shoe, collar, rear(foot.ball, -0.006, 0.034, 0.0), 0.037, 0.026, 0.03));
    Part::new(cones)
}
