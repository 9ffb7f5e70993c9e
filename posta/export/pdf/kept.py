"""Encoded pictures of the last exports: what a picture shows in, its bytes for a PDF out, made once while they are kept.

A poster is exported again and again while its words change; its pictures, which cost nearly all the time, stay the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MOST_BYTES = 160_000_000


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as a PDF stores it."""

    data: bytes
    is_jpeg: bool
    mask: bytes | None = None
    """Its opacities, deflated, where it is not opaque."""

    @property
    def size(self) -> int:
        return len(self.data) + len(self.mask or b"")


class Kept:
    """The encoded pictures used last, at most `most` bytes of them. Several threads may share it."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._made: OrderedDict[Hashable, Encoded] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Encoded]) -> Encoded:
        """What is kept under `key`, made now if it is not there. Equal keys must mean equal bytes."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while sum(one.size for one in self._made.values()) > self.most:
                self._made.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._made.clear()


KEPT = Kept()
