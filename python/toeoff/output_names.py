"""Which folder each recording of a call is written to: equal stems never meet in one folder."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["KEYPOINTS", "RECORD", "output_names", "recording_name"]

# The file of a finished recording that says what it was made from.
RECORD = "done.json"
# The file of a finished recording from which it can be analysed again without the network.
KEYPOINTS = "keypoints.npz"


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
    paths = [path.resolve() for path in inputs]
    choices = [list(_candidates(path)) for path in paths]
    names: list[str] = [""] * len(paths)
    taken: set[str] = set()
    for i, path in enumerate(paths):
        names[i] = next((name for name in choices[i] if _owner(out / name) == str(path)), "")
        taken.add(names[i].casefold())
    open_inputs = [i for i, name in enumerate(names) if not name]
    for level in range(len(choices[0]) if choices else 0):
        # Compared without case: some file systems do not tell `Race` from `race`.
        wanted = Counter(choices[i][level].casefold() for i in open_inputs)
        for i in list(open_inputs):
            name = choices[i][level]
            key = name.casefold()
            if wanted[key] == 1 and key not in taken and _owner(out / name) is None:
                names[i] = name
                taken.add(key)
                open_inputs.remove(i)
    return names


def recording_name(path: Path) -> str:
    """Return what a recording is called when nothing else has that name."""
    return next(_candidates(path.resolve()))


def _candidates(path: Path) -> Iterator[str]:
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    stem, ending, parent = inner.stem or "root", inner.suffix.lstrip("."), path.parent.name or "root"
    if path.name == KEYPOINTS:
        # Ours: all have this name, and their folder has the name of the recording.
        stem = parent
    yield stem
    yield f"{stem}_{ending or 'folder'}"
    yield f"{parent}_{stem}"
    yield f"{parent}_{stem}_{ending or 'folder'}"
    yield f"{stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"


def _owner(folder: Path) -> str | None:
    """Path of the input whose results the folder holds; empty when that cannot be told, None for no results."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return str(record["input"]["path"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        # Not a record of ours: not ours to write over.
        return ""
