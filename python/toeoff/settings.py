"""What a user may state for the analysis of recordings; one object from the command line to the workers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toeoff.calibration import Calibration
    from toeoff.cohort.deviations import CohortDeviations
    from toeoff.options import Travel
    from toeoff.profiles import Profile

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of `process_recording`; the defaults are those of unknown footage.

    Attributes
    ----------
    model : str
        Pose model: "auto", a name, a path, or two joined by "+".
    detector : str
        Person detector: "auto", a name or a path.
    device : str
        "auto", "cpu", "cuda", ...
    threads : int or None
        Threads of each model session; None: all cores.
    travel : {"auto", "left_to_right", "right_to_left"}
        Direction of travel in the picture.
    capture_fps : float or None
        Frame rate of filming, for footage that plays in slow motion.
    height_m : float or None
        Standing height of the runner: a scale.
    ground : tuple of float or None
        x and y of two points on the ground, px, and the metres between them: a scale.
    camera_height_m : float or None
        Height of the camera above the ground, which goes with `ground`.
    calibration : Calibration or None
        The camera's calibration: a scale; whole, so that an edited file is another setting.
    roll_deg : float or None
        Camera roll, + clockwise; None: told by the calibration, the background or the standing feet.
    frame_rate_hz : float or None
        Frame rate of keypoint files without times.
    frame_size : tuple of int or None
        Picture size of keypoint files in fractions.
    skeleton : str or None
        Keypoint set of arrays and numbered columns.
    cohort : CohortDeviations or None
        Deviations between strides for intervals; whole, so that an edited file is another setting.
    profile : Profile or None
        Rule set that judges the measures; whole, so that an edited file is another setting.
    pace_mps : float or None
        Stated pace that the profile's bands go by, m/s.
    effort : str or None
        The same by a label.
    video : bool
        Whether to write an annotated video.
    """

    model: str = "auto"
    detector: str = "auto"
    device: str = "auto"
    threads: int | None = None
    travel: Travel = "auto"
    capture_fps: float | None = None
    height_m: float | None = None
    ground: tuple[float, ...] | None = None
    camera_height_m: float | None = None
    calibration: Calibration | None = None
    roll_deg: float | None = None
    frame_rate_hz: float | None = None
    frame_size: tuple[int, int] | None = None
    skeleton: str | None = None
    cohort: CohortDeviations | None = None
    profile: Profile | None = None
    pace_mps: float | None = None
    effort: str | None = None
    video: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return what decides the result, ready for JSON: threads do not, and are left out."""
        values = asdict(self)
        del values["threads"]
        return values

    def scales(self) -> dict[str, Any]:
        """Return the options of `analyze` that state a scale."""
        return {
            "height_m": self.height_m,
            "ground": self.ground,
            "camera_height_m": self.camera_height_m,
            "calibration": self.calibration,
        }

    def intervals(self) -> dict[str, Any]:
        """Return the options of `analyze` that concern intervals."""
        return {"stride_sd": None if self.cohort is None else self.cohort.stride_sd}

    def judging(self) -> dict[str, Any]:
        """Return the options of `analyze` that concern the profile."""
        return {"profile": self.profile, "pace": self.pace_mps, "effort": self.effort}
