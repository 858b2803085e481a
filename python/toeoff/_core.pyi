"""The compiled core. Private: use the functions of `toeoff`."""

__version__: str
