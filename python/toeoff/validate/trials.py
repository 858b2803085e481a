"""Truth files: runs seen by motion capture whose contacts a force plate timed.

A truth folder holds one folder for each data set (or the files of one directly). Each run has two files:

- `NAME.npz`: `t` (n,) s; `keypoints` (k,) names such as `l_hip`; `xyz` (n, k, 3) m, x forward, y up, NaN not seen.
- `NAME_events.json`: `contacts`, a list of `foot` (L or R), `fs50` or `fs`, and `to50` or `to`, in seconds on the
  clock of `t`; optionally `speed_mps` (otherwise the name tells it: `runT25` is 2.5 m/s).

A data set may hold `foot_strike_labels.csv`: `subject`, `height_cm`, `left_strike_2.5mps` and so on.
"""

from __future__ import annotations

import csv
import json
import math
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toeoff.errors import InvalidInputError, TruthFileError, one_line
from toeoff.validate.matching import MATCH_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["SIDES", "Contact", "Trial", "Truth", "find_truth", "load_trial"]

SIDES = ("left", "right")
LETTERS = "lr"
LABELS = "foot_strike_labels.csv"
NEEDED = tuple(f"{side}_{joint}" for side in LETTERS for joint in ("hip", "knee", "ankle"))
ARRAYS = ("t", "keypoints", "xyz")
CONTACTS_MINIMUM = 2
HEIGHT_M = (0.5, 2.7)  # as `toeoff analyze --height`


class Contact(NamedTuple):
    """One stance on the plate: side (0 left, 1 right) and the times of its two events, s."""

    side: int
    initial_contact_s: float
    toe_off_s: float


@dataclass(frozen=True, eq=False)
class Trial:
    """One run.

    Attributes
    ----------
    dataset, name : str
    runner : str
        Data set and runner, such as `rbds/RBDS001`.
    speed_mps : float
    height_m : float or None
        Standing height where the labels have it.
    strike : mapping of str to str
        "rearfoot", "midfoot" or "forefoot" by side, where labelled.
    time_s : ndarray, shape (n,)
    points : mapping of str to ndarray, shape (n, 2)
        Sagittal positions, m, x forward, y up, NaN where not seen.
    contacts : sequence of Contact
        In time order; also those outside `time_s`.
    """

    dataset: str
    name: str
    runner: str
    speed_mps: float
    height_m: float | None
    strike: Mapping[str, str]
    time_s: NDArray[np.float64]
    points: Mapping[str, NDArray[np.float64]]
    contacts: Sequence[Contact]


class Truth(NamedTuple):
    """A truth file that was found: its path, its data set, and its place among the files of the set."""

    path: Path
    dataset: str
    number: int

    @property
    def subject(self) -> str:
        """Name of the runner: what stands before `run` in the name of the file."""
        return re.split(r"_?run", self.path.stem)[0]

    @property
    def runner(self) -> str:
        """Data set and runner."""
        return f"{self.dataset}/{self.subject}"


def find_truth(folder: Path) -> list[Truth]:
    """Find the truth files of a folder, data set by data set, in the order of their names.

    Raises
    ------
    InvalidInputError
        When there are none.
    """
    groups = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    found = [
        Truth(path, group.resolve().name, number)
        for group in groups
        for number, path in enumerate(sorted(group.glob("*.npz")))
    ]
    if not found:
        msg = (
            f"{folder} holds no truth files; NAME.npz and NAME_events.json are looked for in it and in the folders "
            "directly below"
        )
        raise InvalidInputError(msg)
    return found


def load_trial(truth: Truth) -> Trial:
    """Read one run.

    Raises
    ------
    TruthFileError
        When a file is missing or broken, or no contact can be scored; the message names the file.
    """
    path, dataset, _ = truth
    time_s, points = _motion(path)
    events_path = path.with_name(f"{path.stem}_events.json")
    events = _events(events_path)
    contacts = _contacts(events_path, events)
    if sum(time_s[0] < c.initial_contact_s and c.toe_off_s < time_s[-1] for c in contacts) < CONTACTS_MINIMUM:
        msg = (
            f"{events_path}: fewer than {CONTACTS_MINIMUM} contacts lie within the motion "
            f"({time_s[0]:.2f} to {time_s[-1]:.2f} s); both files must be on one clock"
        )
        raise TruthFileError(msg)
    speed = _speed(events_path, events)
    label = _labels(path.with_name(LABELS)).get(truth.subject, {})
    strike = {side: label.get(f"{side}_strike_{speed:.1f}mps", "").lower() for side in SIDES}
    return Trial(
        dataset=dataset,
        name=path.stem,
        runner=truth.runner,
        speed_mps=speed,
        height_m=_height_m(path.with_name(LABELS), label),
        strike={side: kind for side, kind in strike.items() if kind},
        time_s=time_s,
        points=points,
        contacts=contacts,
    )


