"""The laws of a picture on real clips: what must not change when a clip is mirrored, halved or laid over itself.

usage: TOEOFF_MODELS=FOLDER python benches/python/bench_laws.py -o FOLDER CLIP[=CAPTURE_FPS] [CLIP[=CAPTURE_FPS] ...]

A clip with one runner before a still camera; its copies are stored without loss (FFV1), one pair as MPEG-4. The clip
over itself shows the runner a second time 40 frames later: what differs from the clip's background, pasted. The table
(laws.md) tells what each pair of passes differs in; beyond the tolerance is bold.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from toeoff.video.recording import Models, Recording, RunnerPass

Picture = NDArray[np.uint8]

#: What is compared, with the largest difference that is none.
TOLERANCES = {
    "trunk_lean_deg": 0.5,
    "thigh_extension_toe_off_deg": 0.5,
    "leg_extension_toe_off_deg": 0.5,
    "thigh_extension_peak_deg": 0.5,
    "knee_drive_deg": 0.5,
    "heel_recovery_deg": 0.5,
    "cadence_spm": 1.0,
}
#: How much later the second runner of a clip over itself comes, frames.
LATER = 40
#: Pictures that tell the background: their median.
BACKGROUND_PICTURES = 25
#: A pixel that differs from the background by more in any colour shows the runner; holes of this width in what does are
#: the runner too, and so is a blurred edge about it.
DIFFERS, FILLED_PX, EDGE_PX = 24, 25, 9
#: File formats: name, code, ending.
LOSSLESS, LOSSY = ("FFV1", "FFV1", "avi"), ("MPEG-4", "mp4v", "mp4")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="+", metavar="CLIP[=CAPTURE_FPS]")
    parser.add_argument("-o", "--out", type=Path, required=True, help="where laws.md goes")
    options = parser.parse_args()
    models = Models.load()
    lines = [
        "# Laws of a picture on real clips",
        "",
        f"{models.detector.name} and {models.pose.name} on {models.pose.device}. Each cell: one pass, the other; bold: "
        "apart by more than 0.5 deg or 1 spm.",
        "",
        "| clip | one | other | " + " | ".join(TOLERANCES) + " |",
        "|---" * (3 + len(TOLERANCES)) + "|",
    ]
    options.out.mkdir(parents=True, exist_ok=True)
    for clip in options.clips:
        path, _, rate = clip.partition("=")
        with tempfile.TemporaryDirectory() as folder:
            for row in _rows(Path(path), float(rate) if rate else None, models, Path(folder)):
                lines.append(row)
                (options.out / "laws.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _rows(clip: Path, capture_fps: float | None, models: Models, folder: Path) -> Iterator[str]:
    def passes(pictures: Iterable[Picture], form: tuple[str, str, str] = LOSSLESS) -> list[RunnerPass]:
        copy = folder / f"copy.{form[2]}"
        _write(copy, form[1], _rate(clip), pictures)
        return list(Recording(copy, models, capture_fps=capture_fps))

    whole: dict[str, list[RunnerPass]] = {}
    for form in (LOSSLESS, LOSSY):
        for size, change in (("", _same), ("half size, ", _half)):
            here = passes(map(change, _pictures(clip)), form)
            there = passes((_mirrored(change(picture)) for picture in _pictures(clip)), form)
            whole.setdefault(form[0], here)
            yield _row(clip, f"{size}{form[0]}", "mirrored", [*here, *there])
            if change is _half:
                yield _row(clip, form[0], "half size", [*whole[form[0]], *here])
    (runner,) = whole[LOSSLESS[0]]
    yield _row(clip, "first over itself", f"{LATER} frames later", passes(_over_itself(clip, runner)))


def _row(clip: Path, one: str, other: str, passes: list[RunnerPass]) -> str:
    """One row of the table, of the two passes that there must be."""
    if len(passes) != 2:
        return f"| {clip.name} | {one} | {other} | **{len(passes)} passes instead of two** |"
    cells = []
    for name, limit in TOLERANCES.items():
        values = [p.report.measures[name] for p in passes]
        told = ", ".join(f"{v.value:.2f} {v.grade}" if v.value is not None else str(v.reason) for v in values)
        numbers = [v.value for v in values if v.value is not None]
        apart = len(numbers) == 1 or (len(numbers) == 2 and abs(numbers[0] - numbers[1]) > limit)
        cells.append(f"**{told}**" if apart else told)
    return f"| {clip.name} | {one} | {other} | " + " | ".join(cells) + " |"


def _same(picture: Picture) -> Picture:
    return picture


def _mirrored(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[:, ::-1])


def _half(picture: Picture) -> Picture:
    return cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _over_itself(clip: Path, runner: RunnerPass) -> Iterator[Picture]:
    background = _background(clip)
    first, later = _pictures(clip), _pictures(clip)
    yield from islice(first, LATER)
    filled, edge = (cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (px, px)) for px in (FILLED_PX, EDGE_PX))
    for frame, (picture, earlier) in enumerate(zip(first, later, strict=False)):
        left, top, right, bottom = _box(runner, frame)
        about = np.zeros(picture.shape[:2], bool)
        about[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
        differs = (cv2.absdiff(earlier, background).max(axis=2) > DIFFERS) & about
        mask = cv2.dilate(cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_CLOSE, filled), edge) > 0
        yield np.where(mask[:, :, None], earlier, picture)


def _box(runner: RunnerPass, frame: int) -> tuple[int, int, int, int]:
    """Where the runner is with something about it; before and after the pass as the run goes on."""
    frames, boxes = runner.track.frames, runner.track.boxes_xyxy
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2.0
    along = np.polyval(np.polyfit(frames, centre[:, 0], 1), frame)
    if frames[0] <= frame <= frames[-1]:
        along = np.interp(frame, frames, centre[:, 0])
    down = np.interp(frame, frames, centre[:, 1])
    half_height = float(np.median(boxes[:, 3] - boxes[:, 1])) * 0.6
    half_width = half_height * 0.7
    return int(along - half_width), int(down - half_height), int(along + half_width), int(down + half_height)


def _background(clip: Path) -> Picture:
    pictures = list(_pictures(clip))
    chosen = pictures[:: max(1, len(pictures) // BACKGROUND_PICTURES)]
    return np.median(np.stack(chosen), axis=0).astype(np.uint8)


def _pictures(clip: Path) -> Iterator[Picture]:
    capture = cv2.VideoCapture(str(clip))
    while (read := capture.read())[0]:
        yield read[1].astype(np.uint8, copy=False)


def _rate(clip: Path) -> float:
    return float(cv2.VideoCapture(str(clip)).get(cv2.CAP_PROP_FPS))


def _write(path: Path, code: str, rate: float, pictures: Iterable[Picture]) -> None:
    writer = None
    for picture in pictures:
        if writer is None:
            size = (picture.shape[1], picture.shape[0])
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), rate, size)
            if not writer.isOpened():
                raise RuntimeError(f"this OpenCV cannot write {code}")
        writer.write(picture)
    if writer is None:
        raise RuntimeError(f"{path}: no pictures")
    writer.release()


if __name__ == "__main__":
    main()
