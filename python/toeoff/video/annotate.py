"""What the annotated video shows of a pass: the lines that each number was read from, at the moment it was read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toeoff.report import Event, Measure, PassReport
from toeoff.video.canvas import WHITE, Box, Canvas, Colour

__all__ = ["draw_passes", "draw_stances"]

NEAR: Colour = (40, 170, 255)
FAR: Colour = (220, 200, 140)
TRUNK: Colour = (80, 240, 255)
UPRIGHT: Colour = (230, 230, 230)
CONTACT: Colour = (90, 230, 90)
TOE_OFF: Colour = (90, 90, 255)
GREY: Colour = (170, 170, 170)

#: The leg at toe-off stays drawn for this long, s, so that it can be compared with the picture.
FROZEN_S = 0.5
#: An event's mark is shown from the frame nearest to it on, for this long, s.
MARK_S = 0.14
#: Stances are shown this long back and ahead, s.
STRIP_S = 1.0
#: Usual length of a line of the label, letters.
LABEL_LETTERS = 36
#: From the highest landmark, a shoulder, to the top of the head, trunk lengths.
HEAD = 0.75
#: Order of the landmarks on each side.
SHOULDER, HIP, KNEE, ANKLE, HEEL, TOE = range(6)
BONES = ((HIP, KNEE), (KNEE, ANKLE), (ANKLE, HEEL), (HEEL, TOE), (ANKLE, TOE))
#: Measures of the label, and what they are called there.
HEADLINES = (
    ("cadence_spm", "cadence", "spm"),
    ("trunk_lean_deg", "lean", "deg"),
    ("leg_extension_toe_off_deg", "leg at toe-off", "deg"),
    ("thigh_extension_toe_off_deg", "thigh at toe-off", "deg"),
    ("contact_time_s", "contact", "s"),
)


@dataclass(frozen=True)
class _Moment:
    """A pass at one time."""

    report: PassReport
    time_s: float
    #: (2, 6, 2): left and right, landmarks, px.
    points: NDArray[np.float64]

    @classmethod
    def of(cls, report: PassReport, time_s: float) -> _Moment:
        return cls(report, time_s, _points(report, time_s))

    def box(self) -> Box | None:
        """Return the body with its head, px; None where nothing of it is seen."""
        seen = self.points[np.isfinite(self.points).all(axis=2)]
        if not len(seen):
            return None
        (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
        return math.floor(left), math.floor(top - HEAD * self.trunk_px()), math.ceil(right), math.ceil(bottom)

    def trunk_px(self) -> float:
        return float(np.nan_to_num(np.linalg.norm(self.mid(SHOULDER) - self.mid(HIP))))

    def mid(self, joint: int) -> NDArray[np.float64]:
        return np.asarray(self.points[:, joint].mean(axis=0))


def draw_passes(canvas: Canvas, reports: list[PassReport], time_s: float) -> None:
    """Draw the passes that are in the picture at a time, and what is told of each beside them, clear of every one.

    Parameters
    ----------
    canvas : Canvas
    reports : list of PassReport
    time_s : float
        On the clock of the recording, s.
    """
    moments = [_Moment.of(r, time_s) for r in reports if len(r.time_s) and r.time_s[0] <= time_s <= r.time_s[-1]]
    for now in moments:
        _draw_body(canvas, now)
        if now.report.strides:
            _draw_lean(canvas, now)
            _draw_toe_offs(canvas, now)
            _draw_events(canvas, now)
    bodies = [box for now in moments if (box := now.box()) is not None]
    for now in moments:
        _draw_label(canvas, now, bodies)


def draw_stances(canvas: Canvas, reports: list[PassReport], time_s: float) -> None:
    """Draw who stands on which foot, from a second ago to a second ahead, as bars in the upper left corner."""
    row_height, half = 1.2 * canvas.line_height(), 0.15 * canvas.width
    now_x, top = 4.0 * canvas.unit + half, 4.0 * canvas.unit
    for report in [report for report in reports if report.strides][-3:]:
        for side in ("left", "right"):
            for start_s, end_s in _stances(report, side):
                edges = now_x + np.clip((np.array([start_s, end_s]) - time_s) / STRIP_S, -1.0, 1.0) * half
                if edges[1] > edges[0]:
                    colour = NEAR if side == report.quality.near_side else FAR
                    canvas.bar(edges[0], top, edges[1], top + 0.75 * row_height, colour)
            canvas.words((now_x + half + 4.0 * canvas.unit, top + row_height), f"#{_number_of(report)} {side}")
            top += row_height
        canvas.line((now_x, top - 2.1 * row_height), (now_x, top), WHITE)
        top += 0.3 * row_height


def _draw_body(canvas: Canvas, now: _Moment) -> None:
    near = {"left": 0, "right": 1}.get(now.report.quality.near_side or "", -1)
    # The near leg last: it covers the far one in the picture too.
    for side in sorted((0, 1), key=lambda s: s == near):
        colour, weight = (NEAR, 3.0) if side == near else (FAR, 1.5)
        for a, b in BONES:
            canvas.line(now.points[side, a], now.points[side, b], colour, weight)
        for joint in (HIP, KNEE, ANKLE):
            canvas.dot(now.points[side, joint], colour, 1.5)
    canvas.line(now.mid(HIP), now.mid(SHOULDER), TRUNK, 2.0)


def _down(report: PassReport, x: float) -> NDArray[np.float64]:
    """Way down in the picture, length 1, x px from the left: of a camera rolled clockwise uprights lean left."""
    quality = report.quality
    if quality.roll_deg is None:
        return np.array([0.0, 1.0])
    hips_x = report.landmarks[:, [HIP, HIP + 6], 0]
    aside = x - hips_x[np.isfinite(hips_x)].mean()
    roll = np.radians(quality.roll_deg + (quality.roll_slope_deg_per_px or 0.0) * aside)
    return np.array([np.sin(roll), np.cos(roll)])


def _draw_lean(canvas: Canvas, now: _Moment) -> None:
    hip, shoulder = now.mid(HIP), now.mid(SHOULDER)
    length = float(np.linalg.norm(shoulder - hip))
    canvas.dashes(hip, hip - 1.25 * length * _down(now.report, hip[0]), UPRIGHT)
    lean_deg = _angle(now.report, "trunk_lean", now.time_s)
    if np.isfinite(lean_deg):
        text = f"lean {lean_deg:+.1f}"
        # Ahead of the face, where the label and the arms leave room.
        goes_left = now.report.quality.travel == "right_to_left"
        ahead = -0.55 * length - len(text) * canvas.letter_width() if goes_left else 0.55 * length
        canvas.words(shoulder + np.array([ahead, 0.0]), text, TRUNK)


def _is_one_picture(report: PassReport) -> bool:
    """Whether a place of the picture stays that place: not before a camera that moves, its way known or not."""
    return report.source.get("camera") == "still" and not report.source.get("camera_steadied")


def _draw_toe_offs(canvas: Canvas, now: _Moment) -> None:
    """Draw the leg as it was at toe-off, where it was; of a moving camera the last one alone, at the hip of now."""
    is_still = _is_one_picture(now.report)
    recent = [e for e in now.report.events if e.kind == "toe_off" and 0.0 <= now.time_s - e.time_s <= FROZEN_S]
    for event in recent if is_still else recent[-1:]:
        side = 0 if event.side == "left" else 1
        then = _points(now.report, event.time_s)
        shift = np.zeros(2) if is_still else now.points[side, HIP] - then[side, HIP]
        hip, knee, ankle = (then[side, joint] + shift for joint in (HIP, KNEE, ANKLE))
        down = _down(now.report, hip[0])
        canvas.dashes(hip, hip + float((ankle - hip) @ down) * down, UPRIGHT)
        canvas.line(hip, ankle, TOE_OFF, 2.0)
        canvas.line(hip, knee, WHITE)
        words = " ".join(
            f"{name} {value:.0f}"
            for name, key in (("leg", "leg_extension_toe_off_deg"), ("thigh", "thigh_extension_toe_off_deg"))
            if (value := _of_stance(now.report, event, key)) is not None
        )
        canvas.words(ankle + np.array([0.0, 0.5]) * canvas.line_height(), f"{event.side} TO {words}", TOE_OFF)


def _draw_events(canvas: Canvas, now: _Moment) -> None:
    is_still = _is_one_picture(now.report)
    for event in now.report.events:
        half_frame_s = 0.5 / now.report.quality.frame_rate_hz
        side = 0 if event.side == "left" else 1
        is_contact = event.kind == "initial_contact"
        colour, name = (CONTACT, "IC") if is_contact else (TOE_OFF, "TO")
        if is_still and event.time_s <= now.time_s:
            canvas.dot(_sole(_points(now.report, event.time_s)[side], is_contact), colour, 1.5)
        if -half_frame_s <= now.time_s - event.time_s <= MARK_S:
            at = _sole(now.points[side], is_contact)
            canvas.dot(at, colour, 4.0)
            canvas.words(at + np.array([6.0, 12.0]) * canvas.unit, f"{event.side} {name}", colour)


def _draw_label(canvas: Canvas, now: _Moment, bodies: list[Box]) -> None:
    lines: list[tuple[str, Colour]] = []
    for key, name, unit in HEADLINES:
        measure = now.report.measures.get(key)
        if measure is not None and measure.value is not None:
            lines.append((f"{name} {_number(measure, unit)} {unit}  {measure.grade or ''}", WHITE))
    reasons = now.report.quality.reasons
    if not lines:
        withheld = {m.reason for m in now.report.measures.values() if m.value is None and m.reason}
        lines.append(("withheld: " + ", ".join(reasons or sorted(withheld)), GREY))
    elif reasons:
        lines.append((", ".join(reasons), GREY))
    lines.insert(0, (f"#{_number_of(now.report)} {(now.report.quality.travel or '').replace('_', ' ')}", TRUNK))
    canvas.label(_label_corner(canvas, now, len(lines)), lines, clear_of=bodies)


def _label_corner(canvas: Canvas, now: _Moment, n_lines: int) -> NDArray[np.float64]:
    """Return the lower left corner of the label: above the head, or behind the back where there is no room above."""
    box = now.box()
    if box is None:
        return np.full(2, np.nan)
    left, top, right, _ = box
    height = (n_lines + 0.5) * canvas.line_height()
    if top - canvas.line_height() >= height:
        return np.array([left, top - canvas.line_height()])
    goes_left = now.report.quality.travel == "right_to_left"
    aside = 0.3 * now.trunk_px()
    back = right + aside if goes_left else left - aside - LABEL_LETTERS * canvas.letter_width()
    return np.array([back, top + HEAD * now.trunk_px() + height])


def _number(measure: Measure, unit: str) -> str:
    digits = 3 if unit == "s" else 0 if unit == "spm" else 1
    text = f"{measure.value:.{digits}f}"
    if measure.low is None or measure.high is None:
        return text
    return f"{text} ({measure.low:.{digits}f} to {measure.high:.{digits}f})"


def _number_of(report: PassReport) -> str:
    return str(report.source.get("pass", "?"))


def _sole(leg: NDArray[np.float64], is_contact: bool) -> NDArray[np.float64]:
    """Return the point that touches: heel or toe, else the ankle."""
    point = leg[HEEL if is_contact else TOE]
    return np.asarray(point if np.isfinite(point).all() else leg[ANKLE])


def _stances(report: PassReport, side: str) -> list[tuple[float, float]]:
    return [
        (stride.initial_contact_s, stride.toe_off_s)
        for stride in report.strides
        if stride.side == side and stride.initial_contact_s is not None and stride.toe_off_s is not None
    ]


def _of_stance(report: PassReport, event: Event, key: str) -> float | None:
    """Return the value that the table has for the stance that ends with this toe-off."""
    for stride in report.strides:
        if stride.side == event.side and stride.toe_off_s is not None and abs(stride.toe_off_s - event.time_s) < 1e-6:
            return stride.values.get(key)
    return None


def _points(report: PassReport, time_s: float) -> NDArray[np.float64]:
    """Return the landmarks at a time, (2, 6, 2) px, linear between frames; NaN beside a missing one."""
    return _between(report.time_s, report.landmarks, time_s).reshape(2, 6, 2)


def _angle(report: PassReport, name: str, time_s: float) -> float:
    series = report.angles.get(name)
    return float("nan") if series is None else float(_between(report.time_s, series, time_s))


def _between(times_s: NDArray[np.float64], values: NDArray[np.float64], time_s: float) -> NDArray[np.float64]:
    after = int(np.clip(np.searchsorted(times_s, time_s), 1, max(1, len(times_s) - 1)))
    if len(times_s) == 1:
        return np.asarray(values[0])
    before = after - 1
    weight = np.clip((time_s - times_s[before]) / (times_s[after] - times_s[before]), 0.0, 1.0)
    # A weight of 0 or 1 must not drag in a missing neighbour.
    if weight in (0.0, 1.0):
        return np.asarray(values[after if weight else before])
    return np.asarray((1.0 - weight) * values[before] + weight * values[after])
