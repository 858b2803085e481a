"""Putting a model into the cache, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from toeoff.errors import OutputError
from toeoff.models.cache import make_cache_folder
from toeoff.models.card import ModelCard, ModelFile
from toeoff.models.hashes import file_sha256, sidecar, write_sidecar
from toeoff.models.tflite_to_onnx import convert

__all__ = ["incoming_folder", "store_model"]

_PREFIX = ".incoming-"
# A temporary folder this old belongs to a process that was killed, not to one at work.
_STALE_S = 24 * 3600.0


@contextmanager
def incoming_folder() -> Iterator[Path]:
    """Open a temporary folder in the cache, gone afterwards whatever happens.

    Raises
    ------
    OutputError
        When the cache cannot be written to: no permission, no space.
    """
    cache = make_cache_folder()
    try:
        for left in cache.glob(f"{_PREFIX}*"):
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=_PREFIX) as folder:
            yield Path(folder)
    except OSError as error:
        if error.errno is None:
            raise  # an error of our own that is an OSError too
        raise OutputError(f"the model cache {cache} cannot be written to: {error.strerror}") from error


def store_model(card: ModelCard, file: Path, check: Callable[[ModelCard, Path], None] | None = None) -> ModelFile:
    """Move a checked model from the incoming folder into the cache, converted to ONNX where it is TFLite.

    The hash of what is stored is written beside it, and is what later uses are checked against.

    Parameters
    ----------
    card : ModelCard
    file : pathlib.Path
        In the incoming folder.
    check : callable, optional
        Looks at the ONNX file before it is moved, and raises when it must not be.

    Raises
    ------
    MissingExtraError
        When it must be converted and the converter's packages are missing.
    ModelError
        When it cannot be converted.
    """
    cache = make_cache_folder()
    target = cache / f"{card.name}.onnx"
    ready = file
    if file.suffix == ".tflite":
        ready = file.with_name(target.name)
        ready.write_bytes(convert(file.read_bytes(), outputs=card.outputs))
    if check is not None:
        check(card, ready)
    for place in (target, sidecar(target)):
        if place.is_dir():
            raise OutputError(f"{place} is a folder where a file of the model cache belongs; remove it and try again")
    sha256 = file_sha256(ready)
    # The hash first: the model is there only when everything that belongs to it is.
    write_sidecar(ready, sha256, target.name).replace(sidecar(target))
    ready.replace(target)
    return ModelFile(card, target, sha256)
