"""Poses at the left and right edge of a picture, where part of the body is outside and the network guesses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toeoff.video.tracks import Track

__all__ = ["without_edges"]

#: Hips this near to an edge, in heights of the standing box, and nothing is told. Pictures of four runners were cut off
#: ahead of them or behind, and posed again with the same box (123 pictures, the default pair, `bench_edges.py`): how
#: far a joint inside moved, root mean square in % of the height, and what was told although it was outside or more
#: than 5 % off.
#:
#: | hips from the edge | 0.025 | 0.05 | 0.075 | 0.10 | 0.125 | 0.15 | 0.20 |
#: |---|---|---|---|---|---|---|---|
#: | hip, cut off ahead | 3.5 | 2.8 | 2.3 | 2.0 | 1.0 | 0.6 | 0.3 |
#: | shoulder, ahead | 1.3 | 1.4 | 1.5 | 1.0 | 0.6 | 0.4 | 0.2 |
#: | hip, behind | 1.3 | 1.2 | 1.2 | 1.1 | 0.5 | 0.5 | 0.3 |
#: | ankles off, ahead | 23 % | 18 | 9 | 9 | 1 | 0 | 0 |
#: | knees made up, ahead | 74 of 150 | 50 of 144 | 31 of 124 | 14 of 100 | 9 of 64 | 5 of 26 | 0 |
#:
#: A hip that is 1 % off turns the trunk by 2 deg. At 30 fps a runner crosses the next 0.05 in a frame.
HIPS_FROM_EDGE = 0.125


def without_edges(track: Track, width: int) -> Track:
    """Withhold all keypoints where the hips are at an edge of a picture of that width, px."""
    left, top, right, bottom = track.boxes_xyxy.T
    middle = (left + right) / 2.0
    is_at_edge = np.minimum(middle, width - 1.0 - middle) < HIPS_FROM_EDGE * (bottom - top)
    return replace(
        track,
        xy=np.where(is_at_edge[:, None, None], np.nan, track.xy),
        score=np.where(is_at_edge[:, None], 0.0, track.score),
    )