def _motion(path: Path) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    try:
        # Opened here: NumPy leaves a file that is no archive open.
        with path.open("rb") as file:
            archive = np.load(file, allow_pickle=False)
            arrays = [archive[name] for name in ARRAYS] if isinstance(archive, np.lib.npyio.NpzFile) else []
    except KeyError as error:
        msg = f"{path}: {error.args[0]}; it must hold {', '.join(ARRAYS)}"
        raise TruthFileError(msg) from error
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        msg = f"{path}: cannot be read as an .npz archive of arrays ({one_line(error)})"
        raise TruthFileError(msg) from error
    if not arrays:
        msg = f"{path}: a single array; it must be an .npz archive of {', '.join(ARRAYS)}"
        raise TruthFileError(msg)
    try:
        time_s, names, xyz = arrays[0].astype(float), [str(name) for name in arrays[1]], arrays[2].astype(float)
    except (TypeError, ValueError) as error:
        msg = f"{path}: t and xyz must be numbers, keypoints names ({one_line(error)})"
        raise TruthFileError(msg) from error
    if time_s.ndim != 1 or xyz.shape != (len(time_s), len(names), 3):
        wanted = f"({time_s.shape[0]}, {len(names)}, 3)" if time_s.ndim == 1 else "(n, k, 3) with t of shape (n,)"
        msg = f"{path}: xyz has shape {xyz.shape}, but {wanted} is needed: times, keypoints, axes"
        raise TruthFileError(msg)
    if len(time_s) < 2 or not (np.diff(time_s) > 0).all():
        msg = f"{path}: t must hold at least two times, strictly increasing and finite"
        raise TruthFileError(msg)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        msg = f"{path}: {', '.join(missing)} not among the keypoints ({', '.join(names)})"
        raise TruthFileError(msg)
    return time_s, {name: xyz[:, i, :2] for i, name in enumerate(names)}


def _events(path: Path) -> dict[str, Any]:
    try:
        events = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        msg = f"{path}: no such file; the contacts of the run belong there"
        raise TruthFileError(msg) from error
    except (OSError, ValueError) as error:
        msg = f"{path}: cannot be read as JSON ({one_line(error)})"
        raise TruthFileError(msg) from error
    if not isinstance(events, dict) or not isinstance(events.get("contacts"), list):
        msg = f"{path}: no list named contacts in it"
        raise TruthFileError(msg)
    return events


def _contacts(path: Path, events: dict[str, Any]) -> list[Contact]:
    contacts = []
    for number, row in enumerate(events["contacts"]):
        try:
            times = row.get("fs50", row.get("fs")), row.get("to50", row.get("to"))
            if None in times:
                continue
            contacts.append(Contact(LETTERS.index(row["foot"].lower()[0]), float(times[0]), float(times[1])))
        except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
            msg = f"{path}: contact {number} is {row!r}; it needs foot (L or R), fs50 or fs, and to50 or to, in seconds"
            raise TruthFileError(msg) from error
    contacts.sort(key=lambda c: c.initial_contact_s)
    for side in range(len(SIDES)):
        own = np.array([c[1:] for c in contacts if c.side == side]).reshape(-1, 2)
        # Nearer than this, one event found could be matched to either.
        if not (np.diff(own, axis=0) > 2 * MATCH_S).all() or not (own[:, 1] > own[:, 0]).all():
            msg = f"{path}: contacts of the {SIDES[side]} foot overlap, or end before they begin"
            raise TruthFileError(msg)
    return contacts


def _speed(path: Path, events: dict[str, Any]) -> float:
    told = events.get("speed_mps") or events.get("speed")
    named = re.search(r"runT(\d\d)_events", path.name)
    speed = told if told else int(named[1]) / 10 if named else None
    if not isinstance(speed, int | float) or not 0 < speed < math.inf:
        msg = f"{path}: speed_mps is {speed!r}; it must be the speed of the run in m/s (or the name must end in runT25)"
        raise TruthFileError(msg)
    return float(speed)


def _height_m(path: Path, label: Mapping[str, str]) -> float | None:
    text = label.get("height_cm")
    if not text:
        return None
    try:
        height_m = float(text) / 100
    except ValueError:
        height_m = math.nan
    if not HEIGHT_M[0] <= height_m <= HEIGHT_M[1]:
        msg = f"{path}: height_cm of {label['subject']} is {text!r}; it must be from 50 to 270, or empty"
        raise TruthFileError(msg)
    return height_m


def _labels(path: Path) -> dict[str, dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["subject"]: row for row in csv.DictReader(file)}
    except FileNotFoundError:
        return {}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{path}: cannot be read as a table with a column subject ({one_line(error)})"
        raise TruthFileError(msg) from error
