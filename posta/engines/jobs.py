"""Jobs: work and its owner go in, progress, time left and the result come out; one job at a time on each device, in fair turns.

`turn(device)` is how an engine waits for its device, whoever calls it; `Jobs` runs work in threads that can be stopped.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any, Literal

from posta.engines import Progress, silent
from posta.errors import Cancelled

LOOK_S = 0.2  # how often one who waits looks whether the person stopped it
KEPT_JOBS = 200

owner_of_work: ContextVar[str] = ContextVar("owner_of_work", default="")
"""Who the running work is for; turns are shared out fairly among owners."""


class Line:
    """Those who wait for one device. Owners take turns; within one owner, first come first served."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[object]] = {}
        self._busy: int | None = None
        self._depth = 0

    def before(self, ticket: object) -> int:
        """How many go before this ticket."""
        return self._order().index(ticket)

    def _order(self) -> list[object]:
        rows = [list(q) for q in self._waiting.values()]
        return [row[i] for i in range(max(map(len, rows), default=0)) for row in rows if i < len(row)]

    @contextmanager
    def turn(self, owner: str, progress: Progress) -> Iterator[None]:
        """Wait for the turn, then hold it. `progress` is told how many are before; what it raises ends the waiting."""
        me, ticket, told = threading.get_ident(), object(), -1
        if self._busy == me:  # a job's own nested work needs no second turn
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        with self._changed:
            self._waiting.setdefault(owner, deque()).append(ticket)
        try:
            while True:
                with self._changed:
                    before = self.before(ticket)
                    if self._busy is None and before == 0:
                        self._take(owner, ticket)
                        self._busy = me
                        break
                    self._changed.wait(LOOK_S)
                ahead = before + 1
                progress(0.0, f"waiting, {ahead} before you" if ahead != told else "waiting")
                told = ahead
        except BaseException:
            with self._changed:
                self._take(owner, ticket)
                self._changed.notify_all()
            raise
        try:
            yield
        finally:
            with self._changed:
                self._busy = None
                self._changed.notify_all()

    def _take(self, owner: str, ticket: object) -> None:
        """Take a ticket out; its owner goes behind the others."""
        tickets = self._waiting[owner]
        tickets.remove(ticket)
        del self._waiting[owner]
        if tickets:
            self._waiting[owner] = tickets


_lines: dict[str, Line] = {}
_lines_lock = threading.Lock()


@contextmanager
def turn(device: str, progress: Progress = silent) -> Iterator[None]:
    """Hold a device ("cuda:0") for as long as the block runs; waits for those who came before."""
    with _lines_lock:
        line = _lines.setdefault(device, Line())
    with line.turn(owner_of_work.get(), progress):
        yield


def time_left(done: float, seconds: float) -> float | None:
    """Seconds left after a share `done` of the work took `seconds`; None while that says too little."""
    if done <= 0.02 or seconds <= 0:
        return None
    return seconds * (1 - done) / done


State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass
class Job:
    """One piece of work in its thread."""

    owner: str
    about: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: State = "waiting"
    done: float = 0.0
    doing: str = ""
    result: Any = None
    problem: BaseException | None = None
    started: float = 0.0
    ended: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)
    _over: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def left_s(self) -> float | None:
        """Seconds left, or None while they cannot be told."""
        return time_left(self.done, time.monotonic() - self.started) if self.state == "running" else None

    def cancel(self) -> None:
        """Ask it to stop: it does so within one step, and changes nothing."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> Any:
        """Its result. Raises what the work raised, Cancelled if it was stopped, TimeoutError if it still runs."""
        if not self._over.wait(seconds):
            raise TimeoutError(f"{self.about} still runs.")
        if self.problem is not None:
            raise self.problem
        return self.result

    def tell(self, done: float, doing: str) -> None:
        """The progress its work is given."""
        if self._stop.is_set():
            raise Cancelled(f"Stopped: {self.about}.", hint="Nothing was changed.")
        if not doing.startswith("waiting"):
            if self.state == "waiting":
                self.state, self.started = "running", time.monotonic()
            self.done = min(1.0, max(self.done, done))
        self.doing = doing


class Jobs:
    """The jobs of a program. Work that needs a GPU takes its turn by itself; the rest runs beside it."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(self, work: Callable[[Progress], Any], *, owner: str = "", about: str = "job") -> Job:
        """Run `work(progress)` in a thread and return its job at once."""
        job = Job(owner, about)
        with self._lock:
            over = [j.id for j in self._jobs.values() if j.state in ("done", "failed", "cancelled")]
            for old in over[: max(0, len(self._jobs) + 1 - KEPT_JOBS)]:
                del self._jobs[old]
            self._jobs[job.id] = job
        threading.Thread(target=copy_context().run, args=(_run, job, work), name=f"job {about}", daemon=True).start()
        return job

    def get(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def of(self, owner: str) -> list[Job]:
        """An owner's jobs, oldest first."""
        return [j for j in list(self._jobs.values()) if j.owner == owner]


def _run(job: Job, work: Callable[[Progress], Any]) -> None:
    owner_of_work.set(job.owner)
    try:
        job.result = work(job.tell)
        job.state, job.done = "done", 1.0
    except Cancelled as problem:
        job.state, job.problem = "cancelled", problem
    except BaseException as problem:  # handed to whoever waits for the job
        job.state, job.problem = "failed", problem
    finally:
        job.ended = time.monotonic()
        job._over.set()
