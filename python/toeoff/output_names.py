"""Which folder each recording of a call is written to: equal stems never meet in one folder."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from toeoff.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "ALWAYS",
    "KEYPOINTS",
    "PASSES",
    "RECORD",
    "REPLACED_RECORD",
    "RESULTS",
    "files_of",
    "output_names",
    "owner_of",
    "real_path",
    "recording_name",
]

# The files of every recording, and every file that its folder may hold, besides the record.
ALWAYS = ("passes.csv", "passes.json", "strides.csv", "events.csv", "keypoints.npz")
RESULTS = (*ALWAYS, "annotated.mp4")
# The file of a finished recording that says what it was made from.
RECORD = "done.json"
# The file of a finished recording from which it can be analysed again without the network.
KEYPOINTS = "keypoints.npz"
# The file that holds everything that is told of every pass.
PASSES = "passes.json"
# Longest part of a folder's name, bytes.
LONGEST_PART = 72
# Name of the record while the files of a folder are being replaced.
REPLACED_RECORD = f".{RECORD}"


def output_names(inputs: Sequence[Path], out: Path) -> list[str]:
    """Return the name of each input's folder below `out`.

    The folder that holds the results of the same input already; else the stem of the input. Where two inputs of the
    call share a stem, or its folder holds the results of another input, what tells them apart is added: the ending
    (`race_mp4`), else the parent folder (`start_race`), else both, else a short hash of the path.
    The choice does not depend on the order of the inputs.

    Parameters
    ----------
    inputs : sequence of Path
        Files or folders of one call, each at most once.
    out : Path
        Output folder; may not exist yet.

    Returns
    -------
    list of str
        Same order as `inputs`.
    """
    paths = [real_path(path) for path in inputs]
    choices = [list(_candidates(path)) for path in paths]
    names: list[str] = [""] * len(paths)
    taken: set[str] = set()
    for i, path in enumerate(paths):
        names[i] = next((name for name in choices[i] if owner_of(out / name) == str(path)), "")
        taken.add(names[i].casefold())
    open_inputs = [i for i, name in enumerate(names) if not name]
    for level in range(len(choices[0]) if choices else 0):
        # Compared without case: some file systems do not tell `Race` from `race`.
        wanted = Counter(choices[i][level].casefold() for i in open_inputs)
        for i in list(open_inputs):
            name = choices[i][level]
            key = name.casefold()
            if wanted[key] == 1 and key not in taken and owner_of(out / name) is None:
                names[i] = name
                taken.add(key)
                open_inputs.remove(i)
    return names


def real_path(path: Path) -> Path:
    """Return the absolute path without links; of links that go round in circles, as far as they can be followed.

    `Path.resolve` raises RuntimeError of such links before Python 3.13.
    """
    return Path(os.path.realpath(path))


def recording_name(path: Path) -> str:
    """Return what a recording is called when nothing else has that name."""
    return next(_candidates(real_path(path)))


def _candidates(path: Path) -> Iterator[str]:
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    stem, ending, parent = inner.stem, inner.suffix.lstrip("."), path.parent.name or "root"
    if path.name == KEYPOINTS:
        # Ours: all have this name, and their folder has the name of the recording.
        stem = parent
    stem, parent, ending = _shortened(stem), _shortened(parent), _shortened(ending)
    if not stem.strip("."):
        # As a folder, a name of dots alone is this one or the one above.
        stem = "recording" if stem else "root"
    yield stem
    yield f"{stem}_{ending or 'folder'}"
    yield f"{parent}_{stem}"
    yield f"{parent}_{stem}_{ending or 'folder'}"
    yield f"{stem}_{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}"


def _shortened(name: str) -> str:
    """Cut a name: two of them and what a temporary folder adds have to fit into the 255 bytes of a file system."""
    return os.fsencode(name)[:LONGEST_PART].decode(errors="ignore")


def owner_of(folder: Path) -> str | None:
    """Return the path of the input whose results the folder holds.

    Empty when it holds results of which that cannot be told: not ours to write over. None when it holds none.
    """
    for name in (RECORD, REPLACED_RECORD):
        try:
            return str(read_json(folder / name)["input"]["path"])
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, KeyError, TypeError):
            return ""
    return "" if any((folder / name).exists() for name in RESULTS) else None


def files_of(folder: Path) -> list[str]:
    """Return the names of the results in a folder that its record calls ours."""
    for name in (RECORD, REPLACED_RECORD):
        try:
            listed = read_json(folder / name)["files"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return [result for result in RESULTS if result in listed] if isinstance(listed, (dict, list)) else []
    return []
