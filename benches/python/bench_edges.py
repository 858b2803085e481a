"""What a pose tells of someone whom the edge of the picture cuts off: pictures of whole runners cut and posed again.

usage: TOEOFF_MODELS=FOLDER python benches/python/bench_edges.py -o FOLDER CLIP[=CAPTURE_FPS] [CLIP[=CAPTURE_FPS] ...]

The longest pass of each clip is cut off ahead of the runner, behind and below, and posed again with the same box. The
table (edges.md) has how far that moves each joint, and which joints are told that are outside or far from where they
were; the pose in the whole picture is taken for the truth. Cut off far away the poses must be the same, or it fails.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from toeoff.video.bodies import SCORE_MIN, Joints, snapped, within_picture
from toeoff.video.facing import estimate_facing_right
from toeoff.video.frames import VideoReader
from toeoff.video.recording import Models, Recording
from toeoff.video.types import PoseModel, Poses

#: Pictures of each clip at most.
PICTURES = 40
#: Where the picture ends: from the hips for what is ahead and behind, above the sole for what is below; heights of the
#: standing box.
FROM_HIPS = (0.0, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4)
ENDS = {
    "ahead": FROM_HIPS,
    "behind": FROM_HIPS,
    "below": (0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05, 0.0),
}
#: A joint further off than this is wrong, heights of the box.
WRONG = 0.05
#: So far away the edge moves no joint by more than this, root mean square, heights.
FAR, SAME = 0.4, 0.005


@dataclass
class Cell:
    """What was found of a kind of joint at one place of the edge."""

    n_inside: int = 0
    n_outside: int = 0
    #: Told where they are inside, and how far off, heights.
    off: list[float] = field(default_factory=list)
    #: Told although they are outside.
    n_made_up: int = 0

    def add(self, is_inside: bool, is_told: bool, off: float) -> None:
        self.n_inside += is_inside
        self.n_outside += not is_inside
        self.n_made_up += is_told and not is_inside
        if is_told and is_inside:
            self.off.append(off)

    def __str__(self) -> str:
        if not self.n_inside + self.n_outside:
            return "-"
        off = np.array(self.off)
        inside = "-"
        if len(off):
            inside = f"{100 * np.sqrt((off**2).mean()):.1f} ({100 * (off > WRONG).mean():.0f} % wrong)"
        made_up = f", {self.n_made_up} of {self.n_outside} made up" if self.n_outside else ""
        return f"{inside}, told {len(off)} of {self.n_inside}{made_up}"


#: By side, place of the edge and kind of joint.
Cells = defaultdict[tuple[str, float, str], Cell]


@dataclass(frozen=True)
class Shown:
    """A picture, or a part of it from some column on, and someone in it."""

    picture: NDArray[np.uint8]
    left: int
    #: Of the standing box in the whole picture, px.
    box: NDArray[np.float64]
    faces_left: bool

    def cut(self, where: str, end: float) -> Shown | None:
        """Return what is left of the whole picture; None where it does not reach so far."""
        height, width = self.picture.shape[:2]
        left, right, bottom = 0.0, float(width), float(height)
        tall = self.box[3] - self.box[1]
        middle = (self.box[0] + self.box[2]) / 2.0
        if where == "below":
            bottom = self.box[3] - end * tall
        elif (where == "ahead") == self.faces_left:
            left = middle - end * tall
        else:
            right = middle + end * tall
        if left < 0 or right > width or bottom > height:
            return None
        part = self.picture[: round(bottom), round(left) : round(right)]
        return replace(self, picture=np.ascontiguousarray(part), left=round(left))

    def posed(self, model: PoseModel) -> Poses:
        """Return the pose, in px of the whole picture."""
        height, width = self.picture.shape[:2]
        shift = np.array([self.left, 0.0])
        box = self.box - np.tile(shift, 2)
        poses = within_picture(
            estimate_facing_right(model, self.picture, box[None], np.array([self.faces_left])), width, height
        )
        return replace(poses, xy=poses.xy + shift)

    def shows(self, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points of the whole picture are in this part."""
        height, width = self.picture.shape[:2]
        return np.asarray((xy[:, 0] >= self.left) & (xy[:, 0] < self.left + width) & (xy[:, 1] < height))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="+", metavar="CLIP[=CAPTURE_FPS]")
    parser.add_argument("-o", "--out", type=Path, required=True, help="where edges.md goes")
    options = parser.parse_args()
    models = Models.load()
    joints = Joints.of(models.pose.skeleton)
    kinds = {"shoulder": joints.shoulders, "hip": joints.hips, "knee": joints.knees, "ankle": joints.ankles}
    cells: Cells = defaultdict(Cell)
    for clip in options.clips:
        path, _, rate = clip.partition("=")
        for shown in _pictures(path, float(rate) if rate else None, models):
            _add(cells, kinds, models.pose, shown)
    for where in ("ahead", "behind"):
        off = [o for kind in kinds for o in cells[where, FAR, kind].off]
        if not off or np.sqrt(np.mean(np.square(off))) > SAME:
            raise SystemExit(f"{where}: the edge is {FAR} heights away, and the poses are not the same")
    options.out.mkdir(parents=True, exist_ok=True)
    of = f"{models.pose.name} on {models.pose.device}; {', '.join(Path(clip).name for clip in options.clips)}"
    (options.out / "edges.md").write_text(_table(cells, list(kinds), of), encoding="utf-8")


