"""When a frame was filmed: the container's stamps made strictly increasing, and slow motion undone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from toeoff.errors import VideoError

__all__ = ["Clock", "frame_interval_s"]

#: Frame rates that a container may plausibly state, Hz. Raw streams state 0, 1000 or 90000, which are tick rates.
FRAME_RATES_HZ = (1.0, 999.0)
#: An interval that differs by more from the median is a skipped frame or a pause, not the rate.
RATE_TOLERANCE = 0.2


def frame_interval_s(stamps_ms: list[float], stated_rate_hz: float, name: str) -> tuple[float, bool]:
    """Tell the time between frames, and whether the container's stamps can be believed.

    Parameters
    ----------
    stamps_ms : list of float
        Stamps of the first frames, ms.
    stated_rate_hz : float
        Frame rate that the container states, Hz; used when the stamps do not advance.
    name : str
        The file, for the message.

    Returns
    -------
    interval_s : float
        Usual time between two frames, s.
    stamped : bool
        Whether the stamps advance.

    Raises
    ------
    VideoError
        If there are neither advancing stamps nor a frame rate.
    """
    steps = np.diff(np.asarray(stamps_ms, dtype=np.float64))
    forward = steps[steps > 0.0]
    if forward.size and 2 * forward.size >= steps.size:
        median = float(np.median(forward))
        usual = forward[np.abs(forward - median) <= RATE_TOLERANCE * median]
        return float(usual.mean()) / 1000.0, True
    if math.isfinite(stated_rate_hz) and FRAME_RATES_HZ[0] <= stated_rate_hz <= FRAME_RATES_HZ[1]:
        return 1.0 / stated_rate_hz, len(stamps_ms) == 1
    raise VideoError(
        f"{name} carries neither timestamps nor a frame rate (it states {stated_rate_hz:g} frames per second); "
        "put it into a container that does, for example: ffmpeg -r RATE -i FILE -c copy OUT.mp4"
    )


@dataclass
class Clock:
    """Turns the container's stamps into seconds of real time, strictly increasing.

    Parameters
    ----------
    interval_s : float
        Usual time between two frames of the file, s.
    stamped : bool
        Whether the stamps are used; without them frames are `interval_s` apart.
    slowdown : float
        How many times slower the file plays than it was filmed; 1 for ordinary footage.
    """

    interval_s: float
    stamped: bool = True
    slowdown: float = 1.0
    #: How often the stamps went back; times then run on from the frame before.
    n_jumps_back: int = 0
    _shift_s: float = 0.0
    _stamp_s: float = -math.inf
    _played_s: float = -math.inf

    def time_s(self, index: int, stamp_ms: float) -> float | None:
        """Real time of a frame, s; None when its stamp repeats the one before.

        Parameters
        ----------
        index : int
            Place of the frame in the file.
        stamp_ms : float
            The container's stamp, ms.
        """
        if not self.stamped:
            return index * self.interval_s / self.slowdown
        stamp_s = stamp_ms / 1000.0
        if stamp_s == self._stamp_s:
            return None
        if stamp_s < self._stamp_s:
            self.n_jumps_back += 1
            self._shift_s = self._played_s + self.interval_s - stamp_s
        self._stamp_s = stamp_s
        self._played_s = stamp_s + self._shift_s
        return self._played_s / self.slowdown
