"""Arrays of a NumPy archive (.npz), none of them bigger in memory than the file can hold, none of them unpickled."""

from __future__ import annotations

import errno
import math
import tokenize
import zipfile
import zlib
from collections import Counter
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from toeoff.io.recording import bad_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["ArrayArchive", "open_arrays"]

REMEDY = "write it again with numpy.savez"
# No byte of deflated data stands for more than this many (the format's own limit is 1032).
INFLATION_MAXIMUM = 1032
# What `numpy.dtype.kind` calls the types that are no numbers.
KINDS = {
    "b": "true and false",
    "c": "complex numbers",
    "m": "time differences (timedelta64)",
    "M": "dates (datetime64)",
    "U": "text",
    "S": "bytes",
    "O": "Python objects",
    "V": "a table with named columns",
}
# What NumPy lets through from Python's own parser, which reads the header.
HEADER_ERRORS = (
    ValueError,
    KeyError,
    TypeError,
    OverflowError,
    RecursionError,
    MemoryError,
    SyntaxError,
    tokenize.TokenError,
)
REMEDIES = {
    "m": "write seconds: times / numpy.timedelta64(1, 's')",
    "M": "write seconds: (times - times[0]) / numpy.timedelta64(1, 's')",
}


class ArrayArchive:
    """An open archive; arrays are read when they are asked for.

    Parameters
    ----------
    path : Path
        Named in errors.
    archive : zipfile.ZipFile
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = archive
        counts = Counter(i.filename.removesuffix(".npy") for i in archive.infolist() if i.filename.endswith(".npy"))
        self.names = tuple(counts)
        twice = [name for name, count in counts.items() if count > 1]
        if twice:
            raise bad_file(path, f"holds two arrays called {twice[0]}", REMEDY)

    def numbers(self, name: str, *, flags: bool = False) -> NDArray[np.float64]:
        """Return an array as float64.

        Parameters
        ----------
        name : str
        flags : bool, default False
            Whether true and false may stand for 1 and 0.

        Raises
        ------
        KeypointFileError
            When the array is not there, holds no real numbers, or fewer bytes than its shape needs.
        """
        array = self._read(name, "iufb" if flags else "iuf")
        # Wider floats that do not fit become infinite, and so missing.
        with np.errstate(over="ignore"):
            return array.astype(np.float64)

    def is_text(self, name: str) -> bool:
        """Tell whether there is an array of that name and it holds text."""
        if name not in self.names:
            return False
        with self._zip.open(f"{name}.npy") as file:
            return self._header(name, file)[1].kind == "U"

    def text(self, name: str) -> str:
        """Return a single text.

        Raises
        ------
        KeypointFileError
            When the array is not there or is no single text.
        """
        array = self._read(name, "U")
        if array.size != 1:
            raise bad_file(self.path, f"{name} holds {array.size} texts, but must hold one", REMEDY)
        return str(array.reshape(())[()])

    def _read(self, name: str, kinds: str) -> NDArray[Any]:
        member = f"{name}.npy"
        if name not in self.names:
            raise bad_file(self.path, f"has no array {name}", REMEDY)
        info = self._zip.getinfo(member)
        with self._zip.open(member) as file:
            shape, dtype = self._header(name, file)
            if dtype.kind not in kinds:
                wanted = "text" if kinds == "U" else "real numbers"
                wrong = f"{name} holds {KINDS.get(dtype.kind, 'numbers')}, but must hold {wanted}"
                raise bad_file(self.path, wrong, REMEDIES.get(dtype.kind, f"write an array of {wanted}"))
            claimed, there = math.prod(shape) * dtype.itemsize, info.file_size - file.tell()
            if claimed != there or info.file_size > INFLATION_MAXIMUM * max(1, info.compress_size):
                wrong = f"{name} claims the shape {shape}, {claimed} bytes, but does not hold as many"
                raise bad_file(self.path, wrong, REMEDY)
        with self._zip.open(member) as file:
            array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
        return array

    def _header(self, name: str, file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
        try:
            version = np.lib.format.read_magic(file)
            # Version 3 is for named columns outside Latin-1, which are no keypoints.
            read = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }[version]
            shape, _, dtype = read(file)
        except HEADER_ERRORS as error:
            # NumPy's own words advise loading what is not safe to load.
            raise bad_file(self.path, f"{name} is no array that NumPy wrote", REMEDY) from error
        if min(shape, default=0) < 0:
            raise bad_file(self.path, f"{name} claims the shape {shape}", REMEDY)
        return shape, dtype


@contextmanager
def open_arrays(path: Path) -> Iterator[ArrayArchive]:
    """Open an archive; whatever is wrong with its packing, then and later, names the file.

    Raises
    ------
    KeypointFileError
        When the file is no archive, or a part of it is damaged.
    """
    with path.open("rb") as file:
        start = file.read(len(np.lib.format.MAGIC_PREFIX))
        if start == np.lib.format.MAGIC_PREFIX:
            remedy = "write xy, score and time_s into one archive with numpy.savez"
            raise bad_file(path, "is a single array (.npy), not an archive (.npz)", remedy)
        try:
            with zipfile.ZipFile(file) as archive:
                if any(i.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for i in archive.infolist()):
                    raise bad_file(path, "is packed in a way that NumPy does not write", REMEDY)
                if sum(i.compress_size for i in archive.infolist()) > path.stat().st_size:
                    raise bad_file(path, "claims more bytes than it has", REMEDY)
                yield ArrayArchive(path, archive)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
            raise bad_file(path, f"is not a whole NumPy archive ({error})", REMEDY) from error
        except OSError as error:
            # zipfile goes where a damaged directory points to, before the start of the file as well.
            if error.errno != errno.EINVAL:
                raise
            raise bad_file(path, "is not a whole NumPy archive (parts of it are missing)", REMEDY) from error
        except RuntimeError as error:
            # What zipfile raises for a password.
            raise bad_file(path, "is encrypted, or no NumPy archive", REMEDY) from error
