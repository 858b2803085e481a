//! From a scene to pixels.

pub mod film;
pub mod frame;
mod parallel;
mod pole;
mod shadow;
mod trace;
mod window;
