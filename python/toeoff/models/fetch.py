"""One file from one address, whole or not at all."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from toeoff.errors import ModelError

__all__ = ["DownloadError", "Progress", "download"]

_CHUNK_BYTES = 1 << 18
# Of one connection or one read, not of the whole download.
_TIMEOUT_S = 30.0
# No model of the registry is half as large; a server that sends more is broken or hostile.
MAX_BYTES = 1_000_000_000


class Progress(Protocol):
    """What a caller hands in to be told how far a download is."""

    def __call__(self, what: str, done_bytes: int, total_bytes: int | None) -> None:
        """Hear that `done_bytes` of `what` are here; `total_bytes` is None while unknown."""


class DownloadError(ModelError):
    """A download failed on the way; another mirror may do better."""


def download(url: str, target: Path, *, what: str, progress: Progress | None = None) -> None:
    """Load a file over HTTP; proxies are taken from the environment.

    Parameters
    ----------
    url : str
        Address.
    target : pathlib.Path
        File to write; after an error it may be there in part, so it belongs in a temporary folder.
    what : str
        What `progress` is told is being loaded.
    progress : Progress, optional
        Called after each piece.

    Raises
    ------
    DownloadError
        When the address cannot be reached, refuses, or breaks off.
    """
    request = urllib.request.Request(url, headers={"User-Agent": "toeoff"})
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        error.close()
        raise DownloadError(f"{url} answered {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise DownloadError(f"{url} cannot be reached: {reason}") from error
    with response, target.open("wb") as stream:
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdigit() else None
        done = 0
        for piece in _pieces(response, url):
            stream.write(piece)
            done += len(piece)
            if progress:
                progress(what, done, total)
            if done > MAX_BYTES:
                raise DownloadError(f"{url} sent more than {MAX_BYTES} bytes")
    if total is not None and done < total:
        raise DownloadError(f"{url} broke off after {done} of {total} bytes")


def _pieces(response: http.client.HTTPResponse, url: str) -> Iterator[bytes]:
    while True:
        try:
            piece = response.read(_CHUNK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise DownloadError(f"{url} broke off: {error}") from error
        if not piece:
            return
        yield piece
