"""What the codecs of the bench of cameras leave of a picture."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "benches" / "cameras"


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    sys.path.insert(0, str(FOLDER))
    import film

    yield film
    sys.path.remove(str(FOLDER))


@pytest.fixture
def psnr_and_bits(bench: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Of eight noisy pictures of stripes that move."""
    rng, x = np.random.default_rng(0), np.arange(96)
    stripes = [np.broadcast_to(128 + 60 * np.sin((x - 3 * i) / 5)[:, None], (64, 96, 3)) for i in range(8)]
    pictures = [np.clip(one + rng.normal(0, 3, one.shape), 0, 255).astype(np.uint8) for one in stripes]
    monkeypatch.setattr(bench, "_rendered", lambda *_: (pictures, {}))
    scene = bench.Scene(width=96, height=64)

    def made(**codec: object) -> tuple[float, float]:
        one = bench.film(Path(), "", scene, tmp_path, bench.Codec(**codec))
        assert one.path.is_file()
        return one.psnr_db, one.bits_per_pixel

    return made


def test_nothing_is_lost_without_loss(psnr_and_bits) -> None:
    assert psnr_and_bits(is_lossless=True)[0] == float("inf")


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([{}, {"kept_contrast": 0.5}, {"kept_contrast": 0.25}], id="mpeg-4"),
        pytest.param([{"jpeg_quality": 90}, {"jpeg_quality": 30}, {"jpeg_quality": 10}], id="jpeg"),
    ],
)
def test_rougher_steps_take_fewer_bits_and_leave_less(psnr_and_bits, steps: list[dict[str, object]]) -> None:
    psnr, bits = zip(*(psnr_and_bits(**step) for step in steps), strict=True)
    assert sorted(psnr, reverse=True) == list(psnr)
    assert sorted(bits, reverse=True) == list(bits)
    assert psnr[0] > psnr[2] + 3.0
