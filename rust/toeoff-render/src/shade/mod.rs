//! From a point of the figure to the light it sends to the camera.

pub mod light;
pub mod material;