def _pictures(path: str, capture_fps: float | None, models: Models) -> Iterator[Shown]:
    """Pictures of the longest pass with the whole standing box in them."""
    passes = list(Recording(path, models, capture_fps=capture_fps))
    one = max(passes, key=lambda one: len(one.track), default=None)
    if one is None or one.report.quality.travel is None:
        raise SystemExit(f"{path}: nobody passes whose direction is known")
    faces_left = one.report.quality.travel == "right_to_left"
    rows = np.unique(np.linspace(0, len(one.track) - 1, PICTURES).round().astype(int))
    boxes = dict(zip(one.track.frames[rows].tolist(), one.track.boxes_xyxy[rows], strict=True))
    with VideoReader(path, capture_fps) as frames:
        for frame in frames:
            if frame.index in boxes:
                height, width = frame.image.shape[:2]
                (box,) = snapped(boxes[frame.index][None], width, height)
                if (box[:2] >= 0.0).all() and (box[2:] < (width, height)).all():
                    yield Shown(frame.image, 0, box, faces_left)


def _add(cells: Cells, kinds: dict[str, tuple[int, ...]], model: PoseModel, whole: Shown) -> None:
    before = whole.posed(model)
    for where, ends in ENDS.items():
        for end in ends:
            part = whole.cut(where, end)
            if part is None:
                continue
            after, is_inside = part.posed(model), part.shows(before.xy[0])
            off = np.linalg.norm(after.xy[0] - before.xy[0], axis=1) / (whole.box[3] - whole.box[1])
            for kind, columns in kinds.items():
                for column in (c for c in columns if before.score[0, c] >= SCORE_MIN):
                    is_told = bool(after.score[0, column] >= SCORE_MIN)
                    cells[where, end, kind].add(bool(is_inside[column]), is_told, float(off[column]))


def _table(cells: Cells, kinds: list[str], of: str) -> str:
    lines = [
        "# Poses at the edge of the picture",
        "",
        f"{of}. How far a joint that is inside moves when the picture ends there (RMS, % of the height; "
        f"wrong beyond {100 * WRONG:g} %), and how many are told that are outside.",
        "",
    ]
    for where, ends in ENDS.items():
        lines += [f"## {where.capitalize()}", "", f"| the picture ends at, heights | {' | '.join(kinds)} |"]
        lines.append("|---" * (1 + len(kinds)) + "|")
        lines += [f"| {end:g} | {' | '.join(str(cells[where, end, kind]) for kind in kinds)} |" for end in ends]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
