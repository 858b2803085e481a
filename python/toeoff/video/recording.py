"""One recording, from the video file to its passes: the unit of work that every larger run is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from toeoff.analysis import analyze as analyze_sequence
from toeoff.arguments import need_threads
from toeoff.calibration import Calibration, load_calibration
from toeoff.devices import check_device
from toeoff.picture import check_picture
from toeoff.pose import KeypointSequence
from toeoff.report import PassReport
from toeoff.uprights import uprights_fact
from toeoff.video.ahead import Ahead
from toeoff.video.camera_log import CameraLog
from toeoff.video.coming import with_coming
from toeoff.video.detector_log import DetectorLog
from toeoff.video.frames import VideoInfo, VideoReader
from toeoff.video.load import find_detector, find_pose, load_detector, load_pose_model
from toeoff.video.passes import PassCutter
from toeoff.video.people import PeopleFinder
from toeoff.video.request import check_request
from toeoff.video.scout import scout
from toeoff.video.second_look import LATE_S, SecondLook, Settled
from toeoff.video.steady import camera_way
from toeoff.video.tracks import GONE_AFTER_S, LONGEST_S, Track, TrackBuilder
from toeoff.video.types import Detector, PoseModel

__all__ = ["Counts", "Models", "Recording", "RunnerPass", "analyze"]

#: Why not even running can be told of someone; who is far away besides is counted, but no pass. Events that contradict
#: each other are chance in a figure so small who comes towards the camera or goes away; from the side they may be a
#: runner's.
NOT_TOLD = (
    {"not_running"},
    {"too_short"},
    {"legs_merged"},
    {"view_oblique", "inconsistent_events"},
    {"view_oblique", "occluded"},
)
#: Sightings that may wait for the pose network: as many as hide the detector's time behind it.
SIGHTINGS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Models:
    """The two networks of a run. They are opened once and serve one recording after another, in one thread each."""

    detector: Detector
    pose: PoseModel

    @classmethod
    def load(
        cls,
        model: str | PathLike[str] = "auto",
        detector: str | PathLike[str] = "auto",
        device: str = "auto",
        threads: int | None = None,
    ) -> Models:
        """Open both networks, after a look at everything that is asked for.

        Parameters
        ----------
        model : str or path-like
            Pose model: "auto" (the best on this machine), a name, an ONNX file, or a pair `A+B`.
        detector : str or path-like
            Person detector: "auto", a name or an ONNX file.
        device : str
            "auto", "cpu", "cuda", ...
        threads : int, optional
            Threads of each network on a CPU, 1 to 1024; None: every physical core.

        Raises
        ------
        ModelNotFoundError
            When one is not on this machine; the message says how to get it.
        ModelError
            When a file cannot be opened, or the device is not available.
        InvalidInputError
            When a model is not of its role, a pair is none, or `device` or `threads` make no sense.
        """
        check_device(device)
        need_threads(threads, "every physical core")
        boxes, poses = find_detector(detector), find_pose(model)
        return cls(load_detector(boxes, device, threads), load_pose_model(poses, device, threads))


@dataclass(frozen=True, slots=True)
class RunnerPass:
    """One runner passing once.

    Attributes
    ----------
    report : PassReport
        Its `source` says where the pass comes from.
    sequence : KeypointSequence
        What was analysed: keypoints as the network gave them, and the way of the camera where its motion is taken out.
    track : Track
        The same frames with their numbers in the file and the person's boxes.
    """

    report: PassReport
    sequence: KeypointSequence
    track: Track


@dataclass
class Counts:
    """What was done to a recording."""

    #: Frames read, repeated ones not counted.
    frames: int = 0
    #: Frames that the detector has seen.
    detected: int = 0
    #: Boxes that the pose network has looked into.
    posed: int = 0
    #: Boxes that it was spared: of people who stand, are seen head-on or stay too small.
    resting: int = 0
    #: People told apart.
    tracks: int = 0
    #: Tracks too short, or never showing a whole leg and trunk for long enough away from the edges of the picture.
    short: int = 0
    #: Tracks of people who stand.
    standing: int = 0
    #: People too far away to be measured, and not seen to run: spectators, runners who do not come near, or not yet.
    far: int = 0
    passes: int = 0


@dataclass
class Recording:
    """A video whose passes are made as it is iterated over, once.

    A pass is yielded as soon as its runner has gone, and forgotten here: memory grows neither with the length of the
    video nor with the number of runners.

    Parameters
    ----------
    path : str or path-like
        The video file.
    models : Models
    capture_fps : float, optional
        Frame rate of filming, Hz, for footage that plays in slow motion.
    options : mapping, optional
        Keywords of `toeoff.analyze`, those in `toeoff.video.request.OPTIONS`.
    progress : callable, optional
        Called after each frame with the number of frames done and of all frames (None when the file does not say).
    everything : bool
        Whether to detect on every frame and pose everyone, standing or not: to see what the economy of work costs.

    Attributes
    ----------
    info : VideoInfo
        Of the file; complete after the last pass, `problems` in particular.
    counts : Counts
        Complete after the last pass.
    camera_s : dict
        Seconds by kind of camera ("static", "handheld", "panning", "alongside", "unknown"); complete after the last
        pass.

    Raises
    ------
    InvalidInputError, ProfileError, CalibrationError
        When an option is none or makes no sense; at once, before the video is opened. When the calibration is of
        another picture than the video's; at once.
    FileNotFoundError, VideoError
        As `VideoReader`, at once.
    """

    path: str | PathLike[str]
    models: Models
    capture_fps: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    progress: Callable[[int, int | None], None] | None = None
    everything: bool = False
    counts: Counts = field(default_factory=Counts, init=False)
    info: VideoInfo = field(init=False)

    def __post_init__(self) -> None:
        check_request(self.path, self.capture_fps, self.options, self.progress)
        if self.capture_fps is not None:
            self.capture_fps = float(self.capture_fps)  # of NumPy's types too, for the record in the reports
        self._reader = VideoReader(self.path, self.capture_fps)
        self.info = self._reader.info
        self.options = self._for_this_picture()
        # Pieces of a track end up to GONE_AFTER_S late, and poses settle up to LATE_S late.
        keep_s = LONGEST_S + 2.0 * GONE_AFTER_S + LATE_S
        self._camera, self._detector_log = CameraLog(keep_s), DetectorLog(keep_s)
        self.camera_s = self._camera.seconds
        self._cutter = PassCutter(self.models.pose.skeleton, self.info.width)

    def __iter__(self) -> Iterator[RunnerPass]:
        builder = TrackBuilder()
        with self._reader as frames:
            finder = PeopleFinder(self.models.pose, self.info.slowdown, everything=self.everything)
            second_look = SecondLook(self.models.pose, self.info.slowdown)
            sightings = scout(
                iter(frames), self.models.detector, slowdown=self.info.slowdown, everything=self.everything
            )
            with closing(Ahead(sightings, SIGHTINGS_AHEAD, f"scout {Path(self.path).name}")) as ahead:
                for sighting in with_coming(ahead, self.info.slowdown):
                    frame = sighting.frame
                    if sighting.is_look:
                        self._camera.add(frame.time_s, sighting.background)
                    if sighting.detections is not None:
                        self._detector_log.add(frame.time_s)
                    ended = _added(builder, second_look.add(sighting, finder.find(sighting)))
                    self.counts.frames += 1
                    self.counts.detected += sighting.detections is not None
                    self.counts.posed = finder.n_posed + second_look.n_posed
                    self.counts.resting = finder.n_resting
                    self.counts.tracks = builder.n_tracks
                    yield from self._passes(ended)
                    if self.progress is not None:
                        self.progress(frame.index + 1, self.info.n_listed)
        self._camera.finish()
        yield from self._passes(_added(builder, second_look.finish()) + builder.finish())
        self.counts.posed, self.counts.tracks = finder.n_posed + second_look.n_posed, builder.n_tracks

    def _for_this_picture(self) -> dict[str, Any]:
        """Return the options with the calibration read, once for all passes, and scales held against the picture."""
        options = dict(self.options)
        if (stated := options.get("calibration")) is not None:
            options["calibration"] = stated if isinstance(stated, Calibration) else load_calibration(stated)
        size_px = (self.info.width, self.info.height)
        check_picture(size_px, ground=options.get("ground"), calibration=options.get("calibration"))
        return options

    def _passes(self, tracks: list[Track]) -> Iterator[RunnerPass]:
        for track in tracks:
            for part in self._cutter.cut(track):
                one = self._analysed(part)
                if is_far(one.report.quality.reasons):
                    self.counts.far += 1
                    continue
                self.counts.passes += 1
                yield one
        self.counts.short, self.counts.standing = self._cutter.n_short, self._cutter.n_standing

    def _analysed(self, part: Track) -> RunnerPass:
        first_s, last_s = float(part.time_s[0]), float(part.time_s[-1])
        kind, inliers = self._camera.over(first_s, last_s)
        way = camera_way(self._camera, part, kind, self._cutter.joints.hips, (self.info.width, self.info.height))
        sequence = KeypointSequence(part.xy, part.score, part.time_s, self.models.pose.skeleton, camera_path=way.path)
        is_still = part.is_camera_still or way.shows_ground
        camera: Literal["unknown", "still"] = "still" if is_still else "unknown"
        source = {
            "recording": str(self.path),
            "track": part.id,
            "first_frame": int(part.frames[0]),
            "last_frame": int(part.frames[-1]),
            "frames_decoded": int(part.order[-1] - part.order[0]) + 1,
            "frames_detected": self._detector_log.n_between(first_s, last_s),
            "frames_posed": len(part),
            "frames_hidden": part.n_hidden,
            "camera": camera,
            "camera_kind": kind,
            "camera_steadied": way.path is not None,
            "background_inliers": inliers,
            "model": self.models.pose.name,
            "detector": self.models.detector.name,
            "capture_fps": self.capture_fps,
            "picture": [self.info.width, self.info.height],
        }
        options = dict(self.options)
        if options.get("roll_deg") is None:
            options["roll_deg"] = part.uprights
            source |= uprights_fact(part.uprights)
        report = analyze_sequence(sequence, camera=camera, source=source, **options)
        return RunnerPass(report, sequence, part)


def _added(builder: TrackBuilder, frames: Iterable[Settled]) -> list[Track]:
    """Give frames to the tracks; return those that ended."""
    return [
        track
        for one in frames
        for track in builder.add(
            one.index, one.time_s, one.people, camera_is_still=one.camera_is_still, uprights=one.uprights
        )
    ]


def is_far(reasons: Iterable[str]) -> bool:
    """Tell whether a pass that is withheld for these reasons is of someone far away who is not seen to run."""
    told = set(reasons)
    return "too_small" in told and any(told >= unseen for unseen in NOT_TOLD)


def analyze(
    path: str | PathLike[str],
    *,
    model: str | PathLike[str] = "auto",
    detector: str | PathLike[str] = "auto",
    device: str = "auto",
    threads: int | None = None,
    capture_fps: float | None = None,
    progress: Callable[[int, int | None], None] | None = None,
    **options: Any,
) -> Iterator[PassReport]:
    """Measure everyone who runs past in a video, as a stream.

    Parameters
    ----------
    path : str or path-like
        The video file.
    model, detector, device, threads
        As for `Models.load`.
    capture_fps : float, optional
        Frame rate of filming, Hz, for footage that plays in slow motion.
    progress : callable, optional
        Called after each frame with the number of frames done and of all frames (None when the file does not say).
    **options
        Those of `toeoff.analyze`: `travel`, `height_m`, `ground`, `camera_height_m`, `calibration`, `roll_deg`,
        `profile`, `pace`, `effort`, `smoothing`, `score_minimum`, `stride_sd`. Marks of `ground` are px of the picture
        as it is shown, upright.

    Returns
    -------
    iterator of PassReport
        Each as soon as its runner has left the picture. `source` says where it comes from, `quality` in how many of
        its frames the networks looked (`frames_decoded`, `frames_detected`, `frames_posed`) and another runner hides a
        leg (`frames_hidden`).

    Raises
    ------
    FileNotFoundError, VideoError
        When the video cannot be opened; at once, not at the first pass.
    ModelNotFoundError, ModelError
        When a model cannot.
    InvalidInputError, ProfileError, CalibrationError
        When an option is none or makes no sense; before a model or the video is opened.

    Notes
    -----
    One camera, seen from the side: a runner who comes towards it, or is small, is reported without numbers and with
    the reason. Someone who stands, or is far away and not seen to run, is not reported. The sway of a hand and a pan
    are taken out where the background tells them (`camera_steadied` of `source`).

    Examples
    --------
    >>> from toeoff import video
    >>> for report in video.analyze("race.mp4"):  # doctest: +SKIP
    ...     print(report.measures["cadence_spm"])
    """
    check_request(path, capture_fps, options, progress)
    recording = Recording(path, Models.load(model, detector, device, threads), capture_fps, options, progress)
    return (one.report for one in recording)
