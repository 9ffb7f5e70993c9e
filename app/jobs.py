"""Jobs: long work in, an id to watch, cancel and collect it by out. A few run beside each other, the rest wait in fair turns.

Work that needs a GPU takes its turn on the device by itself (`posta.engines.turns`), in the name of the job's owner.
"""

from __future__ import annotations

import secrets
import threading
import time
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.session import jpeg
from posta.engines import Progress
from posta.engines.turns import owner_of_work, time_left
from posta.errors import Cancelled, LibraryError, Missing, PostaError

State = Literal["waiting", "running", "done", "failed", "cancelled"]
WORKERS = 4
MOST_AT_ONCE = 2
"""Jobs of one owner that run beside each other."""
MOST_WAITING = 50
KEPT_JOBS = 300


@dataclass(slots=True)
class Job:
    """One piece of long work. Only its own thread changes it."""

    id: str
    kind: str
    poster: str = ""
    state: State = "waiting"
    done: float = 0.0
    """Share 0..1."""
    doing: str = "waiting"
    started: float = 0.0
    seconds_left: float | None = None
    result: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    error_kind: str = ""
    """The error's class (posta.errors), for what the page can offer: LicenceNeeded, WeightsMissing, OutOfMemory …"""
    error_about: str = ""
    """The model the error is about."""
    owner: str = ""
    preview: bytes = b""
    """What a picture looks like while it is drawn: a small JPEG."""
    previews: int = 0
    """How many there were so far."""
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def news(self) -> tuple[object, ...]:
        """What changes while the job runs."""
        return self.state, self.doing, round(self.done, 2), len(str(self.result)), self.previews

    def told(self) -> dict[str, Any]:
        """The job as plain data."""
        names = (
            "id", "kind", "poster", "state", "done", "doing", "seconds_left", "result", "error", "error_kind", "error_about",
            "previews",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def __call__(self, done: float, doing: str) -> None:
        """The progress its work is given."""
        if self.stop.is_set():
            raise Cancelled("Stopped; nothing was changed.")
        self.done, self.doing = max(self.done, min(1.0, done)), doing
        spent = time.monotonic() - self.started
        left = time_left(self.done, spent) if self.done > 0.05 and spent > 1 else None
        self.seconds_left = None if left is None else round(left, 1)

    def show(self, picture: NDArray[np.uint8]) -> None:
        """What a picture looks like so far."""
        self.preview = jpeg(picture, 80)
        self.previews += 1


Work = Callable[[Progress, Job], dict[str, Any]]


class Jobs:
    """Runs jobs on a few threads. Owners take turns; one owner's jobs run in the order they came, two at a time."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="posta-job")
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: OrderedDict[str, deque[tuple[Job, Work]]] = OrderedDict()
        self._running: dict[str, int] = {}
        self._lock = threading.Lock()

    def submit(self, kind: str, work: Work, *, poster: str = "", owner: str = "") -> Job:
        """Queue `work`, which is given a Progress and the job, and returns its result.

        `owner` is whoever asked, by any name; empty: whom this thread works for. Raises LibraryError when too much waits.
        """
        job = Job(secrets.token_hex(8), kind, poster, owner=owner or owner_of_work.get())
        with self._lock:
            if sum(map(len, self._waiting.values())) >= MOST_WAITING:
                raise LibraryError("Too many jobs are waiting.", hint="Try again when some are done.")
            self._jobs[job.id] = job
            for old in [j for j in self._jobs.values() if j.ended.is_set()][: max(0, len(self._jobs) - KEPT_JOBS)]:
                del self._jobs[old.id]
            self._waiting.setdefault(job.owner, deque()).append((job, work))
        self._pool.submit(self._work)
        return job

    def get(self, job_id: str) -> Job:
        """A job by its id. Raises LibraryError."""
        with self._lock:
            if job_id not in self._jobs:
                raise Missing("There is no such job.", hint="Finished jobs are forgotten after a while.")
            return self._jobs[job_id]

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop at its next step; what was there before it stays."""
        job = self.get(job_id)
        job.stop.set()
        job.doing = "stopping" if job.state == "running" else job.doing
        return job

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            for job in self._jobs.values():
                job.stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self) -> None:
        """Run what waits, until nothing may run."""
        while (taken := self._next()) is not None:
            job, work = taken
            try:
                _run(job, work)
            finally:
                with self._lock:
                    self._running[job.owner] -= 1

    def _next(self) -> tuple[Job, Work] | None:
        """The first job of the owner whose turn it is; that owner goes behind the others."""
        with self._lock:
            owner = next((o for o in self._waiting if self._running.get(o, 0) < MOST_AT_ONCE), None)
            if owner is None:
                return None
            waiting = self._waiting.pop(owner)
            taken = waiting.popleft()
            if waiting:
                self._waiting[owner] = waiting
            self._running[owner] = self._running.get(owner, 0) + 1
            return taken


def _run(job: Job, work: Work) -> None:
    owner_of_work.set(job.owner)
    job.started = time.monotonic()
    try:
        job(0.0, "starting")
        job.state = "running"
        job.result = work(job, job)
        job.state, job.done, job.doing, job.seconds_left = "done", 1.0, "done", 0.0
    except Cancelled as problem:
        job.state, job.error, job.doing = "cancelled", str(problem), "stopped"
    except PostaError as problem:
        job.state, job.error, job.error_kind = "failed", str(problem), type(problem).__name__
        job.error_about = str(getattr(problem, "name", ""))
    except Exception as problem:
        job.state = "failed"
        job.error = f"A fault of POSTA itself ({type(problem).__name__}); the poster is unchanged."
        traceback.print_exc()
    finally:
        job.ended.set()
