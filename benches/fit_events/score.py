"""Errors of predicted events against the force plates, matched as a judge would match them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from cascade import EVENTS, Stances
from numpy.typing import NDArray
from toeoff.validate.matching import match as nearest_found

Array = NDArray[np.float64]

SHARE = 0.4  # `events/steady.rs`
STANCES_MINIMUM = 3


@dataclass(frozen=True)
class Contact:
    """One true contact of a view: the errors of its two events, ms, NaN when missed, and the rows they came from."""

    view: int
    side: int
    error_ms: tuple[float, float]
    row: tuple[int, int]


def drawn_to_median(stances: Stances, times: dict[str, Array]) -> dict[str, Array]:
    """Each foot's events drawn towards their median, as `events/steady.rs` does."""
    drawn = {event: t.copy() for event, t in times.items()}
    foot = stances.of_view * 2 + stances.side
    for event, t in drawn.items():
        for f in np.unique(foot):
            own = (foot == f) & np.isfinite(t)
            if own.sum() >= STANCES_MINIMUM:
                since = t[own] - stances.anchor_s[own]
                drawn[event][own] = stances.anchor_s[own] + (1 - SHARE) * since + SHARE * np.median(since)
    return drawn


def match(stances: Stances, times: dict[str, Array]) -> tuple[list[Contact], int]:
    """Every true contact with its errors, and the number of events that belong to none."""
    contacts, extra = [], 0
    for v, view in enumerate(stances.views):
        rows = np.flatnonzero(stances.of_view == v)
        first, last = view.contacts[0][1], view.contacts[-1][2]
        for side in (0, 1):
            truth = [c for c in view.contacts if c[0] == side]
            matched = []
            for column, event in enumerate(EVENTS, start=1):
                own = rows[(stances.side[rows] == side) & np.isfinite(times[event][rows])]
                found_s, truth_s = times[event][own], np.array([c[column] for c in truth])
                nearest = nearest_found(found_s, truth_s)
                matched.append(
                    [
                        (1e3 * (found_s[k] - t), int(own[k])) if k >= 0 else (np.nan, -1)
                        for k, t in zip(nearest, truth_s, strict=True)
                    ]
                )
                unmatched = np.delete(found_s, nearest[nearest >= 0])
                extra += int(((unmatched > first) & (unmatched < last)).sum())
            for (ic, ic_row), (to, to_row) in zip(*matched, strict=True):
                contacts.append(Contact(v, side, (ic, to), (ic_row, to_row)))
    return contacts, extra


def summary(contacts: list[Contact], extra: int = 0) -> str:
    """One line: bias ± SD (RMSE), share found, share of extra events, contact time."""
    errors = np.array([c.error_ms for c in contacts])
    parts = []
    for name, e in zip(("IC", "TO"), errors.T, strict=True):
        ok = e[np.isfinite(e)]
        rmse = np.sqrt(np.mean(ok**2))
        p95 = np.percentile(np.abs(ok), 95)
        found = 100 * len(ok) / len(e)
        parts.append(f"{name} {ok.mean():+5.1f} ± {ok.std():4.1f} ({rmse:4.1f}) p95 {p95:4.1f} found {found:5.1f} %")
    contact_time = errors[:, 1] - errors[:, 0]
    ok = contact_time[np.isfinite(contact_time)]
    extras = 100 * extra / max(1, 2 * len(contacts))
    parts += [f"extra {extras:3.1f} %", f"contact {ok.mean():+5.1f} ± {ok.std():4.1f}", f"n {len(contacts)}"]
    return " | ".join(parts)


def brief(contacts: list[Contact]) -> str:
    """Bias ± SD (RMSE) of both events and of the contact time, ms, in a short line."""
    errors = np.array([c.error_ms for c in contacts])
    columns = [errors[:, 0], errors[:, 1], errors[:, 1] - errors[:, 0]]
    known = [e[np.isfinite(e)] for e in columns]
    parts = [
        f"{name} {e.mean():+5.1f} ± {e.std():4.1f} ({np.sqrt(np.mean(e**2)):4.1f})"
        for name, e in zip(("IC", "TO", "contact"), known, strict=True)
    ]
    return "  ".join([*parts, f"found {100 * np.isfinite(errors[:, 1]).mean():5.1f} %"])


def spread_s(stances: Stances, t: Array) -> Array:
    """For every row the standard deviation of its foot's events, as seen from their anchors; NaN below three."""
    spread = np.full(len(t), np.nan)
    foot = stances.of_view * 2 + stances.side
    for f in np.unique(foot):
        own = (foot == f) & np.isfinite(t)
        if own.sum() >= STANCES_MINIMUM:
            spread[own] = np.std(t[own] - stances.anchor_s[own], ddof=1)
    return spread
