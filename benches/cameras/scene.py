"""The scene in which one thing is changed: a runner passes a level, still camera 9 m away, 390 px tall."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from styles import Style

LOOK = """
[runner.look]
skin = "#c98f6b"
hair = "#2b1c12"
shirt = "#c8242c"
trim = "#f3d13a"
shorts = "#d9d6c8"
socks = "#e8e8e4"
shoes = "#2f9ad8"
sole = "#f2f2ee"
bib = "#f4f4f0"
number = 3
build = 1.0
sleeve = 0.55
shorts_length = 0.5
ponytail = false
"""


@dataclass(frozen=True)
class Scene:
    """What a departure may change. The camera looks at the middle of the road whatever its yaw and pitch."""

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float = 9.0
    frame_rate_hz: float = 60.0
    exposure_s: float = 0.002
    readout_s: float = 0.0
    shake_deg: float = 0.0
    shake_hz: float = 2.0
    follow: str = ""  # "turn" or "move"
    share: float = 1.0
    reach_m: float = 8.0  # half of the way that is filmed
    lane_m: float = 0.0  # of the runner, beside the middle of the road, towards the camera
    pole_radius_m: float = 0.0
    meets: bool = False  # another runner comes the other way, nearer to the camera
    width: int = 1920
    height: int = 1080
    field_of_view_deg: float = 50.0


def toml(scene: Scene, style: Style, travel: str, seed: int) -> str:
    """Text of the scene file."""
    middle_s = scene.reach_m / style.speed_mps
    frames = round(2.0 * middle_s * scene.frame_rate_hz)
    text = f"""seed = {seed}
sun = [-0.35, 0.95, 0.85]

[picture]
width = {scene.width}
height = {scene.height}
frame_rate_hz = {scene.frame_rate_hz}
frames = {frames}
exposure_s = {min(scene.exposure_s, 1.0 / scene.frame_rate_hz)}
noise = 2.0
blur_px = 0.55

[camera]
field_of_view_deg = {scene.field_of_view_deg}
readout_s = {scene.readout_s}

[[camera.pose]]
position_m = {position(scene)}
yaw_deg = {scene.yaw_deg}
pitch_deg = {scene.pitch_deg}
roll_deg = {scene.roll_deg}
"""
    if scene.follow:
        text += f'\n[camera.follow]\nrunner = "{style.name}"\nhow = "{scene.follow}"\nshare = {scene.share}\n'
    if scene.shake_deg:
        text += f"\n[camera.shake]\namplitude_deg = {scene.shake_deg}\nrate_hz = {scene.shake_hz}\nseed = {seed}\n"
    if scene.pole_radius_m:
        text += f"\n[[pole]]\nx_m = 0.0\nz_m = 3.0\nradius_m = {scene.pole_radius_m}\nheight_m = 4.0\n"
    text += _runner(style, style.name, travel, scene.lane_m, middle_s=middle_s, phase=(0.137 * seed) % 1.0)
    if scene.meets:
        other = "right_to_left" if travel == "left_to_right" else "left_to_right"
        text += _runner(style, "other", other, 1.2, middle_s=middle_s, phase=0.4)
    return text


def view_angle_deg(scene: Scene, style: Style, travel: str, time_s: NDArray[np.float64]) -> float:
    """Angle by whose cosine the picture shortens what runs along the path, on average over these times: 0 is side-on.

    A runner seen at an angle `view` by a camera whose axis points aside of them is shortened by cos(view) / cos(aside):
    a camera square to the path stretches the edges of the picture by as much as the view there shortens them.
    """
    velocity = style.speed_mps if travel == "left_to_right" else -style.speed_mps
    runner_x = velocity * time_s - math.copysign(scene.reach_m, velocity)
    x, _, z = position(scene)
    followed_x = scene.share * runner_x
    view = np.arctan2(runner_x - x - (followed_x if scene.follow == "move" else 0.0), z)
    axis = np.arctan2(followed_x - x, z) if scene.follow == "turn" else math.radians(scene.yaw_deg)
    shortened = float(np.mean(np.cos(view) / np.cos(view - axis)))
    return math.degrees(math.acos(min(shortened, 1.0)))


def position(scene: Scene) -> list[float]:
    """Place from which the camera looks at the hips of a runner in the middle of the road."""
    yaw, pitch = math.radians(scene.yaw_deg), math.radians(scene.pitch_deg)
    ahead = (math.sin(yaw) * math.cos(pitch), math.sin(pitch), -math.cos(yaw) * math.cos(pitch))
    x, y, z = (target - scene.distance_m * part for target, part in zip((0.0, 0.95, 0.0), ahead, strict=True))
    # A camera that looks up stands on the ground: it is lowered no further, and the runner is higher in the picture.
    return [round(x, 6), round(max(y, 0.25), 6), round(z, 6)]


def _runner(style: Style, name: str, travel: str, lane_m: float, *, middle_s: float, phase: float) -> str:
    settings = "".join(f"{key} = {value}\n" for key, value in asdict(style).items() if key != "name")
    course = f'travel = "{travel}"\nlane_m = {lane_m}\nmiddle_s = {middle_s}\nphase = {phase}\n'
    return f'\n[[runner]]\nname = "{name}"\n\n[runner.style]\n{settings}\n[runner.course]\n{course}{LOOK}'
