"""The compiled core. Private: use the functions of `toeoff`."""

from collections.abc import Sequence
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ANGLE_NAMES",
    "ROLL_UNKNOWN_SIGMA_DEG",
    "SHORTEST_PASS_S",
    "SKELETON_NAMES",
    "SMALLEST_PX",
    "STRIDE_VALUES",
    "YES_FROM",
    "Analysis",
    "Skeleton",
    "Tracker",
    "__version__",
    "alternate_legs",
    "analyze",
    "analyze_many",
    "assess_view",
    "between_deviation",
    "body_angles",
    "butterworth",
    "calibrated_scale",
    "camera_place",
    "chain_camera_path",
    "check_camera_path",
    "clear_merged",
    "clear_outliers",
    "clopper_pearson",
    "detect_events",
    "effective_cutoff_hz",
    "event_anchors",
    "event_coefficients",
    "event_inputs",
    "exchange_legs",
    "expected_counts",
    "false_discovery",
    "fill_gaps",
    "fisher_exact",
    "foot_strike_probabilities",
    "ground_scale",
    "haldane",
    "judge_band",
    "mean_interval",
    "measure_specs",
    "newcombe",
    "normal_cdf",
    "one_euro",
    "percentiles",
    "pooled_deviation",
    "profile_target",
    "residual_cutoff",
    "savitzky_golay",
    "shared_gains",
    "skeleton_keypoints",
    "spearman",
    "spearman_interval",
    "spring_mass",
    "step_repetition",
    "stride_measures",
    "stride_values",
    "student_quantile",
    "uniform",
    "whittaker",
    "wilson",
]

ANGLE_NAMES: list[str]
ROLL_UNKNOWN_SIGMA_DEG: float
SHORTEST_PASS_S: float
SKELETON_NAMES: list[str]
SMALLEST_PX: float
STRIDE_VALUES: list[str]
YES_FROM: float
__version__: str

_Ends = tuple[float, float, float]
_Table = tuple[tuple[int, int], tuple[int, int]]
_Camera = tuple[Sequence[float], ...]
_Body = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

def assess_view(
    xy: NDArray[np.float64],
    score: NDArray[np.float64],
    time_s: NDArray[np.float64],
    skeleton: Skeleton,
    camera_path: NDArray[np.float64] | None,
    camera_still: bool,
) -> dict[str, object]: ...
def body_angles(time_s: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.float64]: ...
def butterworth(values: NDArray[np.float64], cutoff_hz: float, frame_rate_hz: float) -> NDArray[np.float64]: ...
def alternate_legs(
    time_s: NDArray[np.float64], xy: NDArray[np.float64], score: NDArray[np.float64]
) -> tuple[_Body, int]: ...
def analyze(
    xy: NDArray[np.float64],
    score: NDArray[np.float64],
    time_s: NDArray[np.float64],
    skeleton: Skeleton,
    camera_path: NDArray[np.float64] | None,
    options: dict[str, Any],
) -> Analysis: ...
def analyze_many(
    passes: list[
        tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], Skeleton, NDArray[np.float64] | None]
    ],
    options: dict[str, Any],
    threads: int | None,
) -> list[Analysis]: ...
def calibrated_scale(camera: _Camera, foot_px: tuple[float, float], height_m: float) -> tuple[float, float] | None: ...
def camera_place(camera: _Camera) -> list[float]: ...
def chain_camera_path(steps: NDArray[np.float64], middle_px: tuple[float, float]) -> NDArray[np.float64]: ...
def check_camera_path(path: NDArray[np.float64]) -> None: ...
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
    stage: str,
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
def ground_scale(
    marks: Sequence[float],
    camera_height_m: float | None,
    foot_px: tuple[float, float],
    height_m: float,
    roll_rad: float | None,
) -> tuple[float, float] | None: ...
def measure_specs() -> list[tuple[str, str, str, tuple[float, float], float, str, bool, bool, float, float]]: ...
def one_euro(
    values: NDArray[np.float64],
    time_s: NDArray[np.float64],
    cutoff_hz: float,
    speed_gain: float,
    speed_cutoff_hz: float,
) -> NDArray[np.float64]: ...
def between_deviation(deviation: float, within: float, n_strides: list[int]) -> float: ...
def clopper_pearson(successes: int, trials: int) -> _Ends: ...
def expected_counts(
    value: NDArray[np.float64],
    sigma: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    gains: list[tuple[float, float]],
    recordings: list[list[int]],
    roll_sigma: list[float],
    draws: int,
    seed: int,
) -> tuple[list[_Ends], list[list[_Ends]]]: ...
def false_discovery(p: NDArray[np.float64]) -> NDArray[np.float64]: ...
def fisher_exact(table: _Table) -> float: ...
def haldane(table: _Table) -> _Ends: ...
def judge_band(value: float, sigma: float, low: float, high: float) -> tuple[float, str | None, float]: ...
def mean_interval(values: NDArray[np.float64]) -> tuple[int, float, float, float, float]: ...
def newcombe(first: tuple[int, int], second: tuple[int, int]) -> _Ends: ...
def normal_cdf(x: float) -> float: ...
def percentiles(values: NDArray[np.float64], given: NDArray[np.float64] | None = None) -> NDArray[np.float64]: ...
def pooled_deviation(groups: list[list[float]]) -> tuple[float, int]: ...
def profile_target(points: list[tuple[float, float]], at: float) -> float: ...
def shared_gains(measure: str) -> tuple[float, float]: ...
def spearman(
    x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64] | None = None
) -> tuple[float, float]: ...
def spearman_interval(x: NDArray[np.float64], y: NDArray[np.float64], draws: int, seed: int) -> tuple[float, float]: ...
def student_quantile(p: float, degrees_of_freedom: float) -> float: ...
def wilson(successes: int, trials: int) -> _Ends: ...
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
class Analysis:
    """One pass, analysed; a column is made each time it is read."""

    @property
    def events(self) -> list[tuple[str, str, float, float, str]]: ...
    @property
    def stride_sides(self) -> list[str]: ...
    @property
    def stride_reasons(self) -> list[str | None]: ...
    @property
    def strides(self) -> NDArray[np.float64]: ...
    @property
    def measures(self) -> list[tuple[Any, ...]]: ...
    @property
    def left(self) -> list[tuple[Any, ...]]: ...
    @property
    def right(self) -> list[tuple[Any, ...]]: ...
    @property
    def foot_strike(self) -> list[float] | None: ...
    @property
    def foot_strike_class(self) -> str | None: ...
    @property
    def time_s(self) -> NDArray[np.float64]: ...
    @property
    def landmarks(self) -> NDArray[np.float64]: ...
    @property
    def angles(self) -> NDArray[np.float64]: ...
    @property
    def quality(self) -> dict[str, Any]: ...

@final
class Skeleton:
    """A checked keypoint set."""

    def __new__(cls, name: str, keypoints: list[str]) -> Skeleton: ...
    def __getnewargs__(self) -> tuple[str, list[str]]: ...

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
