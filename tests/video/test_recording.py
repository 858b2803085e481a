"""From a video file to passes, with stand-ins for the networks."""

from __future__ import annotations

import json
import threading
import time
from contextlib import closing

import numpy as np
import pytest
import toeoff
from clips import write_clip
from stick_runner import StickDetector, StickPose, scene, with_runner
from toeoff import video_passes
from toeoff.cohort.deviations import CohortDeviations
from toeoff.errors import VideoError
from toeoff.settings import Settings
from toeoff.video import recording
from toeoff.video.detector_log import DetectorLog
from toeoff.video.frames import VideoReader
from toeoff.video.recording import Models, Recording

RATE_HZ = 30.0


def crossing(n=60, first=-50.0, step=10.0, height=160, top=50):
    """Pictures of one runner who crosses from left to right, with empty ones before and after."""
    return [
        with_runner(scene(), first + step * i, top=top, height=height) if 0 < first + step * i < 480 else scene()
        for i in range(n)
    ]


def models(**figure):
    return Models(StickDetector(), StickPose(**figure))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write_clip(tmp_path_factory.mktemp("recording") / "crossing.mp4", crossing())


@pytest.fixture(scope="module")
def run(clip):
    recording = Recording(clip, models())
    return recording, list(recording)


def test_one_runner_who_crosses_is_one_pass(run):
    recording, passes = run
    assert len(passes) == 1
    report, track = passes[0].report, passes[0].track
    assert report.quality.travel == "left_to_right"
    assert report.quality.frame_rate_hz == pytest.approx(RATE_HZ, rel=0.01)
    assert report.source["track"] == track.id
    assert report.source["first_frame"] == track.frames[0]
    assert report.source["last_frame"] == track.frames[-1]
    assert report.source["camera"] == "still"
    assert report.source["model"] == "stick-pose"
    assert report.to_json()
    assert passes[0].sequence.n_frames == len(track)
    assert recording.counts.frames + recording.info.n_duplicates == 60
    assert recording.counts.passes == recording.counts.tracks == 1
    assert recording.info.n_decoded == 60


def test_quality_says_in_how_many_frames_of_the_pass_the_networks_looked(clip, run):
    class Counted(StickDetector):
        times = 0

        def detect(self, image):
            self.times += 1
            return super().detect(image)

    def counts(one):
        quality = one.report.quality
        return quality.frames_decoded, quality.frames_detected, quality.frames_posed

    (one,) = run[1]
    decoded, detected, posed = counts(one)
    # The file repeats no picture while the runner is there, so that each of its frames counts once.
    assert decoded == one.track.frames[-1] - one.track.frames[0] + 1
    assert posed == len(one.track) == one.report.quality.n_frames
    assert 0 < detected < decoded
    assert one.report.to_dict()["quality"]["frames_posed"] == posed
    everything = Recording(clip, Models(detector := Counted(), StickPose()), everything=True)
    (one,) = everything
    assert detector.times == everything.counts.detected == everything.counts.frames
    decoded, detected, _ = counts(one)
    assert detected == decoded < everything.counts.frames


def test_frames_in_which_a_runner_was_hidden_are_decoded_but_not_posed(tmp_path):
    pictures = crossing()
    pictures[25:30] = [scene()] * 5
    (one,) = Recording(write_clip(tmp_path / "hidden.mp4", pictures), models(), everything=True)
    quality = one.report.quality
    assert 0 < quality.frames_decoded - quality.frames_posed <= 5


def test_repeated_frames_are_not_counted(tmp_path):
    pictures = [picture for picture in crossing() for _ in range(2)]
    (one,) = Recording(write_clip(tmp_path / "twice.avi", pictures, codec="MJPG"), models())
    quality = one.report.quality
    assert quality.frames_decoded == quality.frames_posed
    assert one.report.source["last_frame"] - one.report.source["first_frame"] > 1.9 * (quality.frames_decoded - 1)


def test_the_detector_log_forgets_what_no_pass_asks_for():
    log = DetectorLog(keep_s=10.0)
    for frame in range(1000):
        log.add(0.1 * frame)
    assert log.n_between(95.0 - 1e-9, 96.0 + 1e-9) == 11
    assert log.n_between(0.0, 200.0) <= 102


def test_pass_is_handed_on_while_the_video_goes_on(tmp_path):
    done = []
    pictures = crossing() + [scene()] * 50
    recording = Recording(
        write_clip(tmp_path / "clip.mp4", pictures), models(), progress=lambda n, of: done.append((n, of))
    )
    next(iter(recording))
    assert done[-1][0] < 95
    assert done[-1][1] == 110


def test_two_runners_one_after_the_other_are_two_passes_in_order(tmp_path):
    pictures = crossing() + [scene()] * 25 + crossing(first=-80.0)
    passes = list(Recording(write_clip(tmp_path / "clip.mp4", pictures), models()))
    assert [p.track.id for p in passes] == sorted(p.track.id for p in passes)
    assert len({p.track.id for p in passes}) == len(passes) == 2


