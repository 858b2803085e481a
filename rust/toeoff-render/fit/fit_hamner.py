"""Fit the mean running stride of Hamner & Delp (2013) and print it as a Rust table.

The recordings themselves stay where they are; the project keeps these coefficients only.

Usage, in ``rust/toeoff-render``: ``python fit/fit_hamner.py FOLDER_OF_HAMNER_2013 > src/gait/hamner.rs``

References
----------
Hamner SR, Delp SL (2013). Muscle contributions to fore-aft and vertical body mass center accelerations over a range of
running speeds. J Biomech 46(4):780-787. doi:10.1016/j.jbiomech.2012.11.024
"""

import itertools
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SPEEDS_MPS = (3, 4, 5)
N_PHASE = 200  # samples per stride; far above the highest harmonic kept

# Curve: (harmonics kept, left/right symmetry, what it is). The residual of each fit is printed beside it.
LEG_CURVES = {
    "THIGH_DEG": (5, "none", "Hip to knee against the downward vertical, + knee ahead; own foot's phase."),
    "KNEE_DEG": (6, "none", "Knee flexion, 0 straight; own foot's phase."),
    "FOOT_DEG": (6, "none", "Heel to toe against the same at 40 % of stance, + toe up; own foot's phase."),
    "UPPER_ARM_DEG": (
        3,
        "none",
        "Shoulder to elbow against the downward vertical, + elbow ahead; phase of the foot of its side.",
    ),
    "FOREARM_DEG": (
        3,
        "none",
        "Elbow to wrist against the downward vertical, + wrist ahead; phase of the foot of its side.",
    ),
    "UPPER_ARM_OUT_DEG": (2, "none", "Elevation of shoulder to elbow out of the sagittal plane, + outwards."),
    "FOREARM_OUT_DEG": (2, "none", "Elevation of elbow to wrist out of the sagittal plane, + outwards."),
}
BODY_CURVES = {
    "TRUNK_LEAN_DEG": (
        4,
        "even",
        "Hip midpoint to shoulder midpoint against vertical, + forward; the mean is the runner's own.",
    ),
    "HIP_HEIGHT": (4, "even", "Height of the hip midpoint about its mean, in leg lengths."),
    "HIP_AHEAD": (4, "even", "Hip midpoint ahead of uniform motion, in leg lengths."),
    "HIP_YAW_DEG": (3, "odd", "Right hip ahead of left, seen from above."),
    "HIP_TILT_DEG": (3, "odd", "Right hip above left, seen from the front."),
    "SHOULDER_YAW_DEG": (3, "odd", "Right shoulder ahead of left, seen from above."),
}
FIGURES = {
    "CADENCE_SPM": "Steps a minute.",
    "CONTACT_S": "Contact time (50 N).",
    "KNEE_CONTACT_DEG": "Knee flexion at initial contact.",
    "FOOT_CONTACT_DEG": "Heel to toe at contact against mid-stance, + toe up.",
}
SEGMENTS = {
    "TRUNK": "Hip midpoint to shoulder midpoint.",
    "HIP_WIDTH": "Hip to hip.",
    "SHOULDER_WIDTH": "Shoulder to shoulder.",
    "UPPER_ARM": "Shoulder to elbow.",
    "FOREARM": "Elbow to wrist.",
    "THIGH": "Hip to knee.",
    "SHANK": "Knee to ankle.",
}


def sagittal_deg(a: Array, b: Array, down: bool) -> Array:
    """Angle of a to b in the plane of travel, degrees, + ahead, against the downward or upward vertical."""
    d = b - a
    return np.degrees(np.arctan2(d[:, 0], -d[:, 1] if down else d[:, 1]))


def outward_deg(a: Array, b: Array, side: float) -> Array:
    """Elevation of a to b out of the plane of travel, degrees."""
    d = b - a
    return np.degrees(np.arctan2(d[:, 2] * side, np.hypot(d[:, 0], d[:, 1])))


