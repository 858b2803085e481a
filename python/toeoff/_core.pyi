"""The compiled core. Private: use the functions of `toeoff`."""

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ANGLE_NAMES",
    "SKELETON_NAMES",
    "STRIDE_VALUES",
    "Tracker",
    "__version__",
    "analyze",
    "analyze_many",
    "assess_view",
    "body_angles",
    "butterworth",
    "check_skeleton",
    "clear_merged",
    "clear_outliers",
    "detect_events",
    "effective_cutoff_hz",
    "event_anchors",
    "event_coefficients",
    "event_inputs",
    "exchange_legs",
    "fill_gaps",
    "foot_strike_probabilities",
    "measure_specs",
    "one_euro",
    "residual_cutoff",
    "savitzky_golay",
    "skeleton_keypoints",
    "spring_mass",
    "step_repetition",
    "stride_measures",
    "stride_values",
    "uniform",
    "whittaker",
]

ANGLE_NAMES: list[str]
SKELETON_NAMES: list[str]
STRIDE_VALUES: list[str]
__version__: str

_Body = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

def assess_view(
    xy: NDArray[np.float64],
    score: NDArray[np.float64],
    time_s: NDArray[np.float64],
    skeleton: tuple[str, list[str]],
    camera_still: bool,
) -> dict[str, object]: ...
def body_angles(time_s: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.float64]: ...
def butterworth(values: NDArray[np.float64], cutoff_hz: float, frame_rate_hz: float) -> NDArray[np.float64]: ...
def analyze(
    xy: NDArray[np.float64],
    score: NDArray[np.float64],
    time_s: NDArray[np.float64],
    skeleton: tuple[str, list[str]],
    options: dict[str, Any],
) -> dict[str, Any]: ...
def analyze_many(
    passes: list[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], tuple[str, list[str]]]],
    options: dict[str, Any],
    threads: int | None,
) -> list[dict[str, Any]]: ...
def check_skeleton(name: str, keypoints: list[str]) -> None: ...
def clear_merged(
    time_s: NDArray[np.float64], xy: NDArray[np.float64], score: NDArray[np.float64]
) -> tuple[_Body, int]: ...
def clear_outliers(
    time_s: NDArray[np.float64], xy: NDArray[np.float64], score: NDArray[np.float64]
) -> tuple[_Body, int]: ...
def detect_events(
    time_s: NDArray[np.float64], xy: NDArray[np.float64], camera_is_still: bool
) -> NDArray[np.float64]: ...
def effective_cutoff_hz(cutoff_hz: float, frame_rate_hz: float) -> float: ...
def event_anchors(
    time_s: NDArray[np.float64], xy: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.float64], float]: ...
def event_coefficients(
    camera_is_still: bool, with_feet: bool, both_legs: bool
) -> tuple[list[float], list[list[tuple[float, list[float]]]]]: ...
def event_inputs(
    time_s: NDArray[np.float64],
    xy: NDArray[np.float64],
    camera_is_still: bool,
    with_feet: bool,
    both_legs: bool,
    is_coarse: bool,
    side: NDArray[np.uint8],
    anchor_s: NDArray[np.float64],
    centre_s: NDArray[np.float64],
) -> NDArray[np.float64]: ...
def exchange_legs(
    time_s: NDArray[np.float64], xy: NDArray[np.float64], score: NDArray[np.float64]
) -> tuple[_Body, int]: ...
def fill_gaps(
    time_s: NDArray[np.float64], xy: NDArray[np.float64], score: NDArray[np.float64]
) -> tuple[_Body, tuple[int, int]]: ...
def foot_strike_probabilities(foot_deg: list[float], knee_deg: list[float]) -> list[float]: ...
def measure_specs() -> list[tuple[str, str, str, tuple[float, float], float, str, bool, bool, float, float]]: ...
def one_euro(
    values: NDArray[np.float64],
    time_s: NDArray[np.float64],
    cutoff_hz: float,
    speed_gain: float,
    speed_cutoff_hz: float,
) -> NDArray[np.float64]: ...
def residual_cutoff(values: NDArray[np.float64], frame_rate_hz: float) -> float: ...
def savitzky_golay(values: NDArray[np.float64], window_frames: int, order: int) -> NDArray[np.float64]: ...
def skeleton_keypoints(name: str) -> list[str]: ...
def spring_mass(contact_s: float, flight_s: float, speed_mps: float, leg_length_m: float) -> list[float]: ...
def stride_measures(
    rows: NDArray[np.float64],
    side: NDArray[np.uint8],
    alone_s: NDArray[np.float64],
    sigma_s: NDArray[np.float64],
    conditions: dict[str, Any],
) -> dict[str, Any]: ...
def stride_values(
    time_s: NDArray[np.float64],
    xy: NDArray[np.float64],
    camera_is_still: bool,
    side: NDArray[np.uint8],
    initial_contact_s: NDArray[np.float64],
    toe_off_s: NDArray[np.float64],
) -> NDArray[np.float64]: ...
def step_repetition(time_s: NDArray[np.float64], xy: NDArray[np.float64]) -> tuple[float, float] | None: ...
def uniform(time_s: NDArray[np.float64], xy: NDArray[np.float64], score: NDArray[np.float64]) -> _Body: ...
def whittaker(
    values: NDArray[np.float64],
    weight: NDArray[np.float64],
    cutoff_hz: float,
    frame_rate_hz: float,
    longest_gap: int,
) -> NDArray[np.float64]: ...

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
