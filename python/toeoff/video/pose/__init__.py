"""Pose models: where the keypoints of a person are."""