def test_nobody_gives_no_pass(tmp_path):
    recording = Recording(write_clip(tmp_path / "clip.mp4", [scene()] * 20), models())
    assert list(recording) == []
    assert recording.counts.posed == 0


def test_someone_who_stands_gives_no_pass(tmp_path):
    pictures = [with_runner(scene(), 240, top=50, height=160)] * 45
    recording = Recording(write_clip(tmp_path / "clip.avi", pictures, codec="MJPG"), models(swing=0.02))
    assert list(recording) == []


def test_someone_far_away_who_is_not_seen_to_run_is_counted_alone(tmp_path):
    pictures = crossing(n=110, step=5.0, height=60)
    recording = Recording(write_clip(tmp_path / "clip.mp4", pictures), models(swing=0.2))
    assert list(recording) == []
    assert (recording.counts.tracks, recording.counts.far, recording.counts.passes) == (1, 1, 0)
    near = Recording(write_clip(tmp_path / "near.mp4", crossing(n=110, step=5.0)), models(swing=0.2))
    assert [one.report.quality.reasons for one in near] == [("not_running",)]


@pytest.mark.parametrize(
    ("reasons", "is_counted_only"),
    [
        pytest.param(["too_small"], False, id="a small runner"),
        pytest.param(["too_small", "not_running"], True, id="a spectator"),
        pytest.param(["too_small", "too_short"], True, id="a glimpse"),
        pytest.param(["too_small", "legs_merged"], True, id="a blur"),
        pytest.param(["too_small", "view_oblique", "inconsistent_events"], True, id="who is yet to come"),
        pytest.param(["too_small", "view_oblique"], False, id="who is seen to run, from afar"),
        pytest.param(["too_small", "inconsistent_events"], False, id="a small runner from the side"),
        pytest.param(["view_oblique", "inconsistent_events"], False, id="who comes towards the camera, near"),
        pytest.param(["not_running"], False, id="a walker, near"),
        pytest.param([], False, id="a runner"),
    ],
)
def test_who_is_counted_as_far_and_who_is_listed(reasons, is_counted_only):
    assert recording.is_far(reasons) is is_counted_only


def test_capture_fps_gives_real_times(clip, run):
    (slow,) = run[1]
    (real,) = Recording(clip, models(), capture_fps=60.0)
    assert np.median(np.diff(slow.sequence.time_s)) == pytest.approx(1.0 / 30.0)
    assert np.median(np.diff(real.sequence.time_s)) == pytest.approx(1.0 / 60.0)
    assert real.report.source["capture_fps"] == 60.0
    assert np.array_equal(real.track.frames, slow.track.frames)
    assert np.array_equal(real.sequence.xy, slow.sequence.xy, equal_nan=True)


def test_options_reach_the_analysis(clip):
    (tall,) = Recording(clip, models(), options={"height_m": 1.8})
    assert tall.report.quality.scale_m_per_px is not None


def test_deviations_of_a_cohort_reach_the_analysis(clip, monkeypatch):
    seen = []

    def analyze(sequence, **options):
        seen.append(options["stride_sd"])
        return toeoff.analyze(sequence, **options)

    monkeypatch.setattr(recording, "analyze_sequence", analyze)
    monkeypatch.setattr(video_passes, "_models", lambda *_: models())
    for cohort in (None, CohortDeviations(24, ("bib",), {"knee_drive_deg": 4.0}, ())):
        with closing(iter(video_passes.VideoPasses(clip, Settings(cohort=cohort)))) as passes:
            next(passes)
    assert seen == [None, {"knee_drive_deg": 4.0}]


def test_marks_and_calibrations_count_where_the_camera_stands_still(clip, tmp_path):
    marks, calib = (50.0, 205.0, 400.0, 205.0, 5.0), tmp_path / "Calib.toml"
    (seen,) = Recording(clip, models(), options={"ground": marks, "camera_height_m": 1.4})
    assert seen.report.quality.scale_source == "ground"
    height, width = scene().shape[:2]
    calib.write_text(CALIB.format(width=width, height=height), encoding="utf-8")
    (seen,) = Recording(clip, models(), options={"calibration": str(calib)})
    assert seen.report.quality.scale_source == "calibration"
    calib.write_text(CALIB.format(width=height, height=width), encoding="utf-8")
    with pytest.raises(toeoff.InvalidInputError, match=f"for a picture of {height}x{width} px, but this one is"):
        Recording(clip, models(), options={"calibration": calib})


def test_marks_say_nothing_where_the_camera_pans(tmp_path):
    wide = scene(width=900)
    pictures = [with_runner(wide[:, 7 * i : 7 * i + 480], 60.0 + 6.0 * i, top=50, height=160) for i in range(60)]
    marks = {"ground": (50.0, 205.0, 400.0, 205.0, 5.0)}
    seen = list(Recording(write_clip(tmp_path / "pan.mp4", pictures), models(), options=marks))
    assert [one.report.source["camera"] for one in seen] == ["unknown"]
    assert [one.report.quality.scale_reason for one in seen] == ["camera_not_still"]
    assert [one.report.measures["speed_mps"].value for one in seen] == [None]


