"""The models that toeoff knows by name, read from registry.toml beside this file."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import resources
from types import MappingProxyType
from typing import Any

from toeoff.errors import UnknownModelError
from toeoff.models.card import ModelCard, Source, Wheel
from toeoff.models.tables import card_from_table

__all__ = ["REGISTRY", "lookup"]

_FILE = "registry.toml"
# Keys of a registry entry that a user's own description does not have.
_REGISTRY_ONLY = ("file_names", "known_sha256", "outputs", "source")


def _read() -> Mapping[str, ModelCard]:
    content = tomllib.loads(resources.files("toeoff.models").joinpath(_FILE).read_text(encoding="utf-8"))
    wheels = {name: Wheel(**table) for name, table in content["wheels"].items()}
    return MappingProxyType({name: _card(name, table, content, wheels) for name, table in content["models"].items()})


def _card(name: str, table: dict[str, Any], content: dict[str, Any], wheels: Mapping[str, Wheel]) -> ModelCard:
    described = {key: value for key, value in table.items() if key not in _REGISTRY_ONLY}
    described["licence"] = content["licences"][table["licence"]]
    described["caveat"] = content["caveats"][table["caveat"]] if "caveat" in table else ""
    return replace(
        card_from_table(name, described, _FILE),
        file_names=(f"{name}.onnx", *table["file_names"]),
        sha256=tuple(table.get("known_sha256", ())),
        outputs=table.get("outputs", {}),
        source=_source(table["source"], wheels) if "source" in table else None,
    )


def _source(table: dict[str, Any], wheels: Mapping[str, Wheel]) -> Source:
    rest = {key: value for key, value in table.items() if key not in ("urls", "wheel")}
    return Source(urls=tuple(table.get("urls", ())), wheel=wheels[table["wheel"]] if "wheel" in table else None, **rest)


#: Every model that toeoff knows, by name.
REGISTRY: Mapping[str, ModelCard] = _read()


def lookup(name: str, own: Iterable[str] = ()) -> ModelCard:
    """Card of a registered model.

    Parameters
    ----------
    name : str
    own : iterable of str, optional
        Names of users' own models, to be told of beside those of the registry.

    Raises
    ------
    UnknownModelError
        When there is none of that name; the names that there are stand in the message.
    """
    if name in REGISTRY:
        return REGISTRY[name]
    known = [*REGISTRY, *own]
    similar = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(similar)}? " if similar else ""
    raise UnknownModelError(f"no model is called {name!r}; {hint}known are {', '.join(known)}")
