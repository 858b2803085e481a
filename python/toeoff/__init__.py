"""Measures how people run, from ordinary race footage."""

from __future__ import annotations

from toeoff._core import __version__

__all__ = ["__version__"]
