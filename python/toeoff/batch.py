"""Many recordings: one after the other, or in worker processes with model sessions of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from toeoff.atomic import clear_abandoned
from toeoff.errors import ToeoffError, one_line
from toeoff.recording_files import Job, Outcome, run_job

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnContext, SpawnProcess

    from toeoff.settings import Settings

__all__ = ["run_batch", "threads_per_worker"]

# How long a worker that was asked to end may take, s: longer than one call of a network on a slow core.
PATIENCE_S = 10.0


def threads_per_worker(n_workers: int) -> int | None:
    """Return how many threads the models of each worker may use: a fair share of the cores, all for a single one."""
    return None if n_workers <= 1 else max(1, (os.cpu_count() or 1) // n_workers)


def run_batch(
    jobs: Sequence[Job],
    settings: Settings,
    *,
    n_workers: int = 1,
    resume: bool = False,
    on_progress: Callable[[Job, int, int | None], None] | None = None,
) -> Generator[Outcome]:
    """Run every job; one that fails, or takes its process down with it, does not stop the others.

    Results do not depend on the number of workers. One worker runs in this process; more are processes that are
    started afresh (spawn), so that neither threads nor sessions are inherited.

    Parameters
    ----------
    jobs : sequence of Job
    settings : Settings
    n_workers : int, default 1
    resume : bool, default False
        As in `run_job`.
    on_progress : callable, optional
        Takes the job, the frames done and the frames in all (None where not known).

    Yields
    ------
    Outcome
        In the order in which jobs end.
    """
    if n_workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield _attempt(job, settings, resume, _for_job(on_progress, job))
        return
    yield from _run_in_processes(deque(jobs), settings, min(n_workers, len(jobs)), resume, on_progress)


def _attempt(
    job: Job, settings: Settings, resume: bool, on_progress: Callable[[int, int | None], None] | None
) -> Outcome:
    """Run one job and turn what went wrong into an outcome: this is the border between one recording and the rest."""
    try:
        return run_job(job, settings, resume=resume, on_progress=on_progress)
    except (ToeoffError, OSError) as error:
        return Outcome(job, "failed", error=one_line(error))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    # A panic of the core is no Exception.
    except BaseException as error:
        if _is_interrupted(error):
            raise KeyboardInterrupt from error
        # A defect met by one recording must not stop the others; it is told.
        line = f"internal error, please report it: {type(error).__name__}: {one_line(error)}"
        return Outcome(job, "failed", error=line, trace=traceback.format_exc())


def _is_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error: met while a compiled module loads, it becomes an ImportError."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _for_job(
    on_progress: Callable[[Job, int, int | None], None] | None, job: Job
) -> Callable[[int, int | None], None] | None:
    return None if on_progress is None else lambda done, total: on_progress(job, done, total)


@dataclass
class _Worker:
    process: SpawnProcess
    connection: Connection[Any, Any]
    job: Job | None = None


def _run_in_processes(
    waiting: deque[Job],
    settings: Settings,
    n_workers: int,
    resume: bool,
    on_progress: Callable[[Job, int, int | None], None] | None,
) -> Generator[Outcome]:
    context = multiprocessing.get_context("spawn")
    workers: list[_Worker] = []
    try:
        workers += [_start(context, settings, resume) for _ in range(n_workers)]
        for worker in workers:
            _give(worker, waiting)
        while any(worker.job is not None for worker in workers):
            busy = [worker for worker in workers if worker.job is not None]
            ready = wait([worker.connection for worker in busy])
            for worker in [worker for worker in busy if worker.connection in ready]:
                try:
                    message = worker.connection.recv()
                except (EOFError, OSError):
                    # The process is gone: a native library crashed, or the system ran out of memory.
                    workers.remove(worker)
                    _end(worker)
                    if waiting:
                        workers.append(_start(context, settings, resume))
                        _give(workers[-1], waiting)
                    if worker.job is not None:
                        yield Outcome(worker.job, "failed", error=_how_it_died(worker.process.exitcode))
                    continue
                if isinstance(message, Outcome):
                    _give(worker, waiting)
                    yield message
                elif on_progress is not None and worker.job is not None:
                    on_progress(worker.job, *message)
    finally:
        for worker in workers:
            worker.connection.close()
            if worker.job is not None:
                worker.process.terminate()
        for worker in workers:
            _end(worker)


def _start(context: SpawnContext, settings: Settings, resume: bool) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, settings, resume), daemon=True)
    with _interrupts_ignored():
        process.start()
    # Only the worker holds its end now, so that its death closes the pipe.
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Start processes that ignore Ctrl-C from their first moment: it reaches all of the group, the parent decides.

    Only the main thread may change how signals are met; in another one, the processes meet them as it does.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _give(worker: _Worker, waiting: deque[Job]) -> None:
    worker.job = waiting.popleft() if waiting else None
    if worker.job is not None:
        # A worker that has died meanwhile is met at the next receive, which tells how.
        with suppress(OSError):
            worker.connection.send(worker.job)


def _end(worker: _Worker) -> None:
    """Wait for a worker to end, by force if need be, and clear what it could not."""
    worker.process.join(PATIENCE_S)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    if worker.job is not None:
        clear_abandoned(worker.job.folder)


def _work(connection: Connection[Any, Any], settings: Settings, resume: bool) -> None:
    """Run jobs in a worker process until the pipe closes."""
    # The parent decides what ends, and asks by SIGTERM, which clears up here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        _send(connection, _attempt(job, settings, resume, lambda done, total: _send(connection, (done, total))))


def _send(connection: Connection[Any, Any], message: object) -> None:
    try:
        connection.send(message)
    except BrokenPipeError:
        # Nobody is left to work for: end, clearing up on the way.
        sys.exit(1)


def _how_it_died(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        name = signal.Signals(-exit_code).name
        cause = ", most often too little memory: try fewer --jobs" if name == "SIGKILL" else ""
        return f"the worker process was ended by {name}{cause}"
    return f"the worker process ended by itself with status {exit_code}"
