"""What networks answer when they fail: told with the model's name, never taken for an empty picture."""

import numpy as np
import pytest
from clips import write_clip
from stand_in import empty_answers, session_of
from stick_runner import StickDetector, scene, with_runner
from toeoff.errors import ModelError
from toeoff.models import REGISTRY
from toeoff.video.load import make_detector, make_pose_model
from toeoff.video.recording import Models, Recording

IMAGE = np.full((480, 640, 3), 90, np.uint8)
BOXES = np.array([[100.0, 50, 220, 350], [300, 100, 420, 460]])
#: One model of each family.
CARDS = list({card.family: card for card in REGISTRY.values()}.values())


def ask(card, change):
    """Let a model of a family answer zeros, changed."""
    session = session_of(card, lambda _: change(empty_answers(card, session)))
    if card.role == "detector":
        return make_detector(card, session).detect(IMAGE)
    return make_pose_model(card, session).estimate(IMAGE, BOXES)


def spoilt(value, which):
    def change(answers):
        name = list(answers)[which]
        answers[name].flat[-1] = value
        return answers

    return change


READ = [
    pytest.param(card, i, id=f"{card.family} {i}")
    for card in CARDS
    for i, name in enumerate(session_of(card).outputs)
    if name != "labels"
]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.family)
def test_zeros_are_an_answer(card):
    assert ask(card, lambda answers: answers) is not None


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(("card", "which"), READ)
def test_what_is_not_finite_is_told_by_model_and_output(card, which, value):
    with pytest.raises(
        ModelError, match=rf"model {card.name} answered NaN or infinite numbers in .* on cpu: nobody"
    ) as e:
        ask(card, spoilt(value, which))
    assert "export it again" in str(e.value)
    assert "toeoff models list" in str(e.value)


@pytest.mark.parametrize(("card", "which"), READ)
def test_another_shape_than_the_family_has_is_told(card, which):
    def change(answers):
        name = list(answers)[which]
        return answers | {name: answers[name][..., None]}

    with pytest.raises(ModelError, match=rf"model {card.name} answered .* of shape .*needs \(.*choose the family"):
        ask(card, change)


@pytest.mark.parametrize("card", [c for c in CARDS if c.role == "pose" and c.family != "movenet"], ids=lambda c: c.name)
def test_one_answer_to_two_pictures_is_told(card):
    with pytest.raises(ModelError, match="to a batch of 2, but"):
        ask(card, lambda answers: {name: value[:1] for name, value in answers.items()})


def test_boxes_without_their_labels_are_told():
    with pytest.raises(ModelError, match="rtmdet-nano answered 4 boxes but 3 labels"):
        ask(REGISTRY["rtmdet-nano"], lambda answers: answers | {"labels": answers["labels"][:, :3]})


def test_a_box_too_large_for_a_number_is_told():
    def change(answers):
        answers["output"][0, 0, :6] = [0, 0, 1e4, 1e4, 1, 1]
        return answers

    card = next(c for c in CARDS if c.family == "yolox_raw")
    with pytest.raises(ModelError, match="infinite numbers in the box sizes"):
        ask(card, change)


def test_a_recording_ends_with_the_error_and_not_without_runners(tmp_path):
    pictures = [with_runner(scene(), 10 * i, top=50, height=160) for i in range(5, 35)]
    clip = write_clip(tmp_path / "clip.mp4", pictures)
    card = REGISTRY["pptinypose-256"]
    session = session_of(card, lambda _: spoilt(np.nan, 0)(empty_answers(card, session)))
    with pytest.raises(ModelError, match="pptinypose-256 answered NaN"):
        list(Recording(clip, Models(StickDetector(), make_pose_model(card, session))))
