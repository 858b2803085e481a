"""Which kind of camera each clip is taken for, second by second, without the networks.

usage: python benches/cameras/kinds.py CLIP [CLIP ...]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from toeoff.video.camera import Camera, small_grey
from toeoff.video.camera_log import CameraLog
from toeoff.video.frames import VideoReader

#: The parts of a clip are told by pieces of two seconds; this long is kept.
KEEP_S = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="+", type=Path)
    print("| clip | recognised |\n|---|---|")
    for clip in parser.parse_args().clips:
        reader, camera = VideoReader(clip), Camera()
        log = CameraLog(KEEP_S)
        with reader as frames:
            for frame in frames:
                camera.update(small_grey(frame.image), frame.time_s)
                log.add(frame.time_s, camera.background)
        log.finish()
        print(f"| {clip.name} | {', '.join(f'{kind} {s:.1f} s' for kind, s in log.seconds.items())} |", flush=True)


if __name__ == "__main__":
    main()
