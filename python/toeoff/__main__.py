"""`python -m toeoff`."""

from __future__ import annotations

from toeoff.cli import main

if __name__ == "__main__":
    main()
