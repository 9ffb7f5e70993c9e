"""Jobs: long work in, an id to watch, cancel and collect it by out. A few run beside each other, the rest wait in fair turns.

Work that needs a GPU takes its turn on the device by itself (`posta.engines.turns`), in the name of the job's owner. What may
wait for a device or a server stands in a line of its own, so that a painter never waits behind it.
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
Line = Literal["here", "device"]
"""Where work is done: by this computer's processor, or by a device or server it waits for."""
WORKERS: dict[Line, int] = {"here": 4, "device": 16}
MOST_AT_ONCE: dict[Line, int] = {"here": 2, "device": 8}
"""Jobs of one owner that run beside each other; on a device one runs and the others wait their turn there."""
MOST_WAITING = 50
KEPT_JOBS = 300


@dataclass(slots=True)
class Job:
    """One piece of long work. Only its own thread changes it."""

    id: str
    kind: str
    poster: str = ""
    line: Line = "here"
    state: State = "waiting"
    done: float = 0.0
    """Share 0..1."""
    doing: str = "waiting"
    before: int = 0
    """Jobs that go before it, while it waits here; in a device's line `doing` tells."""
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
        return self.state, self.doing, self.before, round(self.done, 2), len(str(self.result)), self.previews

    def told(self) -> dict[str, Any]:
        """The job as plain data."""
        names = (
            "id", "kind", "poster", "state", "done", "doing", "before", "seconds_left", "result", "error", "error_kind",
            "error_about", "previews",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def __call__(self, done: float, doing: str) -> None:
        """The progress its work is given."""
        if self.stop.is_set():
            raise Cancelled("Stopped; nothing was changed.")
        if doing.startswith("waiting"):
            # A device's line tells once how many go before; that stays true until it tells another number.
            self.doing = self.doing if doing == "waiting" and self.doing.startswith("waiting") else doing
            self.started = time.monotonic()
            return
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
    """Runs jobs on a few threads. Owners take turns; one owner's jobs run in the order they came, a few at a time."""

    def __init__(self, workers: int = 0) -> None:
        """`workers`: how many run on this computer's processor; 0: the usual number."""
        self._pools = {
            line: ThreadPoolExecutor(
                workers if workers and line == "here" else most, thread_name_prefix=f"posta-{line}"
            )
            for line, most in WORKERS.items()
        }
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: dict[Line, OrderedDict[str, deque[tuple[Job, Work]]]] = {n: OrderedDict() for n in WORKERS}
        self._running: dict[tuple[Line, str], int] = {}
        self._lock = threading.Lock()

    def submit(self, kind: str, work: Work, *, poster: str = "", owner: str = "", line: Line = "here") -> Job:
        """Queue `work`, which is given a Progress and the job, and returns its result.

        `owner` is whoever asked, by any name; empty: whom this thread works for. Raises LibraryError when too much waits.
        """
        job = Job(secrets.token_hex(8), kind, poster, line, owner=owner or owner_of_work.get())
        with self._lock:
            if sum(j.state == "waiting" for j in self._jobs.values()) >= MOST_WAITING:
                raise LibraryError("Too many jobs are waiting.", hint="Try again when some are done.")
            self._jobs[job.id] = job
            for old in [j for j in self._jobs.values() if j.ended.is_set()][: max(0, len(self._jobs) - KEPT_JOBS)]:
                del self._jobs[old.id]
            self._waiting[line].setdefault(job.owner, deque()).append((job, work))
            self._number(line)
        self._pools[line].submit(self._work, line)
        return job

    def get(self, job_id: str) -> Job:
        """A job by its id. Raises LibraryError."""
        with self._lock:
            if job_id not in self._jobs:
                raise Missing("There is no such job.", hint="Finished jobs are forgotten after a while.")
            return self._jobs[job_id]

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop at its next step, at once if it has not begun; what was there before it stays."""
        job = self.get(job_id)
        job.stop.set()
        with self._lock:
            if job.state == "running":
                job.doing = "stopping"
            elif job.state == "waiting":
                job.state, job.error, job.doing = "cancelled", "Stopped; nothing was changed.", "stopped"
                self._number(job.line)
                job.ended.set()
        return job

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            for job in self._jobs.values():
                job.stop.set()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)

    def _number(self, line: Line) -> None:
        """Tell every job that waits how many go before it: those that run, and those whose turn comes earlier."""
        rows = [[job for job, _ in row if job.state == "waiting"] for row in self._waiting[line].values()]
        order = [row[i] for i in range(max(map(len, rows), default=0)) for row in rows if i < len(row)]
        busy = sum(count for (of, _), count in self._running.items() if of == line)
        for place, job in enumerate(order):
            job.before = busy + place

    def _work(self, line: Line) -> None:
        """Run what waits, until nothing may run."""
        while (taken := self._next(line)) is not None:
            job, work = taken
            try:
                _run(job, work)
            finally:
                with self._lock:
                    self._running[line, job.owner] -= 1
                    self._number(line)

    def _next(self, line: Line) -> tuple[Job, Work] | None:
        """The first job of the owner whose turn it is, running from now on; that owner goes behind the others."""
        with self._lock:
            while True:
                may = (o for o in self._waiting[line] if self._running.get((line, o), 0) < MOST_AT_ONCE[line])
                owner = next(may, None)
                if owner is None:
                    return None
                waiting = self._waiting[line].pop(owner)
                job, work = waiting.popleft()
                if waiting:
                    self._waiting[line][owner] = waiting
                if job.ended.is_set():  # stopped before it began
                    continue
                self._running[line, owner] = self._running.get((line, owner), 0) + 1
                job.state, job.before, job.doing, job.started = "running", 0, "starting", time.monotonic()
                self._number(line)
                return job, work


def _run(job: Job, work: Work) -> None:
    owner_of_work.set(job.owner)
    try:
        job(0.0, "starting")
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
