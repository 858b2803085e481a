"""Each way in which a camera departs from the ideal, step by step."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scene import Scene
from toeoff import Uprights

IDEAL = Scene()


@dataclass(frozen=True)
class Departure:
    """One step of one departure.

    `is_judged`: lean has to be right within 2 deg and thigh extension within 4 deg.
    `is_still`: what the analysis is told of the camera, as the video path would tell it.
    `told_roll_deg`: roll that the user states, or how uprights of the background show it.
    """

    kind: str
    step: str
    scene: Scene
    is_judged: bool = False
    is_still: bool = True
    told_roll_deg: float | Uprights | None = None


def uprights(scene: Scene) -> Uprights:
    """How uprights lean in the picture of a camera that is pitched and rolled."""
    focal_px = scene.width / 2.0 / math.tan(math.radians(scene.field_of_view_deg / 2.0))
    slope = math.degrees(math.tan(math.radians(scene.pitch_deg)) / focal_px)
    return Uprights(scene.roll_deg, slope, (scene.width / 2.0, scene.height / 2.0))


def departures() -> Iterator[Departure]:
    """Every step, the ideal first."""
    yield Departure("ideal", "-", IDEAL, is_judged=True)
    yield from _turned()
    yield from _moving()
    yield from _timed()
    yield from _small_or_hidden()


def _turned() -> Iterator[Departure]:
    for yaw in (5, 10, 15, 20, 25, 30, 40):
        for sign in (-1, 1):
            scene = replace(IDEAL, yaw_deg=sign * yaw)
            yield Departure("yaw", f"{sign * yaw:+d} deg", scene, is_judged=yaw <= 20)
    for roll in (-10, -5, -2, 2, 5, 10):
        scene = replace(IDEAL, roll_deg=roll)
        yield Departure("roll, not known", f"{roll:+d} deg", scene)
        yield Departure("roll, stated", f"{roll:+d} deg", scene, is_judged=abs(roll) <= 5, told_roll_deg=roll)
    for pitch in (-10, -5, 5, 10):
        scene = replace(IDEAL, pitch_deg=pitch)
        yield Departure("pitch", f"{pitch:+d} deg", scene)
        yield Departure("pitch, uprights told", f"{pitch:+d} deg", scene, is_judged=True, told_roll_deg=uprights(scene))
    for yaw, roll in ((20, 5), (-20, 5), (20, -5)):
        scene = replace(IDEAL, yaw_deg=yaw, roll_deg=roll)
        step = f"yaw {yaw:+d}, roll {roll:+d} deg"
        yield Departure("yaw and roll, stated", step, scene, is_judged=True, told_roll_deg=roll)


def _moving() -> Iterator[Departure]:
    for share in (0.25, 0.5, 0.75, 1.0, 1.1):
        scene = replace(IDEAL, follow="turn", share=share)
        yield Departure("pan from 9 m", f"{share:g} of the runner's", scene, is_judged=True, is_still=False)
    for distance in (6.0, 4.0):
        scene = replace(IDEAL, follow="turn", distance_m=distance)
        yield Departure(f"pan from {distance:g} m", "1 of the runner's", scene, is_judged=True, is_still=False)
    for share in (0.5, 0.9, 1.0, 1.1):
        scene = replace(IDEAL, follow="move", share=share)
        yield Departure("moving alongside", f"{share:g} of the runner's", scene, is_judged=True, is_still=False)
    for roll in (-5, 5):
        scene = replace(IDEAL, follow="move", roll_deg=roll)
        yield Departure("moving alongside, roll not known", f"{roll:+d} deg", scene, is_still=False)
    for yaw in (-40, -30, -20, -10, 10, 20, 30, 40):
        scene = replace(IDEAL, follow="move", yaw_deg=yaw)
        judged = abs(yaw) <= 20
        yield Departure("moving alongside, turned", f"{yaw:+d} deg", scene, is_judged=judged, is_still=False)
    yield Departure("hand shake", "0.1 deg, 3 Hz, taken as still", replace(IDEAL, shake_deg=0.1, shake_hz=3.0))
    for amplitude, rate in ((0.1, 3.0), (0.3, 3.0), (1.0, 1.0), (1.0, 3.0), (2.0, 2.0)):
        scene = replace(IDEAL, shake_deg=amplitude, shake_hz=rate)
        yield Departure("hand shake", f"{amplitude:g} deg, {rate:g} Hz", scene, is_still=False)


def _timed() -> Iterator[Departure]:
    for readout in (15, 30):
        # No frame lasts shorter than its readout.
        rate = 60.0 if readout == 15 else 30.0
        still = replace(IDEAL, readout_s=readout / 1000, frame_rate_hz=rate)
        yield Departure("rolling shutter", f"{readout} ms, still, {rate:g} fps", still)
        pan = replace(still, follow="turn")
        yield Departure("rolling shutter", f"{readout} ms, panning, {rate:g} fps", pan, is_still=False)
    for rate in (24.0, 30.0, 50.0, 120.0):
        yield Departure("frame rate", f"{rate:g} fps", replace(IDEAL, frame_rate_hz=rate), is_judged=True)


def _small_or_hidden() -> Iterator[Departure]:
    for distance in (5.0, 7.0, 13.0, 18.0, 26.0):
        yield Departure("distance", f"{distance:g} m", replace(IDEAL, distance_m=distance))
    for radius in (0.05, 0.15):
        yield Departure("pole", f"{200 * radius:.0f} cm wide", replace(IDEAL, pole_radius_m=radius))
    yield Departure("crossing runners", "behind another", replace(IDEAL, meets=True))
