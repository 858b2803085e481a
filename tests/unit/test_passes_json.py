"""`passes.json`, pass by pass, is the file that writing it at once would give; and what is no such file is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toeoff.json_text import json_text
from toeoff.passes_json import PassesJsonWriter, pass_texts, read_head, read_passes
from toeoff.recording_summary import ROWS_MAX, RecordingSummary, keep_shown

if TYPE_CHECKING:
    from pathlib import Path

HEAD = {"toeoff": "0", "recording": {"name": "race", "passes": []}, "notes": ["a\nb", ' "passes": [']}

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def written(path: Path, passes: list[dict[str, Any]], head: dict[str, Any] = HEAD) -> Path:
    writer = PassesJsonWriter(path)
    for one in passes:
        writer.add(one)
    writer.finish(head)
    return path


def whole(path: Path) -> dict[str, Any]:
    return read_head(path) | {"passes": list(read_passes(path))}


@given(passes=st.lists(st.dictionaries(texts, values, min_size=1, max_size=4), max_size=4), note=texts)
def test_it_is_what_writing_all_at_once_gives_and_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, passes: list[dict[str, Any]], note: str
) -> None:
    folder = tmp_path_factory.mktemp("json")
    head = HEAD | {"notes": [note]}
    path = written(folder / "passes.json", passes, head)
    assert path.read_bytes() == (json_text(head | {"passes": passes}) + "\n").encode()
    assert whole(path) == head | {"passes": passes}
    assert [p.name for p in folder.iterdir()] == ["passes.json"]


def test_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    writer = PassesJsonWriter(tmp_path / "passes.json")
    with pytest.raises(ValueError, match="not JSON compliant"):
        writer.add({"value": float("nan")})
    writer.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: text[: len(text) // 2], id="half"),
        pytest.param(lambda text: text.replace("\n ]\n}\n", "\n"), id="without its end"),
        pytest.param(lambda text: json.dumps(json.loads(text)), id="on one line"),
        pytest.param(lambda text: text.replace('"pass": 1', '"pass": '), id="a value missing"),
        pytest.param(lambda text: text.replace("  },\n", "  \n"), id="a bracket missing"),
    ],
)
def test_what_is_not_whole_is_told(tmp_path: Path, damage: Any) -> None:
    path = written(tmp_path / "passes.json", [{"pass": i, "events": []} for i in range(3)])
    path.write_text(damage(path.read_text()))
    with pytest.raises(ValueError, match=r"passes|delimiter|Expecting"):
        whole(path)


def test_a_pass_is_given_as_it_stands_and_passes_have_to_end(tmp_path: Path) -> None:
    path = written(tmp_path / "passes.json", [{"pass": 0}, {"pass": 1}])
    assert list(pass_texts(path)) == ['  {\n   "pass": 0\n  }', '  {\n   "pass": 1\n  }']
    assert list(pass_texts(written(path, []))) == []
    path.write_text(path.read_text().removesuffix(' "passes": []\n}\n'))
    with pytest.raises(ValueError, match="not whole: its passes do not end"):
        list(pass_texts(path))


def test_of_several_recordings_as_many_passes_are_kept_as_the_table_has_rows() -> None:
    summaries = [RecordingSummary(n_passes=n, first=[{}] * min(n, ROWS_MAX)) for n in (20, 0, 200, 5)]
    keep_shown(summaries)
    assert [len(summary.first) for summary in summaries] == [20, 0, ROWS_MAX - 20, 0]
    assert [summary.n_passes for summary in summaries] == [20, 0, 200, 5]
