"""One file out of a zip archive; wheels are zip archives too."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from fnmatch import fnmatchcase
from pathlib import Path

from toeoff.errors import ModelError
from toeoff.models.fetch import MAX_BYTES

__all__ = ["take_member"]


def take_member(archive: Path, pattern: str, folder: Path) -> Path:
    """Unpack the one member whose name matches.

    Parameters
    ----------
    archive : pathlib.Path
        Zip file.
    pattern : str
        Name of the member; `*` stands for anything.
    folder : pathlib.Path
        Where to; only the last part of the member's name is used.

    Returns
    -------
    pathlib.Path
        The unpacked file.

    Raises
    ------
    ModelError
        When the archive is broken, or does not hold exactly one such member.
    """
    try:
        with zipfile.ZipFile(archive) as content:
            members = [m for m in content.infolist() if fnmatchcase(m.filename, pattern)]
            if len(members) != 1:
                raise ModelError(f"{archive.name} holds {len(members)} files like {pattern}; expected is one")
            if members[0].file_size > MAX_BYTES:
                raise ModelError(f"{members[0].filename} in {archive.name} is larger than {MAX_BYTES} bytes")
            target = folder / Path(members[0].filename).name
            with content.open(members[0]) as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ModelError(f"{archive.name} is not a whole zip archive: {error}") from error
    return target