class Trial:
    """One recording: its time base, joints and contacts, and what is derived from them."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as data:
            self.time_s = data["t"].astype(float)
            self.joint = {str(name): data["xyz"][:, i].astype(float) for i, name in enumerate(data["keypoints"])}
        events = json.loads(path.with_name(path.stem + "_events.json").read_text())
        self.contacts = [(c["foot"].lower(), c["fs50"], c["to50"]) for c in events["contacts"]]
        j = self.joint
        self.hip = (j["l_hip"] + j["r_hip"]) / 2
        self.shoulder = (j["l_shoulder"] + j["r_shoulder"]) / 2
        self.lean_deg = sagittal_deg(self.hip, self.shoulder, down=False)

    def at(self, values: Array, time_s: float | Array) -> Array:
        """Values at a time, linear between frames."""
        return np.interp(time_s, self.time_s, values)

    def length(self, a: str, b: str) -> float:
        """Mean distance of two joints, m."""
        return float(np.nanmean(np.linalg.norm(self.joint[a] - self.joint[b], axis=1)))

    def segments(self) -> dict[str, float]:
        """Segment lengths over the leg length (thigh + shank)."""

        def both(a: str, b: str) -> float:
            return (self.length(f"l_{a}", f"l_{b}") + self.length(f"r_{a}", f"r_{b}")) / 2

        thigh, shank = both("hip", "knee"), both("knee", "ankle")
        lengths = {
            "TRUNK": float(np.nanmean(np.linalg.norm(self.shoulder - self.hip, axis=1))),
            "HIP_WIDTH": self.length("l_hip", "r_hip"),
            "SHOULDER_WIDTH": self.length("l_shoulder", "r_shoulder"),
            "UPPER_ARM": both("shoulder", "elbow"),
            "FOREARM": both("elbow", "wrist"),
            "THIGH": thigh,
            "SHANK": shank,
        }
        self.leg_m = thigh + shank
        return {name: value / self.leg_m for name, value in lengths.items()}

    def of_side(self, s: str) -> dict[str, Array]:
        """Leg and arm angles of one side."""
        j, out = self.joint, 1.0 if s == "r" else -1.0
        thigh = sagittal_deg(j[f"{s}_hip"], j[f"{s}_knee"], down=True)
        foot = j[f"{s}_bigtoe"] - j[f"{s}_heel"]
        return {
            "THIGH_DEG": thigh,
            "KNEE_DEG": thigh - sagittal_deg(j[f"{s}_knee"], j[f"{s}_ankle"], down=True),
            "FOOT_DEG": np.degrees(np.unwrap(np.arctan2(foot[:, 1], foot[:, 0]))),
            "UPPER_ARM_DEG": sagittal_deg(j[f"{s}_shoulder"], j[f"{s}_elbow"], down=True),
            "FOREARM_DEG": sagittal_deg(j[f"{s}_elbow"], j[f"{s}_wrist"], down=True),
            "UPPER_ARM_OUT_DEG": outward_deg(j[f"{s}_shoulder"], j[f"{s}_elbow"], out),
            "FOREARM_OUT_DEG": outward_deg(j[f"{s}_elbow"], j[f"{s}_wrist"], out),
        }

    def of_body(self, s: str) -> dict[str, Array]:
        """Trunk and pelvis, seen so that side `s` is the right one."""
        j, o = self.joint, "l" if s == "r" else "r"
        across = lambda name: j[f"{s}_{name}"] - j[f"{o}_{name}"]  # noqa: E731
        hip, shoulder = across("hip"), across("shoulder")
        width = np.abs(hip[:, 2])
        return {
            "TRUNK_LEAN_DEG": self.lean_deg,
            "HIP_HEIGHT": self.hip[:, 1] / self.leg_m,
            "HIP_AHEAD": self.hip[:, 0] / self.leg_m,
            "HIP_YAW_DEG": np.degrees(np.arctan2(hip[:, 0], width)),
            "HIP_TILT_DEG": np.degrees(np.arctan2(hip[:, 1], width)),
            "SHOULDER_YAW_DEG": np.degrees(np.arctan2(shoulder[:, 0], np.abs(shoulder[:, 2]))),
        }

    def strides(self) -> tuple[dict[str, Array], dict[str, float]]:
        """Mean curve over the strides, (n_phase,) each, and mean figures at the events."""
        curves: dict[str, list[Array]] = {name: [] for name in (*LEG_CURVES, *BODY_CURVES)}
        figures: dict[str, list[float]] = {name: [] for name in FIGURES}
        phase = np.arange(N_PHASE) / N_PHASE
        for s in ("l", "r"):
            own, body = self.of_side(s), self.of_body(s)
            contacts = [c for c in self.contacts if c[0] == s]
            for (_, start, toe_off), (_, end, _) in itertools.pairwise(contacts):
                time_s = start + phase * (end - start)
                flat = self.at(own["FOOT_DEG"], start + 0.4 * (toe_off - start))
                cycle = {name: self.at(values, time_s) for name, values in {**own, **body}.items()}
                if not all(np.isfinite(values).all() for values in cycle.values()):
                    continue
                cycle["FOOT_DEG"] -= flat
                for name in ("TRUNK_LEAN_DEG", "HIP_HEIGHT", "HIP_AHEAD"):
                    drift = cycle[name][0] - self.at({**own, **body}[name], end)
                    cycle[name] = cycle[name] + drift * phase
                    cycle[name] -= cycle[name].mean()
                for name, values in cycle.items():
                    curves[name].append(values)
                figures["CADENCE_SPM"].append(120 / (end - start))
                figures["CONTACT_S"].append(toe_off - start)
                figures["KNEE_CONTACT_DEG"].append(float(self.at(own["KNEE_DEG"], start)))
                figures["FOOT_CONTACT_DEG"].append(float(self.at(own["FOOT_DEG"], start) - flat))
        return (
            {name: np.mean(rows, axis=0) for name, rows in curves.items()},
            {name: float(np.mean(rows)) for name, rows in figures.items()},
        )


def fourier(curve: Array, harmonics: int, symmetry: str) -> tuple[list[float], float]:
    """Mean, then cosine and sine of each harmonic, and the root mean square left over.

    The two halves of a symmetric runner's stride are equal ("even") or mirrored ("odd"); "none" keeps every harmonic.
    """
    phase = 2 * np.pi * np.arange(len(curve)) / len(curve)
    mean = float(curve.mean()) if symmetry == "none" else 0.0
    coefficients = [mean]
    model = np.full_like(curve, mean)
    for k in range(1, harmonics + 1):
        if (symmetry, k % 2) in (("even", 1), ("odd", 0)):
            coefficients += [0.0, 0.0]
            continue
        a, b = 2 * np.mean(curve * np.cos(k * phase)), 2 * np.mean(curve * np.sin(k * phase))
        coefficients += [float(a), float(b)]
        model += a * np.cos(k * phase) + b * np.sin(k * phase)
    return coefficients, float(np.sqrt(np.mean((curve - model) ** 2)))


def print_table(name: str, rows: list[list[float]], doc: str) -> None:
    """One Rust constant: a row per speed."""
    digits = 5 if name in ("HIP_HEIGHT", "HIP_AHEAD") else 2
    print(f"/// {doc}")
    print(f"pub(super) const {name}: [[f64; {len(rows[0])}]; 3] = [")
    for row in rows:
        print("    [" + ", ".join(f"{value + 0.0:.{digits}f}" for value in row) + "],")
    print("];")


def main(folder: Path) -> None:
    """Print the table of the recordings in a folder."""
    curves: dict[str, list[Array]] = {name: [] for name in (*LEG_CURVES, *BODY_CURVES)}
    figures: dict[str, list[float]] = {name: [] for name in FIGURES}
    segments: dict[str, list[float]] = {name: [] for name in SEGMENTS}
    n_runners = []
    for speed in SPEEDS_MPS:
        trials = [Trial(path) for path in sorted(folder.glob(f"*_run{speed}.npz"))]
        if not trials:
            raise SystemExit(f"{folder}: no *_run{speed}.npz; name the folder that holds the Hamner 2013 recordings")
        n_runners.append(len(trials))
        for trial in trials:
            for name, value in trial.segments().items():
                segments[name].append(value)
        strides = [trial.strides() for trial in trials]
        for name, rows in curves.items():
            rows.append(np.mean([c[name] for c, _ in strides], axis=0))
        for name, row in figures.items():
            row.append(float(np.mean([f[name] for _, f in strides])))

    print("//! Mean stride of treadmill running at 3, 4 and 5 m/s. Made by `fit/fit_hamner.py`; not edited by hand.")
    print("//!")
    print(
        "//! Source: Hamner & Delp 2013, J Biomech 46(4):780-787, doi:10.1016/j.jbiomech.2012.11.024; "
        f"{min(n_runners)} runners, both sides,"
    )
    print(
        "//! joint centres in the plane of travel. Rows are speeds; a curve's row is its mean, then cosine and sine of"
    )
    print("//! each harmonic of the stride, phase 0 at initial contact (50 N).\n")
    # A coefficient may look like a constant of mathematics.
    print("#![allow(clippy::approx_constant)]\n")
    print("/// Speeds of the rows, m/s.")
    print(f"pub(super) const SPEEDS_MPS: [f64; 3] = [{', '.join(f'{s:.1f}' for s in SPEEDS_MPS)}];")
    for name, (harmonics, symmetry, doc) in {**LEG_CURVES, **BODY_CURVES}.items():
        fits = [fourier(curve, harmonics, symmetry) for curve in curves[name]]
        unit = "" if name in ("HIP_HEIGHT", "HIP_AHEAD") else " deg"
        residual = max(r for _, r in fits)
        print_table(name, [row for row, _ in fits], f"{doc} Left over: at most {residual:.2g}{unit} RMS.")
    for name, doc in FIGURES.items():
        digits = 3 if name == "CONTACT_S" else 1
        values = ", ".join(f"{value:.{digits}f}" for value in figures[name])
        print(f"/// {doc}\npub(super) const {name}: [f64; 3] = [{values}];")
    for name, doc in SEGMENTS.items():
        print(
            f"/// {doc} In leg lengths (thigh + shank).\npub(super) const {name}: f64 = {np.mean(segments[name]):.3f};"
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: fit_hamner.py FOLDER_OF_HAMNER_2013")
    main(Path(sys.argv[1]))
