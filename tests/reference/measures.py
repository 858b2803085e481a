"""Measures of a pass from per-stride rows, with intervals and grades: slow, one measure at a time.

The table of what is known of each value is the core's own (`_core.measure_specs`).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from toeoff import _core

NAMES = _core.STRIDE_VALUES
SPECS = {row[0]: row for row in _core.measure_specs()}
TIMES = NAMES[:5]
RUNNER_S, LABORATORY_S = (0.005, 0.006), (0.005, 0.010)
NAN = float("nan")


@dataclass(frozen=True)
class One:
    """A measure: value, half widths of the total and the repeatability interval, strides, grade, reason."""

    value: float = NAN
    total: float = NAN
    repeat: float = NAN
    n: int = 0
    grade: str | None = None
    reason: str | None = None
    shared: float = 0.0

    def of_one_leg(self):
        return math.sqrt(self.total**2 - self.shared**2)


@dataclass(frozen=True)
class Pass:
    """What the core's function reads."""

    rows: np.ndarray
    side: np.ndarray
    alone_s: np.ndarray
    sigma_s: np.ndarray
    conditions: dict

    def column(self, name):
        return self.rows[:, 3 + NAMES.index(name)]


def student_t(df):
    """95 % quantile, linear between whole degrees of freedom, those below one counting as one."""
    df = max(df, 1.0)
    low, high = stats.t.ppf(0.975, [math.floor(df), math.floor(df) + 1])
    return low + (df - math.floor(df)) * (high - low)


def following(p, i):
    """Row of the next stance of the same foot, None where there is none."""
    for j in range(i + 1, len(p.side)):
        if p.side[j] == p.side[i] and (p.rows[j, 0] == p.rows[i, 2] or np.isnan(p.rows[i, 2])):
            return j
    return None


def mean_of(values):
    known = [v for v in values if np.isfinite(v)]
    return sum(known) / len(known) if known else NAN


def alone(p, name):
    """A value of every stride, times from the events before they were drawn together."""
    out = p.column(name).copy()
    told = np.where(np.isfinite(p.rows[:, :2]), p.alone_s, NAN)
    for i in range(len(out)):
        if name not in TIMES or np.isnan(out[i]):
            continue
        j = following(p, i)
        after = told[j] if j is not None else (NAN, NAN)
        other = told[i + 1, 0] if i + 1 < len(out) else NAN
        contact_s = told[i, 1] - told[i, 0]
        out[i] = {
            "stride_time_s": mean_of([after[0] - told[i, 0], after[1] - told[i, 1]]),
            "contact_time_s": contact_s,
            "flight_time_s": other - told[i, 1],
            "swing_time_s": after[0] - told[i, 1],
            "duty_factor": contact_s / p.column("stride_time_s")[i],
        }[name]
    return out


def overlap(side):
    counts = [int((side == s).sum()) for s in (0, 1)]
    return sum(counts) / max(counts) if sum(counts) else 1.0


def repeat_half_width(n, own, share, spec, conditions):
    apart = n / share
    pooled = dict(conditions["stride_sd"]).get(spec[2])
    if apart < 3:
        return stats.norm.ppf(0.975) * np.fmax(spec[8] if pooled is None else pooled, own) / math.sqrt(apart)
    if pooled is not None and apart < 12:
        return stats.norm.ppf(0.975) * pooled / math.sqrt(apart)
    return student_t((n - 1) / (1.5 if share > 1 else 1.0)) * own / math.sqrt(apart)


def systematic(p, value, spec):
    """One standard deviation of what strides of one leg do not average out."""
    c, parts = p.conditions, [spec[9]]
    for event in (0, 1):
        known = p.sigma_s[np.isfinite(p.rows[:, event]), event]
        sigma = np.median(known) if len(known) else RUNNER_S[event]
        parts.append(spec[3][event] * sigma)
    if spec[1] == "deg":
        sigma = c["view_sigma_rad"] or 0.0
        parts.append(value * math.hypot(math.tan(c["view_angle_rad"] or 0.0) * sigma, sigma**2 / 2))
    if spec[5] == "still_picture":
        parts.append(c["picture_sway"])
    return math.sqrt(sum(x * x for x in parts))


def shared(spec, c):
    """One standard deviation of what both legs have in common."""
    parts = [slope * sigma for slope, sigma in zip(spec[3], LABORATORY_S, strict=True)]
    parts.append(spec[4] * math.hypot(2.0 if c["roll_sigma_deg"] is None else c["roll_sigma_deg"], 0.5))
    return math.sqrt(sum(x * x for x in parts))


