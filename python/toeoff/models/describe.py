"""A user's own ONNX file, described by a small TOML file of the same name beside it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from toeoff.errors import ModelError
from toeoff.models.card import FAMILIES, ModelCard
from toeoff.models.tables import SKELETONS, card_from_table

__all__ = ["EXAMPLE", "description_of", "how_to_describe", "read_description"]

#: What a description looks like.
EXAMPLE = f"""\
family = "simcc"            # {" | ".join(FAMILIES)}
skeleton = "halpe26"        # of a pose model: {" | ".join(SKELETONS)}
input_size = [192, 256]     # width, height in px
# optional, here with what family "simcc" has anyway:
colour = "rgb"              # order of the channels: rgb | bgr
mean = [123.675, 116.28, 103.53]    # on 0..255, in the order of colour
std = [58.395, 57.12, 57.375]
licence = "not stated"
"""


def description_of(model: Path) -> Path:
    """Where the description of a model file is looked for: `pose.onnx` → `pose.toml`."""
    return model.with_suffix(".toml")


def how_to_describe(model: Path) -> str:
    """Say in one line what to write beside a model file that is not known; `EXAMPLE` has every key."""
    return (
        f'write {description_of(model).name} beside it, three lines such as: family = "simcc" (one of '
        f"{', '.join(FAMILIES)}); input_size = [192, 256] (width, height in px); and of a pose model "
        f'skeleton = "halpe26" (one of {", ".join(SKELETONS)})'
    )


def read_description(path: Path) -> ModelCard:
    """Card of a user's own model; its name is that of the file.

    Parameters
    ----------
    path : pathlib.Path
        The TOML file.

    Raises
    ------
    ModelError
        When it cannot be read, or says something that is not known.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError(f"{path} is not TOML: {error}") from error
    return card_from_table(path.stem, table, str(path))
