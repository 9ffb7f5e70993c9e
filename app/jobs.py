"""Jobs: long work in, an id to watch, cancel and collect it by out. A few run at a time, the rest wait in turn."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

from posta.engines import Progress
from posta.errors import Cancelled, LibraryError, Missing, PostaError

State = Literal["waiting", "running", "done", "failed", "cancelled"]
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
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def news(self) -> tuple[object, ...]:
        """What changes while the job runs."""
        return self.state, self.doing, round(self.done, 2), len(str(self.result))

    def told(self) -> dict[str, Any]:
        """The job as plain data."""
        names = ("id", "kind", "poster", "state", "done", "doing", "seconds_left", "result", "error")
        return {name: getattr(self, name) for name in names}


class Jobs:
    """Runs jobs on `workers` threads in the order they came."""

    def __init__(self, workers: int = 2) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="posta-job")
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def submit(self, kind: str, work: Callable[[Progress, Job], dict[str, Any]], *, poster: str = "") -> Job:
        """Queue `work`, which is given a Progress and the job, and returns its result.

        Raises LibraryError when too much waits.
        """
        job = Job(secrets.token_hex(8), kind, poster)
        with self._lock:
            if sum(j.state == "waiting" for j in self._jobs.values()) >= MOST_WAITING:
                raise LibraryError("Too many jobs are waiting.", hint="Try again when some are done.")
            self._jobs[job.id] = job
            for old in [j for j in self._jobs.values() if j.ended.is_set()][: max(0, len(self._jobs) - KEPT_JOBS)]:
                del self._jobs[old.id]
        self._pool.submit(self._run, job, work)
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

    def _run(self, job: Job, work: Callable[[Progress, Job], dict[str, Any]]) -> None:
        def progress(done: float, doing: str) -> None:
            if job.stop.is_set():
                raise Cancelled("Stopped; nothing was changed.")
            job.done, job.doing = max(job.done, min(1.0, done)), doing
            spent = time.monotonic() - job.started
            job.seconds_left = round(spent * (1 - job.done) / job.done, 1) if job.done > 0.05 and spent > 1 else None

        job.started = time.monotonic()
        try:
            progress(0.0, "starting")
            job.state = "running"
            job.result = work(progress, job)
            job.state, job.done, job.doing, job.seconds_left = "done", 1.0, "done", 0.0
        except Cancelled as problem:
            job.state, job.error, job.doing = "cancelled", str(problem), "stopped"
        except PostaError as problem:
            job.state, job.error = "failed", str(problem)
        except Exception as problem:
            job.state, job.error = (
                "failed",
                f"A fault of POSTA itself ({type(problem).__name__}); the poster is unchanged.",
            )
            raise
        finally:
            job.ended.set()
