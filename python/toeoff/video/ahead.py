"""Runs an iterator in a thread of its own, a bounded number of items ahead of the reader."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Generic, Self, TypeVar

__all__ = ["Ahead"]

T = TypeVar("T")


class Ahead(Generic[T]):
    """An iterator whose items are made in advance by a thread.

    Errors of the inner iterator are raised to the reader, in place of the item that failed.

    Parameters
    ----------
    items : iterator
        Used by the thread alone from now on.
    size : int
        How many items may wait.
    name : str
        Name of the thread.
    """

    def __init__(self, items: Iterator[T], size: int, name: str) -> None:
        self._items = items
        self._queue: queue.Queue[T | _End] = queue.Queue(maxsize=size)
        self._stop = threading.Event()
        self._end: _End | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        if self._end is None:
            item = self._queue.get()
            if not isinstance(item, _End):
                return item
            self._end = item
        if self._end.error is not None:
            raise self._end.error
        raise StopIteration

    def close(self) -> None:
        """End the thread, and let go of the items that wait."""
        self._stop.set()
        while self._thread.is_alive():
            while not self._queue.empty():
                self._queue.get_nowait()
            self._thread.join(timeout=0.02)
        self._end = self._end or _End(None)

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                self._queue.put(item)
                if self._stop.is_set():
                    break
        except BaseException as caught:  # noqa: BLE001 - raised again to the reader
            error = caught
        finally:
            if isinstance(self._items, Generator):
                self._items.close()
        self._queue.put(_End(error))


class _End:
    """Stands behind the last item."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error
