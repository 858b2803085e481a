"""Which aims the errors of a condition miss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toeoff.validate.conditions import Aim

__all__ = ["missed_aims"]


def missed_aims(aim: Aim, events: Mapping[str, Any], unseen: Mapping[str, Any] | None) -> list[str]:
    """Name every aim that is missed here or on unseen runners, with the figure that misses it.

    Parameters
    ----------
    aim : Aim
    events : mapping
        Errors on the runs at hand.
    unseen : mapping or None
        Cross-validated errors. They are held against the aims for errors only: which events are found depends on the
        stances and not on the tables, so the runs at hand tell it.
    """
    missed = []
    for who, table in (("", events), ("cross-validated ", unseen)):
        if table is None:
            continue
        contact, toe_off = table["initial_contact"], table["toe_off"]
        limits = [
            ("initial contact", contact["rmse"], aim.contact_rmse),
            ("toe-off", toe_off["rmse"], aim.toe_off_rmse),
            ("contact time", table["contact_time"]["sd"], aim.contact_time_sd),
        ]
        if aim.bias is not None:
            limits += [(f"bias of {n}", b["bias"], aim.bias) for n, b in (("contact", contact), ("toe-off", toe_off))]
        # As printed: to a tenth of a millisecond.
        missed += [f"{who}{n} {x:.1f}" for n, x, limit in limits if x is not None and round(abs(x), 1) > limit]
    found = [events[e]["found"] for e in ("initial_contact", "toe_off")]
    if None not in found and min(found) < aim.found:
        missed.append(f"found {100 * min(found):.1f} % of {100 * aim.found:.1f}")
    if events["extra"] is not None and events["extra"] > aim.extra:
        missed.append(f"extra {100 * events['extra']:.2f} % of {100 * aim.extra:.1f}")
    return missed