def event_letter(p, sides):
    """Letter of the root mean square uncertainty of these sides' contacts or toe-offs, the worse."""
    own = np.isin(p.side, sides)
    known = [p.sigma_s[own & np.isfinite(p.rows[:, event]), event] for event in (0, 1)]
    worst = max((np.sqrt(np.mean(k**2)) for k in known if len(k)), default=0.0)
    return "ABCD"[int(np.searchsorted([0.008, 0.012, 0.020], worst))]


def grade(n, spec, c, events="A"):
    """Letter and reason; no letter when withheld."""
    psi, height, feet = c["view_angle_rad"], c["height_px"], spec[5] == "feet"
    if psi is not None and abs(psi) > math.radians(30):
        return None, "view_oblique"
    if height < 80 or (feet and height < 300):
        return None, "too_small"
    if n == 0:
        return None, "too_short"
    size = height * 0.75 if feet else height
    limits = [
        ("C", "view_unknown") if psi is None else ("C", "view_oblique") if abs(psi) > math.radians(20) else None,
        ("D", "too_small") if size < 150 else ("C", "too_small") if size < 300 else None,
        ({1: "D", 2: "C"}.get(n, "B"), "few_strides") if n < 7 else None,
        (events, "inconsistent_events") if spec[6] and events > "A" else None,
        ("C" if c["frame_rate_hz"] < 49 else "B", "frame_rate_low") if spec[6] and c["frame_rate_hz"] < 99 else None,
        ("C", "roll_unknown") if spec[4] and c["roll_sigma_deg"] is None else None,
        ("B", "roll_unknown") if spec[4] and (c["roll_sigma_deg"] or 0.0) > 1.0 else None,
    ]
    # The first of the worst.
    return max((x for x in limits if x), key=lambda x: x[0], default=("A", None))


def width_letter(half_width, spec):
    """Best letter that so wide an interval leaves, by that of three strides, good events and an unknown roll."""
    parts = [spec[8] / math.sqrt(3), spec[9], spec[4] * math.hypot(2.0, 0.5)]
    parts += [slope * math.hypot(a, b) for slope, a, b in zip(spec[3], RUNNER_S, LABORATORY_S, strict=True)]
    ratio = half_width / (stats.norm.ppf(0.975) * math.sqrt(sum(x * x for x in parts)))
    return "D" if ratio > 4 else "C" if ratio > 2 else "A"


def measure(p, name, sides=(0, 1)):
    spec, c = SPECS[name], p.conditions
    for need, seen in (("trunk", "has_trunk"), ("feet", "has_feet")):
        if spec[5] == need and not c[seen]:
            return One(reason=f"{need}_missing")
    if spec[5] == "still_picture" and c["picture_sway"] is None:
        return One(reason="camera_not_still")
    own = np.isin(p.side, sides)
    values, spread = p.column(spec[2])[own], alone(p, spec[2])[own]
    told = np.isfinite(values)
    n = int(told.sum())
    if n:
        share = 1.0 if spec[7] else overlap(p.side[own][told])
        kept = spread[np.isfinite(spread)]
        deviation = kept.std(ddof=1) if len(kept) > 1 else NAN
        value = values[told].mean()
        repeat = repeat_half_width(n, deviation, share, spec, c)
        common = stats.norm.ppf(0.975) * shared(spec, c)
        total = math.hypot(repeat, stats.norm.ppf(0.975) * systematic(p, value, spec), common)
    if not n or not np.isfinite([value, repeat, total]).all():
        return One(reason="gaps" if np.isfinite(p.rows[:, 2]).any() else "too_short")
    if len(sides) == 1 and spec[6] and len(kept) == 2 and deviation > 8 * spec[8]:
        return One(reason="inconsistent_events")
    letter, reason = grade(n, spec, c, event_letter(p, sides))
    if letter and width_letter(total, spec) > letter:
        letter, reason = width_letter(total, spec), "few_strides"
    return One(value, total, repeat, n, letter, reason, common) if letter else One(reason=reason)


