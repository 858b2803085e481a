"""`keypoints.npz`: the keypoints of every pass of a recording, written as passes end and read back bit for bit."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from toeoff.atomic import output_errors
from toeoff.errors import InvalidInputError, KeypointFileError
from toeoff.frame_counts import frame_counts
from toeoff.io.recording import KeypointRecording, bad_file
from toeoff.io.stated import file_rate, file_size
from toeoff.io.times import checked_times, rate_of
from toeoff.pose import KeypointSequence
from toeoff.skeleton import Skeleton
from toeoff.uprights import uprights_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    from toeoff.io.array_archive import ArrayArchive

__all__ = ["KeypointArchiveWriter", "is_own_archive", "load_own_archive"]

FORMAT = "toeoff keypoints 2"
# Zip members carry a time; a fixed one makes equal keypoints equal files. The earliest that the format can say.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass
class KeypointArchiveWriter:
    """Writes passes one after the other, so that a long recording never sits in memory.

    Parameters
    ----------
    path : Path
        Written in place: give a temporary name and rename it when the writer is closed.
    """

    path: Path
    _zip: zipfile.ZipFile | None = field(default=None, init=False, repr=False)
    _passes: list[dict[str, Any]] = field(default_factory=list, init=False, repr=False)

    def __enter__(self) -> Self:
        with output_errors(self.path.parent):
            self._zip = zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED)
        return self

    def add(self, sequence: KeypointSequence, source: Mapping[str, Any]) -> None:
        """Append one pass; `source` says where it comes from and must be ready for JSON."""
        index = len(self._passes)
        self._write(f"{index}/xy", sequence.xy)
        self._write(f"{index}/score", sequence.score)
        self._write(f"{index}/time_s", sequence.time_s)
        if sequence.camera_path is not None:
            self._write(f"{index}/camera_path", sequence.camera_path)
        skeleton = {"name": sequence.skeleton.name, "keypoints": list(sequence.skeleton.keypoints)}
        self._passes.append({"skeleton": skeleton, "source": dict(source)})

    def finish(self, recording: Mapping[str, Any]) -> None:
        """Write what belongs to the whole recording, and close the archive; without it there is no archive."""
        header = {"format": FORMAT, "recording": dict(recording), "passes": self._passes}
        self._write("header", np.array(json.dumps(header)))
        if self._zip is not None:
            self._zip.close()
            self._zip = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._zip is not None:
            # Not finished: an error is on its way, and what a full disk says about the rest adds nothing to it.
            with suppress(OSError):
                self._zip.close()

    def _write(self, name: str, array: NDArray[Any]) -> None:
        if self._zip is None:
            msg = "the archive is not open; use the writer in a with statement"
            raise RuntimeError(msg)
        info = zipfile.ZipInfo(f"{name}.npy", ZIP_EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as member:
            np.lib.format.write_array(member, array, allow_pickle=False)


def is_own_archive(archive: ArrayArchive) -> bool:
    """Tell whether an open archive was written by `KeypointArchiveWriter`."""
    return archive.is_text("header") and archive.text("header").startswith('{"format": "toeoff keypoints')


def load_own_archive(archive: ArrayArchive) -> KeypointRecording:
    """Read back what `KeypointArchiveWriter` wrote.

    Raises
    ------
    KeypointFileError
        When it was written by a version with another layout, or is not whole.
    """
    try:
        header = json.loads(archive.text("header"))
        if header["format"] != FORMAT:
            wrong = f"has the layout {header['format']!r}, not {FORMAT!r}"
            raise bad_file(archive.path, wrong, "analyse the video again")
        return _recording(archive, header)
    except KeypointFileError:
        raise
    except InvalidInputError as error:
        raise bad_file(
            archive.path, f"was changed since toeoff wrote it: {error}", "analyse the video again"
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        wrong = "was changed since toeoff wrote it: its header is not whole"
        raise bad_file(archive.path, wrong, "analyse the video again") from error


def _recording(archive: ArrayArchive, header: Mapping[str, Any]) -> KeypointRecording:
    sequences = []
    for index, entry in enumerate(header["passes"]):
        skeleton = Skeleton(entry["skeleton"]["name"], tuple(entry["skeleton"]["keypoints"]))
        names = [f"{index}/{name}" for name in ("xy", "score", "time_s")]
        missing = [name for name in names if name not in archive.names]
        if missing:
            raise bad_file(archive.path, f"has lost its array {missing[0]}", "analyse the video again")
        xy, score, time_s = (archive.numbers(name) for name in names)
        # Of a camera that stood, or whose way nothing told, there is none.
        name = f"{index}/camera_path"
        path = archive.numbers(name) if name in archive.names else None
        times = checked_times(archive.path, time_s)
        sequences.append(KeypointSequence(xy, score, times, skeleton, camera_path=path))
    recording = header["recording"]
    sources = [entry["source"] for entry in header["passes"]]
    for source in sources:
        file_size(archive.path, source.get("picture"))  # refuses what is no size
        uprights_of(source)  # likewise
        frame_counts(source)  # likewise
    return KeypointRecording(
        path=archive.path,
        kind="toeoff",
        sequences=tuple(sequences),
        people=tuple(str(s.get("track", i)) for i, s in enumerate(sources)),
        first_frames=tuple(int(s.get("first_frame", 0)) for s in sources),
        n_frames=int(recording.get("n_frames", 0)),
        frame_size=file_size(archive.path, recording.get("frame_size")),
        models=tuple(recording.get("models", ())),
        capture_fps=file_rate(archive.path, recording.get("capture_fps")),
        facts=tuple(sources),
        own_rate_hz=next((rate for s in sequences if (rate := rate_of(s.time_s)) is not None), None),
        origin=None if (origin := recording.get("origin")) is None else dict(origin),
    )
