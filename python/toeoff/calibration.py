"""A calibrated camera, from the `Calib.toml` that Pose2Sim and Sports2D write."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toeoff import _core
from toeoff.arguments import need_array
from toeoff.errors import CalibrationError, InvalidInputError
from toeoff.toml_file import read_toml, toml_path

if TYPE_CHECKING:
    import os

__all__ = ["Calibration", "load_calibration"]

# What a camera's table must hold, and how many numbers each is.
NEEDED = {"size": 2, "matrix": 9, "distortions": 4, "rotation": 3, "translation": 3}
EXTRINSIC = ("rotation", "translation")
# Shortest and longest focal length of any lens that sees straight, in widths of the picture: a view of 157 degrees, and
# of a third of one.
FOCAL_LENGTHS = (0.1, 200.0)


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
        """Return the numbers in the order of the core.

        Raises
        ------
        InvalidInputError
            When one built by hand holds no numbers, or too few.
        """
        self.picture_px()
        counts = {"focal_px": 2, "centre_px": 2, "distortions": 5, "rotation_rad": 3, "translation_m": 3}
        return tuple(self._numbers(name, n) for name, n in counts.items())

    def picture_px(self) -> tuple[int, int]:
        """Return the size of the picture as two whole numbers.

        Raises
        ------
        InvalidInputError
            When one built by hand has none.
        """
        width, height = self._numbers("size_px", 2)
        if not (width.is_integer() and height.is_integer() and width >= 1 and height >= 1):
            msg = f"size_px of calibration is {width:g}x{height:g}, but must be width and height in whole px"
            raise InvalidInputError(msg)
        return int(width), int(height)

    def _numbers(self, name: str, n: int) -> tuple[float, ...]:
        numbers = need_array(f"{name} of calibration", getattr(self, name), f"({n},)")
        if numbers.shape != (n,):
            msg = f"{name} of calibration has the shape {numbers.shape}, but must be {n} numbers"
            raise InvalidInputError(msg)
        return tuple(numbers.tolist())


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
    FileNotFoundError, OSError
        When the path is not there, or cannot be read.
    InvalidInputError
        When it is no path of a file.
    """
    where = toml_path("calibration", path)
    content = read_toml(where, CalibrationError)
    cameras = {name: table for name, table in content.items() if isinstance(table, dict) and name != "metadata"}
    if not cameras:
        msg = f"{where}: describes no camera; a table such as [cam_01] is needed, in single brackets"
        raise CalibrationError(msg)
    if len(cameras) > 1:
        names = _shown(", ".join(cameras))
        msg = f"{where}: describes {len(cameras)} cameras ({names}); keep the table of the one that filmed"
        raise CalibrationError(msg)
    ((name, table),) = cameras.items()
    here = f"{where}: [{_shown(name)}]"
    calibration = _calibration(here, _shown(table.get("name", name)), table)
    try:
        _core.camera_place(calibration.for_core())
    except InvalidInputError as error:
        raise CalibrationError(f"{here}: {error}") from error
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
        msg = f"{where}: matrix is {_shown(table['matrix'])}, but must be [[fx, 0, cx], [0, fy, cy], [0, 0, 1]]"
        raise CalibrationError(msg)
    if not all(side.is_integer() and 1 <= side <= 2**20 for side in size):
        raise CalibrationError(f"{where}: size is {_shown(table['size'])}, but must be width and height in px")
    if not (0 <= cx <= size[0] and 0 <= cy <= size[1]):
        raise CalibrationError(f"{where}: matrix has its centre at {cx:g},{cy:g}, outside the size; calibrate again")
    if not all(FOCAL_LENGTHS[0] <= f / size[0] <= FOCAL_LENGTHS[1] for f in (fx, fy)):
        msg = (
            f"{where}: matrix has focal lengths of {fx:g} and {fy:g} px, but lenses have {FOCAL_LENGTHS[0]:g} to "
            f"{FOCAL_LENGTHS[1]:g} widths of the picture; calibrate again"
        )
        raise CalibrationError(msg)
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
    # OpenCV gives five distortions where it was asked for k3; Pose2Sim writes four.
    counts = (4, 5) if key == "distortions" else (wanted,)
    if len(flat) not in counts or not all(_is_number(x) for x in flat):
        needed = " or ".join(map(str, counts))
        raise CalibrationError(f"{where}: {key} is {_shown(value)}, but must be {needed} finite numbers")
    return tuple(float(x) for x in flat)


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number that a float holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _shown(value: Any) -> str:
    """Return a value as an error shows it: in few characters, all of them visible."""
    try:
        text = str(value)
    except ValueError:
        return "a number with too many digits to show"
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 60 else f"{text[:57]}..."
