"""The compiled core. Private: use the functions of `toeoff`."""

SKELETON_NAMES: list[str]
__version__: str

def check_skeleton(name: str, keypoints: list[str]) -> None: ...
def skeleton_keypoints(name: str) -> list[str]: ...
