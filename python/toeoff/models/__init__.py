"""Pose and detection models: which are known, which are on this machine, and how to get the others.

This package loads no network runtime; `toeoff.video` opens the files that it finds.
"""

from __future__ import annotations

from toeoff.models.add import add
from toeoff.models.cache import cache_folder, search_folders
from toeoff.models.card import FAMILIES, Family, ModelCard, ModelFile, Source, Wheel
from toeoff.models.choose import check_pair, choose_detector, choose_pose
from toeoff.models.describe import EXAMPLE, read_description
from toeoff.models.fetch import Progress
from toeoff.models.find import find, names
from toeoff.models.pull import companions, pull
from toeoff.models.registry import REGISTRY, lookup

__all__ = [
    "EXAMPLE",
    "FAMILIES",
    "REGISTRY",
    "Family",
    "ModelCard",
    "ModelFile",
    "Progress",
    "Source",
    "Wheel",
    "add",
    "cache_folder",
    "check_pair",
    "choose_detector",
    "choose_pose",
    "companions",
    "find",
    "lookup",
    "names",
    "pull",
    "read_description",
    "search_folders",
]
