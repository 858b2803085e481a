"""The annotated video: frame for frame, whole or not at all, with something drawn where it belongs."""

from __future__ import annotations

import gc
import sys
import weakref
from pathlib import Path

import cv2
import numpy as np
import pytest
import toeoff
from clips import write_clip
from stick_runner import StickDetector, StickPose, scene
from test_recording import crossing
from toeoff import video_passes
from toeoff.errors import OutputError
from toeoff.io import load_keypoints
from toeoff.settings import Settings
from toeoff.video.annotate import CONTACT, draw_passes
from toeoff.video.canvas import Canvas
from toeoff.video.mp4 import Mp4Writer
from toeoff.video.overlay import write_overlay
from toeoff.video.recording import Models, Recording
from toeoff.video.report_shelf import ReportShelf

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def pictures_of(path):
    """Every picture of a file, repeated ones too."""
    capture, pictures = cv2.VideoCapture(str(path)), []
    while (read := capture.read())[0]:
        pictures.append(read[1].astype(int))
    capture.release()
    return pictures


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    path = write_clip(tmp_path_factory.mktemp("overlay") / "crossing.mp4", crossing())
    return path, list(Recording(path, Models(StickDetector(), StickPose())))


def test_copy_has_every_frame_and_the_runner_is_drawn_on(analysed, tmp_path):
    path, passes = analysed
    output = write_overlay(path, [p.report for p in passes], tmp_path / "annotated.mp4")
    plain, drawn = pictures_of(path), pictures_of(output)
    assert len(plain) - 15 < len(drawn) <= len(plain)  # pictures repeated at the very end are left out
    first, last = int(passes[0].track.frames[0]), int(passes[0].track.frames[-1])
    middle = passes[0].sequence
    for i in (first + 2, (first + last) // 2, last - 2):
        row = int(np.flatnonzero(passes[0].track.frames == i)[0])
        x, y = middle.xy[row, 11].round().astype(int)
        near_hip = (slice(y - 6, y + 6), slice(x - 6, x + 6))
        assert np.abs(drawn[i][near_hip] - plain[i][near_hip]).max() > 60
    assert [p.name for p in tmp_path.iterdir()] == ["annotated.mp4"]


def test_an_event_is_marked_from_its_frame_on_and_not_before():
    sequence = load_keypoints(SAMPLE / "keypoints.csv.gz", frame_rate_hz=60).sequences[0]
    report = toeoff.analyze(sequence)
    contact_s = next(e.time_s for e in report.events if e.kind == "initial_contact")

    def n_marked(time_s):
        canvas = Canvas(np.zeros((720, 1280, 3), np.uint8))
        draw_passes(canvas, [report], time_s)
        return int((canvas.image == CONTACT).all(axis=2).sum())

    frame_s = 1 / 60
    around = [n_marked(contact_s + k * frame_s) for k in (-4, -1, -0.4, 0, 4, 8)]
    assert around[:2] == [0, 0]
    assert min(around[2:]) > 50
    assert n_marked(contact_s + 9 * frame_s) == 0


def test_frames_without_a_pass_show_the_clock_alone(analysed, tmp_path):
    path, _ = analysed
    output = write_overlay(path, [], tmp_path / "annotated.mp4")
    for plain, drawn in list(zip(pictures_of(path), pictures_of(output), strict=False))[::20]:
        changed = np.abs(plain - drawn).max(axis=2) > 80
        assert changed[:40].any()
        assert not changed[60:].any()


def test_repeated_frames_stay_in_the_copy(tmp_path):
    pictures = [picture for picture in crossing(12, first=100.0) for _ in range(2)]
    path = write_clip(tmp_path / "clip.avi", pictures, codec="MJPG")
    output = write_overlay(path, [], tmp_path / "annotated.mp4")
    assert len(pictures_of(output)) >= 23


def test_folder_that_is_not_there_is_an_error(analysed, tmp_path):
    with pytest.raises(OutputError, match="no such folder"):
        write_overlay(analysed[0], [], tmp_path / "nowhere" / "annotated.mp4")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_disk_that_takes_no_more_is_one_error_and_leaves_nothing(analysed, tmp_path, capfd):
    import resource

    path, _ = analysed
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(OutputError, match=r"could not be written whole: .* free space in the output folder"):
            write_overlay(path, [], tmp_path / "annotated.mp4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
    # OpenCV would say of every frame that it could not be written.
    assert capfd.readouterr().err == ""


def test_a_picture_larger_than_the_codec_holds_is_made_smaller(tmp_path):
    path = tmp_path / "wide.mp4"
    writer = Mp4Writer(path, 30.0, (9001, 45))
    writer.write_up_to(1, np.full((45, 9001, 3), 200, np.uint8))
    writer.close()
    writer.check()
    (first, _) = pictures_of(path)
    assert first.shape == (40, 8190, 3)
    assert abs(first.mean() - 200) < 5


def test_nothing_is_left_when_the_recording_breaks(analysed, tmp_path, monkeypatch):
    def fail(*_):
        raise ValueError("boom")

    monkeypatch.setattr("toeoff.video.overlay._drawn", fail)
    with pytest.raises(ValueError, match="boom"):
        write_overlay(analysed[0], [], tmp_path / "annotated.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [(270, 480), (1080, 1920)], ids=["480 wide", "1080p"])
def test_letters_grow_with_the_picture_and_stay_in_it(size):
    canvas = Canvas(np.zeros((*size, 3), np.uint8))
    canvas.words((10 * size[1], -50), "0.123 s")
    rows, columns = np.nonzero(canvas.image.max(axis=2))
    assert len(rows)
    assert np.ptp(rows) > 0.012 * size[0]
    assert columns.max() < size[1] - 1


def test_missing_points_are_not_drawn():
    canvas = Canvas(scene())
    before = canvas.image.copy()
    canvas.line((np.nan, 3.0), (5.0, 5.0), (255, 255, 255))
    canvas.dot((np.nan, 3.0), (255, 255, 255))
    canvas.words((np.nan, np.nan), "text")
    canvas.label((np.nan, 2.0), [("text", (255, 255, 255))])
    assert np.array_equal(canvas.image, before)


def test_labels_make_room_for_each_other():
    plain = np.full((480, 640, 3), 200, np.uint8)
    alone = Canvas(plain)
    alone.label((100, 300), [("one", (255, 255, 255)), ("two", (255, 255, 255))])
    both = Canvas(plain)
    for text in ("one", "two"):
        both.label((100, 300), [(text, (255, 255, 255)), (text, (255, 255, 255))])
    drawn = [(canvas.image != 200).any(axis=2).sum() for canvas in (alone, both)]
    assert drawn[1] == pytest.approx(2 * drawn[0], rel=0.15)  # the second word is a letter's width off the first


def test_a_label_without_a_free_place_is_drawn_all_the_same():
    canvas = Canvas(np.full((40, 200, 3), 200, np.uint8))
    for _ in range(5):
        canvas.words((10, 30), "crowd")
    assert (canvas.image != 200).any()


def test_a_label_rises_out_of_the_way_and_words_sink():
    for write, goes_up in (
        (lambda c: c.label((100, 300), [("box", (255, 255, 255))]), True),
        (lambda c: c.words((100, 300), "box"), False),
    ):
        canvas = Canvas(np.full((480, 640, 3), 200, np.uint8))
        canvas.bar(90, 280, 200, 299, (0, 0, 0))
        write(canvas)
        rows = np.flatnonzero((canvas.image[:, 104] != 200).any(axis=1))
        assert (rows.min() < 275) == goes_up
        assert (rows.max() > 305) != goes_up


@pytest.mark.parametrize(("size", "is_clear"), [((480, 640), True), ((60, 220), False)])
def test_a_label_keeps_clear_of_what_it_is_told_to_where_there_is_room(size, is_clear):
    canvas = Canvas(np.full((*size, 3), 200, np.uint8))
    left, top, right, bottom = 20, 5, 210, 55
    canvas.label((80.0, 40.0), [("a line", (255, 255, 255))], clear_of=[(left, top, right, bottom)])
    covered = (canvas.image != 200).any(axis=2)
    assert covered.any()
    assert covered[top:bottom, left:right].any() != is_clear


def test_words_lie_above_lines_drawn_after_them():
    canvas = Canvas(np.full((100, 200, 3), 200, np.uint8))
    canvas.words((20.0, 60.0), "words", (255, 255, 255))
    white = (canvas.image == 255).all(axis=2)
    canvas.line((0.0, 50.0), (199.0, 50.0), (0, 0, 255), 2.0)
    assert white[48:52].any()
    assert (canvas.image[white] == 255).all()


def test_reports_on_a_shelf_come_back_in_the_order_of_their_time_with_their_numbers(tmp_path):
    sequences = load_keypoints(SAMPLE / "keypoints.csv.gz", frame_rate_hz=60).sequences[:3]
    reports = [toeoff.analyze(s, source={"track": i}) for i, s in enumerate(sequences)]
    # A pass closes when its runner has left: who came in first may be told last.
    assert len({float(r.time_s[0]) for r in reports}) == 3
    reports.sort(key=lambda r: -r.time_s[0])
    with ReportShelf(tmp_path) as shelf:
        for report in reports:
            shelf.add(report)
        back = list(shelf)
        assert [r.source["pass"] for r in back] == [2, 1, 0]
        for report, one in zip(reversed(reports), back, strict=True):
            assert one.to_dict() == report.to_dict() | {"source": report.source | one.source}
            assert one.source["track"] == report.source["track"]
            np.testing.assert_array_equal(one.landmarks, report.landmarks)
            assert one.angles.keys() == report.angles.keys()
    assert list(tmp_path.iterdir()) == []


def test_a_shelf_draws_the_same_video(analysed, tmp_path):
    path, passes = analysed
    plain = write_overlay(path, [p.report for p in passes], tmp_path / "plain.mp4")
    with ReportShelf(tmp_path) as shelf:
        for one in passes:
            shelf.add(one.report)
        shelved = write_overlay(path, shelf, tmp_path / "shelved.mp4")
    assert shelved.read_bytes() == plain.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_disk_that_takes_no_report_is_one_error(analysed, tmp_path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with ReportShelf(tmp_path) as shelf:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
        try:
            with pytest.raises(OutputError, match=r"cannot write to .*: File too large; choose another folder"):
                shelf.add(analysed[1][0].report)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_no_report_waits_in_memory_for_the_video_to_be_drawn(tmp_path, monkeypatch):
    pictures = crossing() + [scene()] * 25 + crossing(first=-80.0)
    path = write_clip(tmp_path / "clip.mp4", pictures)
    models = Models(StickDetector(), StickPose())
    models.pose.device = models.detector.device = "cpu"
    monkeypatch.setattr(video_passes, "_models", lambda *_: models)
    passes = iter(video_passes.VideoPasses(path, Settings(video=True), annotated=tmp_path / "annotated.mp4"))
    first, _ = next(passes)
    gone = weakref.ref(first)
    del first
    next(passes)
    gc.collect()
    assert gone() is None
    assert list(passes) == []
    annotated = pictures_of(tmp_path / "annotated.mp4")
    assert np.abs(annotated[30][60:] - pictures_of(path)[30][60:]).max() > 60
    assert {p.name for p in tmp_path.iterdir()} == {"annotated.mp4", "clip.mp4"}
