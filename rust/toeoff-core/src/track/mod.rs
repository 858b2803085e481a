//! Which box of a frame is which runner.
