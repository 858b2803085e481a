"""Files that appear under their final names only when they are whole."""

from __future__ import annotations

import errno
import glob
import os
import platform
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from toeoff.errors import OutputError
from toeoff.folder_lock import alone_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["clear_abandoned", "output_errors", "whole_file", "whole_files"]


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Turn an OSError met while writing below `path` into an `OutputError` that names it.

    Raises
    ------
    OutputError
        With the system's reason (no space left, no permission, a file in the way) and what to do.
    """
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        remedy = "free space there, or choose" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "choose"
        msg = f"cannot write to {path}: {error.strerror or error}; {remedy} another folder (-o FOLDER)"
        raise OutputError(msg) from error


@contextmanager
def whole_files(
    folder: Path,
    record: str,
    stale: Callable[[], Sequence[str]] = tuple,
    *,
    before_replacing: Callable[[], None] = lambda: None,
) -> Iterator[Path]:
    """Collect the files of one recording in a temporary folder, then put them into `folder` all at once.

    The body writes into the folder that it is given. When it ends well, every file is forced to disk and `folder`
    appears by one rename. If `folder` is there already, its files are replaced one by one instead: `record` is hidden
    first (a dot before its name) and put back last, so that it is there exactly while all the others are whole and
    belong together. Processes that replace files of the same folder do so one after the other. When the body raises,
    nothing under a final name has changed and the temporary folder is gone.

    Parameters
    ----------
    folder : Path
        Final folder; parents are made.
    record : str
        Name of the file, written by the body, that says what the others were made from.
    stale : callable, optional
        Returns names that an earlier run may have left and that are removed when the body did not write them again.
        Asked when no other process can change `folder`.
    before_replacing : callable, optional
        Called when the body has ended and `folder` is there: raises when it must not be written over.

    Yields
    ------
    Path
        The temporary folder.

    Raises
    ------
    OutputError
        When something cannot be written.
    """
    with output_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        clear_abandoned(folder)
        # Beside the final folder: a rename is atomic within one file system only.
        partial = Path(tempfile.mkdtemp(prefix=f"{_partial_prefix(folder)}{os.getpid()}-", dir=folder.parent))
    try:
        yield partial
        with output_errors(folder):
            # mkdtemp allows the owner alone; results get the ordinary rights of a new folder.
            partial.chmod(0o777 & ~_umask())
            for path in partial.iterdir():
                _force_to_disk(path)
            _force_to_disk(partial)
            if not _is_first(partial, folder):
                with alone_in(folder):
                    before_replacing()
                    _replace_files(partial, folder, record, stale())
            _force_to_disk(folder.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Write one file under another name first; it takes its own when the body ends well, and nothing is left if not.

    Parameters
    ----------
    path : Path
        Final file; parents are made. Of a link the file that it points to.

    Yields
    ------
    Path
        The temporary file, with the same ending.

    Raises
    ------
    OutputError
        When something cannot be written, or a pipe or a device is there, which would be replaced by a file.
    """
    with output_errors(path):
        path = Path(os.path.realpath(path))
        if path.exists() and not path.is_file():
            kind = "a folder" if path.is_dir() else "no ordinary file"
            raise OutputError(f"cannot write to {path}: it is {kind}; choose another name")
        partial = path.with_name(f".{path.stem}.partial-{platform.node()}-{os.getpid()}{path.suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield partial
            _force_to_disk(partial)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def clear_abandoned(folder: Path) -> None:
    """Remove the temporary folders of processes of this machine that ended without clearing up.

    Raises
    ------
    OSError
        When one cannot be removed.
    """
    prefix = _partial_prefix(folder)
    for path in folder.parent.glob(f"{glob.escape(prefix)}*"):
        pid = path.name.removeprefix(prefix).split("-")[0]
        # Longer numbers are no process's: nothing of ours.
        if re.fullmatch(r"[0-9]{1,9}", pid) and not _is_running(int(pid)):
            shutil.rmtree(path)


def _partial_prefix(folder: Path) -> str:
    """Start of the names of temporary folders: hidden, and of this machine, where a process number means something."""
    return f".{folder.name}.partial-{platform.node()}-"


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        # There, signal 0 would interrupt the process instead of asking for it.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_first(partial: Path, folder: Path) -> bool:
    """Give the temporary folder its final name; False where that is taken, if only since a moment ago."""
    if folder.is_dir():
        return False
    try:
        partial.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    return True


def _replace_files(partial: Path, folder: Path, record: str, stale: Sequence[str]) -> None:
    hidden = folder / f".{record}"
    new = sorted(path.name for path in partial.iterdir() if path.name != record)
    for name in {*stale, *new, record}:
        if (folder / name).is_dir():
            # Found out half-way, it would leave old and new files mixed.
            raise IsADirectoryError(errno.EISDIR, f"a folder called {name} is in the way", str(folder / name))
    if (folder / record).is_file():
        # Kept until the end: it says whose files these are, should this process be killed in between.
        (folder / record).replace(hidden)
    for name in set(stale) - set(new):
        (folder / name).unlink(missing_ok=True)
    for name in [*new, record]:
        (partial / name).replace(folder / name)
    hidden.unlink(missing_ok=True)
    _force_to_disk(folder)


def _force_to_disk(path: Path) -> None:
    """Fsync a file, or the entries of a folder where the system can (not on Windows)."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    """Rights that new files do not get. The system can only tell it by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