CALIB = """
[street]
size = [{width}, {height}]
matrix = [[500.0, 0.0, 240.0], [0.0, 500.0, 100.0], [0.0, 0.0, 1.0]]
distortions = [0.0, 0.0, 0.0, 0.0]
rotation = [1.5707963267948966, 0.0, 0.0]
translation = [0.0, 1.4, 6.0]
"""
WRONG = [
    ({"height_m": 18.0}, "between 0.5 and 2.7 m"),
    ({"height_m": "1.8"}, r"height_m is '1\.8' \(text\), but must be a number in metres"),
    ({"travel": "up"}, "left_to_right"),
    ({"roll_deg": 90}, "between -45 and 45 degrees"),
    ({"capture_fps": 0.5}, "between 1 and 10000 frames per second"),
    ({"capture_fps": "240"}, "capture_fps is '240' .text., but must be a number of frames per second"),
    ({"smoothing": toeoff.Smoothing("butterworth", -1.0)}, "cutoff_hz is -1"),
    ({"profile": "nope"}, "no profile is called 'nope'"),
    ({"pace": "4:30/km"}, "give a profile as well"),
    ({"detect_every_s": 0.1}, "'detect_every_s' is no option of the analysis of a video; options are travel, height_m"),
    ({"camera": "still"}, "'camera' is no option"),
    ({"progress": 3}, "progress is 3, but must be a function"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_wrong_options_are_told_before_the_video_is_opened(options, message):
    named = {name: options[name] for name in ("capture_fps", "progress") if name in options}
    rest = {name: value for name, value in options.items() if name not in named}
    with pytest.raises(toeoff.ToeoffError, match=message):
        Recording("no such file.mp4", models(), options=rest, **named)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        *WRONG,
        ({"threads": 0}, "threads is 0, but must be a whole number from 1 to 1024"),
        ({"threads": 1.5}, "threads is 1.5, but must be a whole number"),
        ({"threads": "2"}, "threads is '2' .text., but must be a whole number"),
        ({"device": "gpu"}, "device is 'gpu', but must be auto or one of cpu, cuda"),
        ({"device": ["cpu"]}, "device is .'cpu'., but must be auto"),
        ({"model": None}, "a model is a name or a path, not None"),
        ({"model": "nonsense"}, "no model is called 'nonsense'; known are"),
        ({"model": "blazepose-full+blazepose-full"}, "is one model twice"),
        ({"model": "rtmdet-nano"}, "a pose model is needed here"),
        ({"detector": 3}, "a model is a name or a path, not 3"),
        ({"detector": "blazepose-full"}, "a detector model is needed here"),
    ],
)
def test_analyze_tells_what_is_wrong_at_the_call_before_anything_is_opened(options, message, monkeypatch):
    for opening in ("load_detector", "load_pose_model", "VideoReader"):
        monkeypatch.setattr(recording, opening, lambda *_, what=opening: pytest.fail(f"{what} was called"))
    if "detector" not in options:  # which there may be none of on this machine
        monkeypatch.setattr(recording, "find_detector", lambda _: None)
    with pytest.raises(toeoff.ToeoffError, match=message):
        toeoff.video.analyze("no such file.mp4", **options)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (None, "path is None, but must be text or a pathlib.Path"),
        (3, "path is 3, but must be text or a pathlib.Path"),
        (b"race.mp4", r"path is b'race.mp4' .of type bytes., but must be text or .*; decode it \(os.fsdecode\)"),
        ("", "path is '', but must be the name of a file or folder"),
    ],
)
def test_what_is_no_path_is_told(path, message):
    for opened in (toeoff.video.analyze, VideoReader):
        with pytest.raises(toeoff.InvalidInputError, match=message):
            opened(path)


def test_capture_fps_of_numpy_is_written_as_a_number(clip):
    (one,) = Recording(clip, models(), capture_fps=np.float32(60.0))
    assert json.loads(one.report.to_json())["source"]["capture_fps"] == 60.0


def test_same_passes_however_fast_the_reader_is(clip, run):
    again = []
    for one in Recording(clip, models(), progress=lambda *_: time.sleep(0.005)):
        again.append(one.report.to_json())
    assert again == [p.report.to_json() for p in run[1]]


def test_error_of_a_network_reaches_the_caller_and_ends_every_thread(clip):
    class Broken(StickDetector):
        def detect(self, image):
            raise toeoff.ModelError("out of memory")

    before = threading.active_count()
    with pytest.raises(toeoff.ModelError, match="out of memory"):
        list(Recording(clip, Models(Broken(), StickPose())))
    assert threading.active_count() == before


def test_leaving_early_ends_every_thread(clip):
    before = threading.active_count()
    passes = iter(Recording(clip, models()))
    next(passes)
    passes.close()
    assert threading.active_count() == before


def test_bad_file_is_told_at_once(tmp_path):
    (tmp_path / "text.mp4").write_text("not a video\n" * 30)
    with pytest.raises(VideoError, match="cannot be read as a video"):
        Recording(tmp_path / "text.mp4", models())
    with pytest.raises(FileNotFoundError):
        Recording(tmp_path / "missing.mp4", models())
