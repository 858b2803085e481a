"""A pinned wheel from the package index, used as an archive.

pip itself loads it, so that the index, mirrors, proxies and certificates that a user has set up for pip apply here too.
Nothing is installed, and no dependency is loaded.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from toeoff.errors import ModelError
from toeoff.models.card import Wheel
from toeoff.models.fetch import DownloadError, Progress

__all__ = ["download_wheel"]

# pip 24.1 brought `--progress-bar raw`: lines "Progress 262144 of 35622638".
_RAW_PROGRESS_SINCE = (24, 1)
# What pip warns of before it claims that there is no such package.
_CONNECTION_BROKEN = re.compile(r"after connection broken by '(.*)': /")
_RAW_PROGRESS = re.compile(r"Progress (\d+) of (\d+)")


def download_wheel(wheel: Wheel, folder: Path, *, progress: Progress | None = None) -> Path:
    """Load a wheel through pip.

    Parameters
    ----------
    wheel : Wheel
        Which one.
    folder : pathlib.Path
        Empty folder to put it in.
    progress : Progress, optional
        Called while loading, where pip is new enough to tell; nothing is told when pip has the file in its own cache.

    Raises
    ------
    ModelError
        When this Python has no pip.
    DownloadError
        When pip cannot get it; the message ends with pip's own words.
    """
    if importlib.util.find_spec("pip") is None:
        raise ModelError(
            f"loading {wheel.requirement} needs pip, which {sys.executable} does not have; "
            "run `python -m ensurepip` (or `uv pip install pip`) and try again"
        )
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        # Safe path (-P): a stray pip.py in the current folder is not run.
        command = [sys.executable, "-P", "-m", "pip", "download", *_arguments(wheel, folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8") as pip:
            try:
                assert pip.stdout is not None, "opened with a pipe"
                for line in pip.stdout:
                    told = _RAW_PROGRESS.match(line)
                    if told and progress:
                        progress(wheel.requirement, int(told[1]), int(told[2]))
            except BaseException:
                pip.kill()  # interrupted, or progress failed: leaving would wait for pip to end
                raise
        if pip.returncode != 0:
            errors.seek(0)
            raise DownloadError(f"pip cannot load {wheel.requirement}: {_last_error(errors.read())}")
    files = list(folder.glob("*.whl"))
    if len(files) != 1:
        raise ModelError(f"pip left {len(files)} wheels for {wheel.requirement}; expected is one")
    return files[0]


def _arguments(wheel: Wheel, folder: Path) -> list[str]:
    version = tuple(int(part) for part in re.findall(r"\d+", importlib.metadata.version("pip"))[:2])
    progress = ["--progress-bar", "raw"] if version >= _RAW_PROGRESS_SINCE else ["--progress-bar", "off"]
    return [
        "--no-deps",
        "--only-binary=:all:",
        f"--platform={wheel.platform}",
        f"--python-version={wheel.python_version}",
        "--implementation=cp",
        "--no-input",
        "--disable-pip-version-check",
        "--retries=2",
        *progress,
        f"--dest={folder}",
        wheel.requirement,
    ]


def _last_error(text: str) -> str:
    broken = _CONNECTION_BROKEN.findall(text)
    if broken:
        return f"the package index cannot be reached: {broken[-1]}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    if errors and errors[-1] != "Exception:":
        return errors[-1]
    return lines[-1] if lines else "it gave no reason"  # after a traceback, the exception
