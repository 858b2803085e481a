//! Smoothing of keypoint coordinates, one filter per file. Coordinates are filtered, never angles.
