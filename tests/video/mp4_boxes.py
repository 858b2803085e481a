"""Edits the boxes of an MP4 that OpenCV wrote, for what its writer cannot write: uneven times, rotation, pixel shape.

The writer puts `moov` last, so its size may change without moving any sample.
"""

from __future__ import annotations

import struct
from pathlib import Path

PARENTS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl", b"stsd"}
#: Bytes before the first child of a sample description.
HEADS = {b"stsd": 8}


def edit(path: Path, kind: bytes, change) -> None:
    """Replace the body of every box of a kind by `change(body)`."""
    path.write_bytes(_walk(path.read_bytes(), kind, change))


def _walk(data: bytes, kind: bytes, change) -> bytes:
    out, at = b"", 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + size]
        if name == kind:
            body = change(body)
        elif name in PARENTS:
            head = HEADS.get(name, 0)
            body = body[:head] + _walk(body[head:], kind, change)
        out += struct.pack(">I4s", 8 + len(body), name) + body
        at += size
    return out


def set_intervals(path: Path, ticks: list[int]) -> None:
    """Give each frame its own length, in ticks of the track."""
    table = struct.pack(">II", 0, len(ticks)) + b"".join(struct.pack(">II", 1, n) for n in ticks)
    edit(path, b"stts", lambda body: table)
    # The edit list would cut what the track now has beyond its old length.
    edit(path, b"elst", lambda body: body[:8] + struct.pack(">I", 10**6) + body[12:])


def ticks_per_second(path: Path) -> int:
    """Return the track's time scale."""
    found = []

    def read(body: bytes) -> bytes:
        found.append(struct.unpack(">I", body[12:16])[0])
        return body

    edit(path, b"mdhd", read)
    return found[0]


def set_quarter_turn(path: Path) -> None:
    """Ask the player to turn the picture by 90 degrees clockwise."""
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    edit(path, b"tkhd", lambda body: body[:40] + matrix + body[76:])


def set_pixel_aspect(path: Path, across: int, down: int) -> None:
    """State the shape of a stored pixel."""
    edit(path, b"mp4v", lambda body: body + struct.pack(">I4sII", 16, b"pasp", across, down))


def move_index_first(path: Path) -> None:
    """Put `moov` before `mdat`, so that a file cut off at its end can still be opened."""
    data, boxes, at = path.read_bytes(), {}, 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        boxes[name] = data[at : at + size]
        at += size
    shift = len(boxes[b"moov"])

    def shifted(body: bytes) -> bytes:
        n = struct.unpack(">I", body[4:8])[0]
        offsets = struct.unpack(f">{n}I", body[8 : 8 + 4 * n])
        return body[:8] + struct.pack(f">{n}I", *(offset + shift for offset in offsets))

    moov = _walk(boxes.pop(b"moov"), b"stco", shifted)
    path.write_bytes(boxes.pop(b"ftyp") + moov + b"".join(boxes.values()))
