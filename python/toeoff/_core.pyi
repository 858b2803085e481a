"""The compiled core. Private: use the functions of `toeoff`."""

from typing import final

import numpy as np
from numpy.typing import NDArray

SKELETON_NAMES: list[str]
__version__: str

def check_skeleton(name: str, keypoints: list[str]) -> None: ...
def skeleton_keypoints(name: str) -> list[str]: ...

@final
class Tracker:
    """Keeps runners apart over the frames of one recording."""

    def __new__(cls, score_low: float, score_high: float, confirm_boxes: int, lost_after_s: float) -> Tracker: ...
    def update(
        self,
        boxes_xyxy: NDArray[np.float64],
        scores: NDArray[np.float64],
        time_s: float,
        poses: NDArray[np.float64] | None = None,
    ) -> NDArray[np.int64]: ...
    def take_ended(self) -> list[int]: ...
    def finish(self) -> None: ...
