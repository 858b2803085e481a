"""Slow, plain twins of the filters in the core: one series at a time, SciPy where it has the filter."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, filtfilt, savgol_filter


def segments(series, minimum):
    """Half-open runs of finite values."""
    finite = np.concatenate([[False], np.isfinite(series), [False]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(finite) == 1), np.flatnonzero(np.diff(finite) == -1)
    return [(a, b) for a, b in zip(starts, ends, strict=True) if b - a >= minimum]


def butterworth(series, cutoff_hz, frame_rate_hz):
    cutoff = min(cutoff_hz, 0.4 * frame_rate_hz)
    warped = np.tan(np.pi * cutoff / frame_rate_hz) / (np.sqrt(2) - 1) ** 0.25
    b, a = butter(2, np.arctan(warped) * frame_rate_hz / np.pi, fs=frame_rate_hz)
    pad = max(12, int(np.ceil(1.5 * frame_rate_hz / cutoff)))
    out = np.array(series, dtype=float)
    for start, end in segments(series, 4):
        out[start:end] = filtfilt(b, a, series[start:end], padlen=min(pad, end - start - 1))
    return out


def savitzky_golay(series, window_frames, order):
    out = np.array(series, dtype=float)
    for start, end in segments(series, window_frames):
        out[start:end] = savgol_filter(series[start:end], window_frames, order)
    return out


def whittaker(series, weight, cutoff_hz, frame_rate_hz, longest_gap):
    penalty = (frame_rate_hz / (2 * np.pi * cutoff_hz)) ** 6
    out = np.array(series, dtype=float)
    seen = np.flatnonzero(np.isfinite(series) & (weight > 0))
    for group in np.split(seen, np.flatnonzero(np.diff(seen) > longest_gap + 1) + 1):
        if len(group) < 4:
            continue
        n = group[-1] - group[0] + 1
        w, y = np.zeros(n), np.zeros(n)
        w[group - group[0]], y[group - group[0]] = weight[group], series[group]
        bend = np.diff(np.eye(n), 3, axis=0)
        out[group[0] : group[-1] + 1] = np.linalg.solve(np.diag(w) + penalty * bend.T @ bend, w * y)
    return out


def one_euro(series, time_s, cutoff_hz, speed_gain, speed_cutoff_hz):
    def part(cutoff, step):
        return 1 / (1 + 1 / (2 * np.pi * cutoff * step))

    out = np.array(series, dtype=float)
    before = None
    for i in np.flatnonzero(np.isfinite(series)):
        if before is None:
            value, speed = series[i], 0.0
        else:
            step = time_s[i] - time_s[before]
            share = part(speed_cutoff_hz, step)
            speed = share * (series[i] - value) / step + (1 - share) * speed
            share = part(cutoff_hz + speed_gain * abs(speed), step)
            value = share * series[i] + (1 - share) * value
        out[i], before = value, i
    return out


def residual_cutoff(series, frame_rate_hz):
    """Winter's residual analysis, Hz: a straight line through the upper end, drawn to 0 Hz, and where it is crossed."""
    if np.isfinite(series).sum() < 4:
        return np.nan
    if 0.4 * frame_rate_hz <= 6:
        return 6.0
    cutoffs = np.linspace(1.0, 0.4 * frame_rate_hz, 60)
    off = np.array([series - butterworth(series, cutoff, frame_rate_hz) for cutoff in cutoffs])
    residuals = np.sqrt(np.nanmean(off**2, axis=1))
    start = 60 - 12
    # Residuals that are all the same correlate with nothing.
    while (
        start > 0
        and np.ptp(residuals[start - 1 :]) > 0.0
        and np.corrcoef(cutoffs[start - 1 :], residuals[start - 1 :])[0, 1] ** 2 >= 0.95
    ):
        start -= 1
    noise = np.polyval(np.polyfit(cutoffs[start:], residuals[start:], 1), 0.0)
    below = np.flatnonzero(residuals <= noise)
    at = below[0] if len(below) else 59
    told = cutoffs[at]
    if at > 0 and residuals[at - 1] > residuals[at]:
        told = np.interp(-noise, -residuals[at - 1 : at + 1], cutoffs[at - 1 : at + 1])
    return np.clip(told, 6.0, 12.0)
