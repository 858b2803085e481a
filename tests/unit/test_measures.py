"""Measures of stated strides against a slow twin, closed forms, and the reasons of what is withheld."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import measures as slow
from scipy.special import expit
from toeoff import _core

NAMES = _core.STRIDE_VALUES
PER_LEG = [name for name, spec in slow.SPECS.items() if spec[7]]
PLAIN = {
    "frame_rate_hz": 120.0,
    "view_angle_rad": 0.1,
    "view_sigma_rad": 0.1,
    "height_px": 500.0,
    "roll_sigma_deg": 0.5,
    "has_trunk": True,
    "has_feet": True,
    "toes_slide": False,
    "leg_length_m": None,
    "near_side": None,
    "far_leg_counts": True,
    "leg_is_seen": [True, True],
    "camera_is_still": True,
    "is_said_to_stand": True,
    "picture_sway": 0.0,
    "repetition": None,
    "duration_s": 1.2,
    "stride_sd": [],
}
INTERVALS = 3e-4  # Student's t has three decimals in the core


def passed(rng, n, *, jitter_s=0.004, **conditions):
    """Strides of both feet in turn, values about a runner's."""
    contact = 0.35 * np.arange(n) + rng.normal(0, jitter_s, n)
    told = np.column_stack([contact, contact + 0.24 + rng.normal(0, jitter_s, n)])
    after = np.full((n, 2), np.nan)
    after[:-2] = told[2:]
    values = np.empty((n, len(NAMES)))
    values[:, 0] = (after - told).mean(axis=1)
    values[:, 1] = told[:, 1] - told[:, 0]
    values[:, 2] = np.append(told[1:, 0], np.nan)[:n] - told[:, 1]
    values[:, 3] = after[:, 0] - told[:, 1]
    values[:, 4] = values[:, 1] / values[:, 0]
    values[:, 5:] = rng.normal(20, 2, (n, len(NAMES) - 5))
    values[:, NAMES.index("vertical_oscillation_ratio")] = rng.uniform(0.03, 0.17) + rng.normal(0, 0.005, n)
    rows = np.column_stack([told, after[:, 0], values])
    side = np.arange(n, dtype=np.uint8) % 2
    alone = told + rng.normal(0, jitter_s, told.shape)
    return slow.Pass(rows, side, alone, rng.uniform(0.003, 0.03, told.shape), PLAIN | conditions)


def found(p):
    columns = _core.stride_measures(p.rows, p.side, p.alone_s, p.sigma_s, p.conditions)
    named = {part: {row[0]: row[1:] for row in columns[part]} for part in ("measures", "left", "right")}
    return named | {"foot_strike": columns["foot_strike"]}


def agree(row, twin, *, floor=-math.inf):
    """A row of the core and the twin's measure."""
    value, low, high, _, n, grade, reason, again_low, again_high = row
    if not np.isfinite(twin.value):
        assert (value, low, high, again_low, again_high, n, grade) == (None,) * 5 + (0, None)
        assert reason == twin.reason
        return
    assert value == pytest.approx(twin.value, rel=1e-9, abs=1e-12)
    for ends, half in (((low, high), twin.total), ((again_low, again_high), twin.repeat)):
        expected = [max(twin.value - half, floor), twin.value + half]
        assert ends == pytest.approx(expected, abs=INTERVALS * half + 1e-12)
    assert (n, grade, reason) == (twin.n, twin.grade, twin.reason)


