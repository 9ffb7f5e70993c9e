"""Models kept in memory between uses: a key and a way to load in, the loaded model out; the one unused longest goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Held(Protocol):
    """A loaded model."""

    @property
    def needs_gb(self) -> float:
        """Memory it holds on its device, in GB."""
        ...

    def close(self) -> None:
        """Give its memory back."""
        ...


@dataclass(frozen=True, slots=True)
class WarmKey:
    """Which model, on which device, by which plan."""

    model: str
    device: str
    plan: str


class Warm:
    """Loaded models by last use, within `budget_gb` for each device (None: as much as the loads ask to be freed)."""

    def __init__(self, budget_gb: float | None = None) -> None:
        self.budget_gb = budget_gb
        self._held: OrderedDict[WarmKey, Any] = OrderedDict()
        self._lock = threading.RLock()

    def keys(self) -> list[WarmKey]:
        """What is held, the one unused longest first."""
        return list(self._held)

    def held_gb(self, device: str) -> float:
        """Memory held on a device."""
        with self._lock:
            return float(sum(m.needs_gb for k, m in self._held.items() if k.device == device))

    def like(self, model: str, device: str) -> WarmKey | None:
        """The key of a held model whatever its plan."""
        return next((k for k in reversed(self._held) if k.model == model and k.device == device), None)

    def get(self, key: WarmKey, needs_gb: float, free_gb: float, load: Callable[[], Held]) -> Any:
        """The model of that key, loaded if it is not held; others on the device go first until it fits.

        `free_gb` is what the device has free now, `needs_gb` what the model will take.
        """
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            room = free_gb
            for old in [k for k in self._held if k.device == key.device]:
                over_budget = self.budget_gb is not None and self.held_gb(key.device) + needs_gb > self.budget_gb
                if room >= needs_gb and not over_budget and old.model != key.model:
                    continue
                room += self._held[old].needs_gb
                self.drop(old)
            made = load()
            self._held[key] = made
            return made

    def drop(self, key: WarmKey) -> None:
        """Let one go."""
        with self._lock:
            gone = self._held.pop(key, None)
        if gone is not None:
            gone.close()

    def clear(self) -> None:
        """Let all go."""
        for key in self.keys():
            self.drop(key)


WARM = Warm()
"""The program's own."""
