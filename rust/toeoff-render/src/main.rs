//! Renders runners with exactly known kinematics.
fn main() {}
