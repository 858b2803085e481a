"""`passes.json`: written pass by pass and read back so, however many there are."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from toeoff.errors import InvalidInputError
from toeoff.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["PassesJsonWriter", "pass_texts", "read_head", "read_passes"]

# The array of passes is the last value; a pass ends with a line of its own at this depth.
OPENING, EMPTY, CLOSING = ' "passes": [\n', ' "passes": []\n', " ]\n"
PASS_CLOSES = ("  }\n", "  },\n")


class PassesJsonWriter:
    """Writes the passes of a recording one after the other, then what is known only when it has ended before them.

    Parameters
    ----------
    path : Path
        Written in place by `finish`: give a temporary name. Until then the passes are in a file without a name beside
        it, which the system forgets when the writer is closed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._n = 0
        self._passes = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=path.parent)  # noqa: SIM115

    def add(self, one: Mapping[str, Any]) -> None:
        """Append one pass.

        Raises
        ------
        ValueError
            When a number is NaN or infinite.
        """
        lines = json_text(one).replace("\n", "\n  ")
        self._passes.write(f",\n  {lines}" if self._n else f"  {lines}")
        self._n += 1

    def finish(self, head: Mapping[str, Any]) -> None:
        """Write the file: `head`, a table without `passes`, then the passes; and close it."""
        text = json_text(head).removesuffix("\n}")
        with self._path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{text},\n")
            if self._n:
                file.write(OPENING)
                self._passes.seek(0)
                shutil.copyfileobj(self._passes, file)
                file.write(f"\n{CLOSING}")
            else:
                file.write(EMPTY)
            file.write("}\n")
        self.close()

    def close(self) -> None:
        """Forget what was not finished."""
        # What a full disk says about the rest adds nothing to the error that is on its way.
        with suppress(OSError):
            self._passes.close()


def read_head(path: Path) -> dict[str, Any]:
    """Return everything but the passes of a file that `PassesJsonWriter` wrote.

    Raises
    ------
    OSError
        When it cannot be read.
    ValueError
        When it is not such a file, or not whole.
    """
    lines = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line in (OPENING, EMPTY):
                break
            lines.append(line)
        else:
            msg = f"{path} holds no passes as toeoff writes them"
            raise InvalidInputError(msg)
    head = json.loads("".join(lines).removesuffix(",\n") + "\n}")
    if not isinstance(head, dict):
        msg = f"{path} is no table"
        raise InvalidInputError(msg)
    return head


def pass_texts(path: Path) -> Iterator[str]:
    """Yield each pass as it stands in the file, without the comma after it.

    Raises
    ------
    OSError
        When it cannot be read.
    InvalidInputError
        When it is not whole.
    """
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line == EMPTY:
                return
            if line == OPENING:
                break
        lines: list[str] = []
        for line in file:
            if line == CLOSING and not lines:
                return
            lines.append(line)
            if line in PASS_CLOSES:
                yield "".join(lines).rstrip(",\n")
                lines = []
    msg = f"{path} is not whole: its passes do not end"
    raise InvalidInputError(msg)


def read_passes(path: Path) -> Iterator[dict[str, Any]]:
    """Yield one pass after the other.

    Raises
    ------
    OSError, ValueError
        As `read_head`.
    """
    for text in pass_texts(path):
        one = json.loads(text)
        if not isinstance(one, dict):
            msg = f"{path}: a pass is no table"
            raise InvalidInputError(msg)
        yield one
