"""Turns on a device: one at a time, fair among owners, told and stopped while waiting; models kept warm between them."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from posta.engines.turns import Line, owner_of_work, time_left, turn
from posta.engines.warm import Warm, WarmKey
from posta.errors import Cancelled


def test_one_at_a_time_holds_a_device() -> None:
    inside, most = [0], [0]

    def work(number: int) -> None:
        owner_of_work.set(f"o{number % 3}")
        with turn("test:one"):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.01)
            inside[0] -= 1

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(work, range(9)))
    assert most[0] == 1


def test_owners_take_turns_however_much_one_of_them_asks_for() -> None:
    line, order, gate = Line(), [], threading.Event()

    def holder() -> None:
        with line.turn("first", lambda *_: None):
            gate.wait(10)

    def wait(owner: str, number: int) -> None:
        with line.turn(owner, lambda *_: None):
            order.append(f"{owner}{number}")

    threads = [threading.Thread(target=holder)]
    threads[0].start()
    while line._busy is None:
        time.sleep(0.001)
    for owner, number in [("a", 1), ("a", 2), ("a", 3), ("b", 1)]:
        waiting = sum(map(len, line._waiting.values()))
        threads.append(threading.Thread(target=wait, args=(owner, number)))
        threads[-1].start()
        while sum(map(len, line._waiting.values())) == waiting:
            time.sleep(0.001)
    gate.set()
    for t in threads:
        t.join(10)
    assert order == ["a1", "b1", "a2", "a3"]


def test_one_who_waits_is_told_how_many_are_before_and_can_stop() -> None:
    gate, holding, told = threading.Event(), threading.Event(), list[str]()

    def hold() -> None:
        with turn("test:two"):
            holding.set()
            gate.wait(10)

    def stopped(done: float, doing: str) -> None:
        told.append(doing)
        raise Cancelled("Stopped.")

    first = threading.Thread(target=hold)
    first.start()
    assert holding.wait(10)
    with pytest.raises(Cancelled), turn("test:two", stopped):
        pass
    assert told == ["waiting, 1 before you"]
    gate.set()
    first.join(10)
    with turn("test:two"):
        pass


def test_time_left_comes_from_the_share_done() -> None:
    assert time_left(0.25, 10) == 30
    assert time_left(1, 10) == 0
    assert time_left(0, 10) is None


def test_nested_work_does_not_wait_for_itself() -> None:
    with turn("test:three"), turn("test:three"):
        pass


class Model:
    closed = False

    def __init__(self, needs_gb: float) -> None:
        self.needs_gb = needs_gb

    def close(self) -> None:
        self.closed = True


def key(model: str, device: str = "cuda:0", plan: str = "bf16") -> WarmKey:
    return WarmKey(model, device, plan)


def test_models_stay_warm_until_another_needs_the_room_and_the_one_unused_longest_goes() -> None:
    warm, made = Warm(), {n: Model(10) for n in "abc"}
    for n in "ab":
        warm.get(key(n), 10, 30, lambda n=n: made[n])
    warm.get(key("a"), 10, 10, lambda: Model(0))  # used again: b is now the older
    assert warm.held_gb("cuda:0") == 20
    warm.get(key("c"), 10, 5, lambda: made["c"])
    assert made["b"].closed
    assert not made["a"].closed
    assert warm.keys() == [key("a"), key("c")]


def test_models_on_another_device_are_left_alone() -> None:
    warm, other = Warm(), Model(10)
    warm.get(key("a", "cuda:1"), 10, 20, lambda: other)
    warm.get(key("b"), 10, 1, lambda: Model(10))
    assert not other.closed


def test_a_memory_budget_is_kept() -> None:
    warm, first = Warm(budget_gb=15), Model(10)
    warm.get(key("a"), 10, 100, lambda: first)
    warm.get(key("b"), 10, 100, lambda: Model(10))
    assert first.closed
    assert warm.held_gb("cuda:0") == 10


def test_another_plan_of_the_same_model_takes_its_place() -> None:
    warm, first = Warm(), Model(10)
    warm.get(key("a"), 10, 100, lambda: first)
    assert warm.like("a", "cuda:0") == key("a")
    warm.get(key("a", plan="fp8"), 5, 100, lambda: Model(5))
    assert first.closed
    warm.clear()
    assert warm.keys() == []