@st.composite
def passes(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    p = passed(
        rng,
        draw(st.integers(0, 30)),
        jitter_s=draw(st.sampled_from([0.0005, 0.004, 0.02])),
        frame_rate_hz=draw(st.sampled_from([25.0, 60.0, 120.0])),
        view_angle_rad=draw(st.sampled_from([None, 0.0, -0.2, 0.4, 0.6])),
        view_sigma_rad=draw(st.sampled_from([None, 0.1])),
        height_px=draw(st.sampled_from([70.0, 140.0, 250.0, 350.0, 600.0])),
        roll_sigma_deg=draw(st.sampled_from([None, 0.5, 1.2])),
        has_trunk=draw(st.booleans()),
        has_feet=draw(st.booleans()),
        is_said_to_stand=draw(st.booleans()),
        picture_sway=draw(st.sampled_from([None, 0.0, 0.01])),
        repetition=draw(st.sampled_from([None, (0.35, 0.0), (0.36, 0.2)])),
        stride_sd=draw(st.sampled_from([[], [("knee_drive_deg", 1.1), ("stride_time_s", 0.009)]])),
    )
    lost = rng.random(p.rows.shape) < draw(st.sampled_from([0.0, 0.1, 0.5]))
    p.rows[lost] = np.nan
    # A value needs its events.
    p.rows[np.isnan(p.rows[:, :2]).any(axis=1), 4:8] = np.nan
    for i in range(len(p.rows)):
        j = slow.following(p, i)
        if j is None or np.isnan(p.rows[[i, j], 0]).any() or np.isnan(p.rows[[i, j], 1]).any():
            p.rows[i, 3], p.rows[i, 6:8] = np.nan, np.nan
        if i + 1 == len(p.rows) or np.isnan(p.rows[i + 1, 0]):
            p.rows[i, 5] = np.nan
    return p


@settings(max_examples=150, deadline=None)
@given(passes())
def test_measures_equal_those_of_a_slow_twin(p):
    out = found(p)
    for name in slow.SPECS:
        if name in out["measures"] and name != "vertical_oscillation_ratio":
            agree(out["measures"][name], slow.measure(p, name))
    agree(out["measures"]["vertical_oscillation_ratio"], slow.oscillation(p))
    legs = [{name: slow.measure(p, name, (s,)) for name in PER_LEG} for s in (0, 1)]
    for side, leg in zip(("left", "right"), legs, strict=True):
        for name in PER_LEG:
            agree(out[side][name], leg[name])
    agree(out["measures"]["cadence_spm"], slow.cadence(slow.stride_time(p)))
    for name, row in out["measures"].items():
        if name.startswith("asymmetry_"):
            base = name.removeprefix("asymmetry_")
            is_angle = base.endswith("_deg")
            twin = slow.asymmetry(*(leg[base if is_angle else f"{base}_s"] for leg in legs), is_angle=is_angle)
            agree(row, twin, floor=-math.inf if is_angle else 0.0)


def test_only_the_near_leg_counts_where_scores_tell_legs_apart():
    p = passed(np.random.default_rng(1), 12, near_side=1, far_leg_counts=False)
    out = found(p)
    for name in ("knee_drive_deg", "foot_strike_angle_deg"):
        assert out["measures"][name] == out["right"][name]
    agree(out["measures"]["contact_time_s"], slow.measure(p, "contact_time_s"))


def test_foot_strike_by_toes_that_slide_is_told_with_less_confidence():
    p = passed(np.random.default_rng(1), 12)
    p.rows[:, 3 + NAMES.index("foot_strike_angle_deg")] += 5.0
    sliding = slow.Pass(p.rows, p.side, p.alone_s, p.sigma_s, p.conditions | {"toes_slide": True})
    known, slides = found(p), found(sliding)
    (_, low, high, *_), (_, wide_low, wide_high, *_) = (m["measures"]["foot_strike_angle_deg"] for m in (known, slides))
    assert (wide_high - wide_low) ** 2 - (high - low) ** 2 == pytest.approx((2 * 1.96 * 8.0) ** 2, rel=1e-3)
    assert slides["measures"]["foot_strike_angle_deg"][5:7] == ("C", "feet_missing")
    assert known["foot_strike"][0] > slides["foot_strike"][0] > 0.5
    unlike = {name for name, m in known["measures"].items() if m != slides["measures"][name]}
    assert unlike == {"foot_strike_angle_deg", "foot_strike"}


@pytest.mark.parametrize(
    ("mass", "runner", "expected"),
    [
        # Contact, flight, speed, leg; force (N), drop (m), vertical and leg stiffness (kN/m).
        (60, (0.180, 0.130, 5.5, 0.93), (1592, 0.047, 33.6, 8.38)),
        (65, (0.176, 0.158, 4.67, 0.90), (1901, 0.054, 35.3, 12.4)),
        (70, (0.250, 0.100, 3.33, 0.93), (1510, 0.060, 25.2, 9.54)),
    ],
)
def test_stiffness_of_three_known_runners(mass, runner, expected):
    force, drop, vertical, of_leg = _core.spring_mass(*runner)
    assert force * mass == pytest.approx(expected[0], abs=1)
    assert drop == pytest.approx(expected[1], abs=6e-4)
    assert (vertical * mass / 1e3, of_leg * mass / 1e3) == pytest.approx(expected[2:], abs=0.06)


@settings(max_examples=50, deadline=None)
@given(st.floats(0.12, 0.4), st.floats(0.0, 0.25), st.floats(2, 8), st.floats(0.7, 1.1))
def test_stiffness_equals_the_published_formulas(contact, flight, speed, leg):
    found = _core.spring_mass(contact, flight, speed, leg)
    force = 9.81 * math.pi / 2 * (flight / contact + 1)
    drop = force * contact**2 / math.pi**2 - 9.81 * contact**2 / 8
    if speed * contact / 2 > leg:
        assert math.isnan(found[3])
        return
    shortening = leg - math.sqrt(leg**2 - (speed * contact / 2) ** 2) + drop
    assert found == pytest.approx([force, drop, force / drop, force / shortening], rel=1e-12)


def test_stiffness_speed_and_lengths_follow_from_the_other_measures():
    p = passed(np.random.default_rng(3), 14, leg_length_m=(0.9, 0.05))
    p.rows[:, 3 + NAMES.index("speed_leg_lengths_per_s")] = 3.9
    p.rows[:, 3 + NAMES.index("vertical_oscillation_ratio")] = 0.08
    m = {name: row[0] for name, row in found(p)["measures"].items()}
    assert m["speed_mps"] == pytest.approx(3.51)
    assert m["step_length_m"] == pytest.approx(3.51 * 60 / m["cadence_spm"])
    assert m["vertical_oscillation_m"] == pytest.approx(0.072)
    expected = _core.spring_mass(m["contact_time_s"], m["flight_time_s"], 3.51, 0.9)
    assert [m["vertical_stiffness"], m["leg_stiffness"]] == pytest.approx(expected[2:])
    slow_camera = found(slow.Pass(p.rows, p.side, p.alone_s, p.sigma_s, p.conditions | {"frame_rate_hz": 30.0}))
    assert slow_camera["measures"]["leg_stiffness"][6] == "frame_rate_low"


@pytest.mark.parametrize("contact_s", [0.24, 0.28, 0.30])
def test_the_interval_of_stiffness_holds_what_either_limit_of_contact_makes_of_it(contact_s):
    # 0.30 s of a step of 0.35: there vertical stiffness is least, and does not fall however contact changes.
    p = passed(np.random.default_rng(3), 14, jitter_s=0.0, leg_length_m=(0.9, 0.05))
    flight_s = 0.35 - contact_s
    for name, value in (("contact_time_s", contact_s), ("flight_time_s", flight_s), ("speed_leg_lengths_per_s", 3.9)):
        p.rows[:, 3 + NAMES.index(name)] = value
    m = found(p)["measures"]
    _, low_s, high_s, *_ = m["contact_time_s"]
    for name, column in (("vertical_stiffness", 2), ("leg_stiffness", 3)):
        _, low, high, *_ = m[name]
        for at_s in (low_s, high_s):
            limit = _core.spring_mass(at_s, contact_s + flight_s - at_s, 3.51, 0.9)[column]
            assert low - 1e-9 <= limit <= high + 1e-9, (name, at_s)


@settings(max_examples=50, deadline=None)
@given(st.floats(-20, 40), st.floats(0, 50), st.floats(0, 10), st.floats(0, 10))
def test_foot_strike_is_an_ordered_logit_flattened_by_what_is_uncertain(foot, knee, foot_sigma, knee_sigma):
    # The weights from the core itself: log odds at known angles.
    def odds(*angles):
        p = np.array(_core.foot_strike_probabilities(*([a, 0.0] for a in angles)))
        return np.log(p[0] / (1 - p[0])), np.log((1 - p[2]) / p[2])

    at_zero = np.array(odds(10.0, 20.0))
    weights = odds(11.0, 20.0)[0] - at_zero[0], odds(10.0, 21.0)[0] - at_zero[0]
    eta = at_zero + weights[0] * (foot - 10) + weights[1] * (knee - 20)
    flat = math.sqrt(1 + math.pi / 8 * ((weights[0] * foot_sigma) ** 2 + (weights[1] * knee_sigma) ** 2))
    rearfoot, not_forefoot = expit(eta / flat)
    p = _core.foot_strike_probabilities([foot, foot_sigma], [knee, knee_sigma])
    assert p == pytest.approx([rearfoot, not_forefoot - rearfoot, 1 - not_forefoot], abs=1e-9)
    assert weights[0] > 0 > weights[1]


def test_a_foot_strike_probability_has_an_interval_within_zero_and_one():
    p = passed(np.random.default_rng(5), 12)
    out = found(p)
    for part in ("measures", "left", "right"):
        value, low, high, *_, again_low, again_high = out[part]["foot_strike"]
        assert 0 <= low <= again_low <= value <= again_high <= high <= 1
        assert high > low
    assert sum(out["foot_strike"]) == pytest.approx(1)
    assert out["measures"]["foot_strike"][0] == out["foot_strike"][0]


def test_a_stride_time_of_doubtful_events_counts_little():
    p = passed(np.random.default_rng(7), 12, jitter_s=0.001)
    doubtful = slow.Pass(p.rows.copy(), p.side, p.alone_s.copy(), np.full_like(p.sigma_s, 0.004), p.conditions)
    doubtful.rows[3, 3 + NAMES.index("stride_time_s")] += 0.0025
    doubtful.sigma_s[3] = 0.060
    plain = slow.Pass(doubtful.rows, p.side, doubtful.alone_s, np.full_like(p.sigma_s, 0.004), p.conditions)
    without = doubtful.rows[[0, 1, 2, *range(4, 10)], 3].mean()
    off = [abs(120 / found(q)["measures"]["cadence_spm"][0] - without) for q in (doubtful, plain)]
    assert off[0] < 0.5 * off[1]


def test_one_doubtful_event_lowers_the_grade_of_what_is_read_at_it_on_its_own_leg():
    p = passed(np.random.default_rng(7), 12, jitter_s=0.001)
    sure = slow.Pass(p.rows, p.side, p.alone_s, np.full_like(p.sigma_s, 0.004), p.conditions)
    doubtful = slow.Pass(p.rows, p.side, p.alone_s, sure.sigma_s.copy(), p.conditions)
    doubtful.sigma_s[4, 1] = 0.029  # a toe-off 57 ms from its vote
    side, other = ("left", "right") if p.side[4] == 0 else ("right", "left")
    before, after = found(sure), found(doubtful)
    for part, changes in (("measures", True), (side, True), (other, False)):
        grades = [out[part]["contact_time_s"][5] for out in (before, after)]
        assert (grades[1] > grades[0]) is changes, (part, grades)
        assert before[part]["knee_drive_deg"][5] == after[part]["knee_drive_deg"][5]