def oscillation(p):
    """Against what a body does that is carried for the contact time by half a sine of force, and falls in between."""
    plain = measure(p, "vertical_oscillation_ratio")
    contact, flight = measure(p, "contact_time_s").value, measure(p, "flight_time_s").value
    if not np.isfinite([plain.value, contact, flight]).all():
        return plain
    leg_m = p.conditions["leg_length_m"][0] if p.conditions["leg_length_m"] else 0.85
    flight = max(flight, 0.0)
    _, drop, _, _ = _core.spring_mass(contact, flight, 0.0, leg_m)
    asked = (drop + 9.81 * flight**2 / 8) / leg_m
    if not 0.60 <= plain.value / asked <= 1.60:
        return One(reason="camera_not_still")
    share = 0.5 if p.conditions["is_said_to_stand"] else 1.0
    total = math.hypot(plain.total, stats.norm.ppf(0.975) * share * (plain.value - asked))
    wide = width_letter(total, SPECS["vertical_oscillation_ratio"])
    letter, reason = (wide, "few_strides") if wide > plain.grade else (plain.grade, plain.reason)
    return replace(plain, total=total, grade=letter, reason=reason)


def event_error(p, i):
    """Error of a stride time from those of its events."""
    j = following(p, i)
    squares = [
        p.sigma_s[i, e] ** 2 + p.sigma_s[j, e] ** 2
        for e in (0, 1)
        if j is not None and np.isfinite(p.rows[[i, j], e]).all()
    ]
    return math.sqrt(sum(squares)) / len(squares) if squares else 0.0


def repeated(p, plain):
    """Stride time of a few strides, from how the motion repeats."""
    if p.conditions["repetition"] is None:
        return One(reason="too_short")
    step_s, mismatch = p.conditions["repetition"]
    share = overlap(p.side[np.isfinite(p.column("stride_time_s"))])
    spread = dict(p.conditions["stride_sd"]).get("stride_time_s", SPECS["stride_time_s"][8])
    typical = stats.norm.ppf(0.975) * spread / math.sqrt(max(plain.n, 1) / share)
    half = 1.96 * 0.0085 / p.conditions["duration_s"] * math.sqrt(1 + mismatch / 0.01) * 2 * step_s
    half = max(half, typical)
    letter, reason = plain.grade, plain.reason
    if plain.n == 0:
        letter, reason = grade(1, SPECS["stride_time_s"], p.conditions)
        if letter:
            letter, reason = "D", "few_strides"
    return One(2 * step_s, half, half, plain.n, letter, reason) if letter else One(reason=reason)


def stride_time(p):
    plain = measure(p, "stride_time_s")
    spec, times = SPECS["stride_time_s"], p.column("stride_time_s")
    if plain.n < 6:
        return repeated(p, plain)
    away = np.abs(times - np.nanmedian(times))
    kept = np.flatnonzero(away <= 3 * 1.4826 * np.nanmedian(away))
    errors = np.array([event_error(p, i) for i in kept])
    weight = 1 / (spec[8] ** 2 + errors**2)
    weight /= weight.sum()
    n = 1 / (weight**2).sum()
    spread = alone(p, "stride_time_s")[kept]
    variance = weight @ (spread - weight @ spread) ** 2
    own = math.sqrt(variance * n / (n - 1)) if n > 1 + 1e-9 else NAN
    share = overlap(p.side[kept])
    half = repeat_half_width(n, own, share, spec, p.conditions)
    if n / share < 3:
        half = max(half, 1.96 * math.sqrt(((weight * errors) ** 2).sum()))
    if not np.isfinite(half):
        return plain
    return replace(plain, value=weight @ times[kept], total=half, repeat=half, n=len(kept))


def cadence(stride):
    factor = 120 / stride.value**2
    return replace(stride, value=120 / stride.value, total=factor * stride.total, repeat=factor * stride.repeat)


def asymmetry(left, right, *, is_angle):
    missing = next((m for m in (left, right) if not np.isfinite(m.value)), None)
    if missing:
        return One(reason=missing.reason)
    if min(left.n, right.n) < 2:
        return One(reason="few_strides")
    factor = 1.0 if is_angle else 100 / ((left.value + right.value) / 2)
    value = factor * (right.value - left.value)
    return One(
        value if is_angle else abs(value),
        factor * math.hypot(left.of_one_leg(), right.of_one_leg()),
        factor * math.hypot(left.repeat, right.repeat),
        min(left.n, right.n),
        *max([(left.grade, left.reason), (right.grade, right.reason), ("C", "derived")], key=lambda limit: limit[0]),
    )
