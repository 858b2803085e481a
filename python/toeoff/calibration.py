"""A calibrated camera, from the `Calib.toml` that Pose2Sim and Sports2D write."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toeoff import _core
from toeoff.errors import CalibrationError, InvalidInputError

__all__ = ["Calibration", "load_calibration"]

# What a camera's table must hold, and how many numbers each is.
NEEDED = {"size": 2, "matrix": 9, "distortions": 4, "rotation": 3, "translation": 3}
EXTRINSIC = ("rotation", "translation")


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a camera sees, and where it stands above the ground.

    Attributes
    ----------
    name : str
    size_px : tuple of int
        Width and height of the picture that it was calibrated in.
    focal_px, centre_px : tuple of float
        Focal length and principal point, across and down.
    distortions : tuple of float
        Brown's coefficients in OpenCV's order: k1, k2, p1, p2, k3.
    rotation_rad, translation_m : tuple of float
        World to camera: a rotation vector (Rodrigues) and a shift. The world has z up, and the ground is z = 0.
    """

    name: str
    size_px: tuple[int, int]
    focal_px: tuple[float, float]
    centre_px: tuple[float, float]
    distortions: tuple[float, ...]
    rotation_rad: tuple[float, ...]
    translation_m: tuple[float, ...]

    def for_core(self) -> tuple[tuple[float, ...], ...]:
        """Return the numbers in the order of the core."""
        return self.focal_px, self.centre_px, self.distortions, self.rotation_rad, self.translation_m

    def check_picture(self, size_px: tuple[int, int] | list[int] | None) -> None:
        """Refuse pictures of another size than the camera was calibrated in; an unknown size cannot be checked.

        Raises
        ------
        InvalidInputError
            When the sizes differ.
        """
        if size_px is not None and tuple(size_px) != self.size_px:
            (width, height), (own_width, own_height) = size_px, self.size_px
            msg = (
                f"calibration {self.name} is for a picture of {own_width}x{own_height} px, but this one is "
                f"{width}x{height}; calibrate the camera at the size and rotation that it filmed with"
            )
            raise InvalidInputError(msg)


def load_calibration(path: str | os.PathLike[str]) -> Calibration:
    """Read the calibration of one camera.

    Parameters
    ----------
    path : str or path
        A TOML file with one camera's table: `size`, `matrix`, `distortions`, `rotation`, `translation`, as Pose2Sim's
        calibration and Sports2D write it.

    Returns
    -------
    Calibration

    Raises
    ------
    CalibrationError
        When the file is none, describes several cameras, or lacks something; the message says what.
    FileNotFoundError
        When the path is not there.
    """
    import tomllib  # noqa: PLC0415 - not for every `import toeoff`

    where = os.fspath(path)
    try:
        content: dict[str, Any] = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{where}: not a text file in UTF-8 ({error.reason} at byte {error.start})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CalibrationError(f"{where}: not TOML: {error}") from error
    cameras = {name: table for name, table in content.items() if isinstance(table, dict) and name != "metadata"}
    if not cameras:
        raise CalibrationError(f"{where}: describes no camera; a table such as [cam_01] is needed")
    if len(cameras) > 1:
        msg = f"{where}: describes {len(cameras)} cameras ({', '.join(cameras)}); keep the table of the one that filmed"
        raise CalibrationError(msg)
    ((name, table),) = cameras.items()
    calibration = _calibration(f"{where}: [{name}]", str(table.get("name", name)), table)
    try:
        _core.camera_place(calibration.for_core())
    except InvalidInputError as error:
        raise CalibrationError(f"{where}: [{name}]: {error}") from error
    return calibration


def _calibration(where: str, name: str, table: dict[str, Any]) -> Calibration:
    if table.get("fisheye"):
        raise CalibrationError(f"{where} is a fisheye lens, whose model is not known here; calibrate it as a plain one")
    missing = [key for key in NEEDED if key not in table]
    if missing:
        why = ": where the camera stands is not told" if set(missing) <= set(EXTRINSIC) else ""
        raise CalibrationError(f"{where} lacks {', '.join(missing)}{why}; calibrate intrinsics and extrinsics")
    size, matrix, distortions, rotation, translation = (_numbers(where, key, table[key]) for key in NEEDED)
    if not any(rotation) and not any(translation):
        msg = (
            f"{where}: rotation and translation are all 0, so where the camera stands is not told; calibrate extrinsics"
        )
        raise CalibrationError(msg)
    fx, skew, cx, zero, fy, cy, *last = matrix
    if (skew, zero, *last) != (0.0, 0.0, 0.0, 0.0, 1.0):
        msg = f"{where}: matrix is {table['matrix']}, but must be [[fx, 0, cx], [0, fy, cy], [0, 0, 1]]"
        raise CalibrationError(msg)
    if not all(side.is_integer() and 1 <= side <= 2**20 for side in size):
        raise CalibrationError(f"{where}: size is {table['size']}, but must be width and height in px")
    return Calibration(
        name=name,
        size_px=(int(size[0]), int(size[1])),
        focal_px=(fx, fy),
        centre_px=(cx, cy),
        distortions=(*distortions, 0.0)[:5],
        rotation_rad=rotation,
        translation_m=translation,
    )


def _numbers(where: str, key: str, value: Any) -> tuple[float, ...]:
    """Return the numbers of a list, or of a list of rows."""
    wanted = NEEDED[key]
    rows = value if isinstance(value, list) else [value]
    flat = [x for row in rows for x in (row if isinstance(row, list) else [row])]
    is_number = all(isinstance(x, int | float) and not isinstance(x, bool) for x in flat)
    # OpenCV gives five distortions where it was asked for k3; Pose2Sim writes four.
    if not is_number or len(flat) not in ({4, 5} if key == "distortions" else {wanted}):
        raise CalibrationError(f"{where}: {key} is {str(value)[:60]}, but must be {wanted} numbers")
    return tuple(float(x) for x in flat)
