"""What a pose adapter costs beside its network: crop, normalise and decode, per person.

The network is a stand-in that answers at once with outputs whose keypoints are known; each run checks them.

    python benches/python/bench_pose.py [--people 4] [--height 300] [--rounds 200]
"""

from __future__ import annotations

import argparse
import statistics
import time

import cv2
import numpy as np
from toeoff.video.pose.blazepose import BlazePose
from toeoff.video.pose.heatmap import HeatmapPose
from toeoff.video.pose.movenet import MovenetPose
from toeoff.video.pose.simcc import SimccPose
from toeoff.video.session import TensorSpec

FRAME = (1920, 1080)


class Answer:
    """A session with ready outputs."""

    name = "answer"
    device = "cpu"

    def __init__(self, shape, outputs, dtype=np.float32):
        self.inputs = {"input": TensorSpec(shape, np.dtype(dtype))}
        self.outputs = {k: TensorSpec((None, *v.shape[1:])) for k, v in outputs.items()}
        self._outputs = outputs

    def run(self, feeds):
        return self._outputs


def bells(at, n):
    """Gaussians of width 2 along the last axis, centred at `at`."""
    return np.exp(-((np.arange(n) - at[..., None]) ** 2) / 8).astype(np.float32)


def cases(n, rng):
    """Name, model, true keypoints in parts of the crop's width and height."""
    part = rng.uniform(0.2, 0.8, (n, 26, 2))
    simcc = {"simcc_x": bells(part[..., 0] * 384, 384), "simcc_y": bells(part[..., 1] * 512, 512)}
    yield "simcc", SimccPose(Answer((None, 3, 256, 192), simcc)), part
    part = rng.uniform(0.2, 0.8, (n, 17, 2))
    maps = bells(part[..., 1] * 64, 64)[..., :, None] * bells(part[..., 0] * 48, 48)[..., None, :]
    for decoder in ("dark", "quarter_shift"):
        yield f"heatmap_{decoder}", HeatmapPose(Answer((None, 3, 256, 192), {"maps": maps}), decoder=decoder), part
    points = np.concatenate([part[..., ::-1], np.ones((n, 17, 1))], axis=2).astype(np.float32)
    movenet = Answer((None, 192, 192, 3), {"points": points[:, None]}, np.uint8)
    yield "movenet", MovenetPose(movenet), part
    part = rng.uniform(0.2, 0.8, (n, 39, 2))
    rows = np.full((n, 39, 5), 9.0, np.float32)
    rows[..., :2] = part * 256
    maps = bells(part[..., 1] * 64, 64)[..., :, None] * bells(part[..., 0] * 64, 64)[..., None, :]
    logits = np.ascontiguousarray(np.moveaxis(16 * maps - 8, 1, -1))
    outputs = {"landmarks": rows.reshape(n, -1), "presence": np.ones((n, 1), np.float32), "heatmap": logits}
    yield "blazepose", BlazePose(Answer((None, 256, 256, 3), outputs)), part[:, :33] - 0.5 / 256


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--height", type=float, default=300.0, help="of a person's box, px")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(0)
    image = cv2.GaussianBlur(rng.integers(0, 256, (FRAME[1], FRAME[0], 3), dtype=np.uint8), (0, 0), 3)
    left_top = rng.uniform(0, 300, (options.people, 2))
    boxes = np.concatenate([left_top, left_top + np.array([0.4, 1.0]) * options.height], axis=1)
    print(f"{options.people} people of {options.height:g} px, one thread; ms of processor time per person")
    print(f"{'case':24}{'median':>8}{'fastest':>9}{'slowest':>9}")
    for name, model, part in cases(options.people, rng):
        spent = []
        for _ in range(options.rounds):
            start = time.process_time()
            poses = model.estimate(image, boxes)
            spent.append((time.process_time() - start) * 1e3 / options.people)
        size = np.array(model._cropper.size)
        side = np.maximum(0.4 * options.height, options.height * size[0] / size[1]) * 1.25
        centre = (boxes[:, None, :2] + boxes[:, None, 2:]) / 2
        truth = centre + (part - 0.5) * np.array([1, size[1] / size[0]]) * side
        error_crop_px = np.abs(poses.xy - truth).max() * size[0] / side
        # A quarter of a heatmap cell (4 px) is what a quarter shift can miss; the others decode to a part of a px.
        limit = 1.5 if name == "heatmap_quarter_shift" else 0.3
        if not error_crop_px < limit:
            raise SystemExit(f"pose/{name}: keypoints are {error_crop_px:.2f} crop px off, {limit} allowed")
        print(f"pose/{name:19}{statistics.median(spent):8.3f}{min(spent):9.3f}{max(spent):9.3f}")


if __name__ == "__main__":
    main()
