"""Turns on a device: a device's name and an owner in, the device held alone for a while out; owners are served in fair turns.

`turn(device)` is how an engine waits for its device, whoever calls it. What runs beside each other in threads, and who may stop
it, is the program's own matter (`app.jobs`).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from posta.engines import Progress, silent

LOOK_S = 0.2  # how often one who waits looks whether the person stopped it

owner_of_work: ContextVar[str] = ContextVar("owner_of_work", default="")
"""Who the running work is for; turns are shared out fairly among owners."""


class Line:
    """Those who wait for one device. Owners take turns; within one owner, first come first served."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[object]] = {}
        self._busy: int | None = None

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
            yield
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
