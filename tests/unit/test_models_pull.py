"""Downloads: whole and checked, or an error that says what to do and nothing left behind."""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import threading
import time
import zipfile

import pytest
from toeoff import MissingExtraError, ModelError, ModelNotFoundError, OutputError, models
from toeoff.models import store, tflite_to_onnx
from toeoff.models.card import ModelCard, Source, Wheel
from toeoff.models.pull import pull_card

MODEL = os.urandom(700_000)  # more than one piece of a download


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


ARCHIVE = zipped(**{"20230831__rtmpose__end2end.onnx": MODEL, "20230831__rtmpose__pipeline.json": b"{}"})


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves `files` of the server: path to (content, how much of it is sent)."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path not in self.server.files:
            self.send_error(404)
            return
        content, sent = self.server.files[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:sent])

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.files = {
            "/model.onnx": (MODEL, None),
            "/model.zip": (ARCHIVE, None),
            "/half.onnx": (MODEL, len(MODEL) // 2),
            "/half.zip": (ARCHIVE[: len(ARCHIVE) // 2], None),
            "/empty.zip": (zipped(readme=b"no model"), None),
        }
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch, server):
    monkeypatch.setenv("TOEOFF_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TOEOFF_MODELS", raising=False)
    server.asked = []
    return tmp_path / "cache" / "models"


def card(source, **changes):
    fields = {
        "name": "trial",
        "title": "for tests",
        "role": "pose",
        "family": "simcc",
        "input_size": (192, 256),
        "skeleton": "halpe26",
        "colour": "rgb",
        "mean": (0.0, 0.0, 0.0),
        "std": (1.0, 1.0, 1.0),
        "licence": "none",
        "file_names": ("trial.onnx",),
        "source": source,
    }
    return ModelCard(**{**fields, **changes})


def address(server, path):
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def test_file_is_downloaded_checked_and_told_of(server, cache):
    told = []
    source = Source(urls=(address(server, "/model.onnx"),), sha256=sha256(MODEL))
    found = pull_card(card(source), lambda *step: told.append(step))
    assert found.path.read_bytes() == MODEL
    assert found.sha256 == sha256(MODEL)
    assert sorted(path.name for path in cache.iterdir()) == ["trial.onnx", "trial.onnx.sha256"]
    assert told[-1] == ("trial", len(MODEL), len(MODEL))
    assert [step[1] for step in told] == sorted(step[1] for step in told)
    assert len(told) > 1


def test_member_of_an_archive_is_taken(server, cache):
    source = Source(urls=(address(server, "/model.zip"),), member="*/end2end.onnx", member_sha256=sha256(MODEL))
    assert pull_card(card(source)).path.read_bytes() == MODEL
    assert sorted(path.name for path in cache.iterdir()) == ["trial.onnx", "trial.onnx.sha256"]


def test_mirror_is_asked_when_the_first_address_fails(server):
    urls = (address(server, "/gone.onnx"), address(server, "/half.onnx"), address(server, "/model.onnx"))
    assert pull_card(card(Source(urls=urls, sha256=sha256(MODEL)))).path.read_bytes() == MODEL
    assert server.asked == ["/gone.onnx", "/half.onnx", "/model.onnx"]


@pytest.mark.parametrize(
    ("path", "change", "message"),
    [
        pytest.param("/gone.onnx", {}, "answered 404 Not Found.*Check the network.*TOEOFF_MODELS", id="not there"),
        pytest.param("/half.onnx", {}, "broke off.*Check the network and try again", id="half a download"),
        pytest.param(
            "/model.zip", {}, "SHA-256 of model.zip is .*, expected is .*damaged.*other projects", id="wrong hash"
        ),
        pytest.param("/model.zip", {"confirmed": True}, "is another one; nothing was left behind.$", id="certain hash"),
        pytest.param(
            "/half.zip", {"sha256": None, "member": "*"}, "half.zip is not a whole zip archive", id="half a zip"
        ),
        pytest.param("/empty.zip", {"sha256": None, "member": "*.onnx"}, "holds 0 files like .*onnx", id="no member"),
        pytest.param(
            "/model.zip",
            {"sha256": None, "member": "*.onnx", "member_sha256": "0" * 64},
            "SHA-256 of end2end.onnx is .*, expected is 000",
            id="wrong member",
        ),
    ],
)
def test_failed_download_is_a_clear_error_and_leaves_nothing(server, cache, path, change, message):
    source = Source(**{"urls": (address(server, path),), "sha256": sha256(MODEL), **change})
    with pytest.raises(ModelError, match=message):
        pull_card(card(source))
    assert list(cache.iterdir()) == []


def test_no_network_is_a_clear_error_and_leaves_nothing(cache):
    # Port 9 of this machine: nobody listens there.
    source = Source(urls=("http://127.0.0.1:9/model.onnx",), sha256=sha256(MODEL))
    with pytest.raises(ModelError, match=r"cannot be reached: .*Connection refused.*Check the network"):
        pull_card(card(source))
    assert list(cache.iterdir()) == []


def test_interrupted_download_leaves_nothing(server, cache):
    def interrupt(what, done_bytes, total_bytes):
        raise KeyboardInterrupt

    source = Source(urls=(address(server, "/model.onnx"),), sha256=sha256(MODEL))
    with pytest.raises(KeyboardInterrupt):
        pull_card(card(source), interrupt)
    assert list(cache.iterdir()) == []


def test_failed_download_keeps_what_was_there(server, cache):
    good = pull_card(card(Source(urls=(address(server, "/model.onnx"),), sha256=sha256(MODEL))))
    with pytest.raises(ModelError, match="broke off"):
        pull_card(card(Source(urls=(address(server, "/half.onnx"),), sha256=sha256(MODEL))))
    assert good.path.read_bytes() == MODEL


def test_refused_licence_stops_before_the_network_is_asked(server, cache):
    shown = []
    source = Source(urls=(address(server, "/model.onnx"),), sha256=sha256(MODEL))

    def refuse(asked):
        shown.append(asked.licence)
        return False

    with pytest.raises(ModelError, match="the terms of 'trial' were not accepted; nothing was downloaded"):
        pull_card(card(source), accept_licence=refuse)
    assert shown == ["none"]
    assert server.asked == []
    assert not cache.exists()


def test_missing_converter_stops_before_the_network_is_asked(server, monkeypatch):
    monkeypatch.setattr(tflite_to_onnx.importlib.util, "find_spec", lambda name: None)
    source = Source(urls=(address(server, "/model.onnx"),), sha256=sha256(MODEL))
    with pytest.raises(MissingExtraError, match=r"needs onnx and tflite: python -m pip install 'toeoff\[convert\]'"):
        pull_card(card(source, outputs={"Identity": "landmarks"}))
    assert server.asked == []


def test_remains_of_a_killed_process_are_cleared_away(server, cache):
    killed, at_work = cache / ".incoming-killed", cache / ".incoming-at-work"
    for folder in (killed, at_work):
        folder.mkdir(parents=True)
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(killed, (long_ago, long_ago))
    with store.incoming_folder():
        assert not killed.exists()
    assert at_work.exists()


def test_full_disk_is_told_as_what_it_is(cache):
    with pytest.raises(OutputError, match="cannot be written to: No space left"), store.incoming_folder():
        raise OSError(28, "No space left on device")
    assert list(cache.iterdir()) == []


def test_model_without_a_download_cannot_be_pulled():
    with pytest.raises(ModelNotFoundError, match="No ONNX file is published"):
        models.pull("pptinypose-256")
    with pytest.raises(ModelNotFoundError, match="No ONNX file is published"):
        models.pull("pptinypose-256", refresh=True)


def test_model_that_is_there_is_not_downloaded_again(cache, monkeypatch):
    cache.mkdir(parents=True)
    (cache / "rtmpose-s-halpe26.onnx").write_bytes(MODEL)
    asked = []
    found = models.pull("rtmpose-s-halpe26", accept_licence=lambda card: asked.append(card) or False)
    assert found.path == cache / "rtmpose-s-halpe26.onnx"
    assert asked == []


# ---- wheels ---------------------------------------------------------------------------------------------------------

WHEEL_NAME = "tinynet-1.0-cp311-cp311-manylinux_2_28_x86_64.whl"
WHEEL = zipped(
    **{
        "tinynet__weights__net.onnx": MODEL,
        "tinynet-1.0.dist-info__METADATA": b"Metadata-Version: 2.1\nName: tinynet\nVersion: 1.0\nRequires-Dist: none\n",
        "tinynet-1.0.dist-info__WHEEL": b"Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_28_x86_64\n",
        "tinynet-1.0.dist-info__RECORD": b"",
    }
)


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder in place of the package index."""
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / WHEEL_NAME).write_bytes(WHEEL)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def wheel_source(**changes):
    fields = {"platform": "manylinux_2_28_x86_64", "python_version": "3.11", "download_bytes": len(WHEEL)}
    wheel = Wheel(**{"requirement": "tinynet==1.0", "sha256": sha256(WHEEL), **fields, **changes})
    return Source(wheel=wheel, member="tinynet/weights/net.onnx", member_sha256=sha256(MODEL))


def test_member_of_a_wheel_is_taken_without_its_dependencies(index, cache):
    assert pull_card(card(wheel_source())).path.read_bytes() == MODEL
    assert sorted(path.name for path in cache.iterdir()) == ["trial.onnx", "trial.onnx.sha256"]


def test_wheel_with_other_bytes_is_refused(index, cache):
    with pytest.raises(ModelError, match=f"SHA-256 of {WHEEL_NAME} is .*, expected is 000"):
        pull_card(card(wheel_source(sha256="0" * 64)))
    assert list(cache.iterdir()) == []


def test_wheel_that_the_index_does_not_have_ends_with_the_words_of_pip(index, cache):
    with pytest.raises(ModelError, match=r"pip cannot load tinynet==2\.0: No matching distribution found"):
        pull_card(card(wheel_source(requirement="tinynet==2.0")))
    assert list(cache.iterdir()) == []


def test_index_that_cannot_be_reached_is_told_as_that(index, cache, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(ModelError, match=r"the package index cannot be reached: .*refused"):
        pull_card(card(wheel_source(requirement="tinynet==2.0")))
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("WARNING: old\nERROR: Could not find it\nERROR: No match\n", "No match"),
        ("ERROR: Exception:\nTraceback (most recent call last):\nOSError: [Errno 28] No space left\n", "No space left"),
        ("", "it gave no reason"),
    ],
)
def test_what_pip_says_last_is_what_is_told(written, told, monkeypatch, tmp_path):
    from toeoff.models import wheel

    # A Python that writes this and fails, in place of the one that runs pip.
    (tmp_path / "python").write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{written}END\nexit 1\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(wheel.sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ModelError, match=told):
        pull_card(card(wheel_source()))


def test_python_without_pip_is_told_to_get_it(monkeypatch):
    from toeoff.models import wheel

    monkeypatch.setattr(wheel.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"needs pip, .*python -m ensurepip"):
        pull_card(card(wheel_source()))
