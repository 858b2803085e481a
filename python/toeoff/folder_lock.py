"""One process at a time where files of a folder are replaced."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["alone_in"]

# What file systems answer that lock no folders: NFS, Lustre as it is mounted by default, some of FUSE.
NO_LOCKS = (errno.EBADF, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process of toeoff is in such a block of the same folder, and keep others out of ours.

    The system locks the folder itself: no file is left there, and the lock of a process that dies goes with it.
    Windows and some network file systems lock no folders; there, the block is entered at once.

    Raises
    ------
    OSError
        When the folder cannot be opened.
    """
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
        yield
    finally:
        os.close(descriptor)
