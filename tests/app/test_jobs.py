"""Jobs of the studio: fair among owners, stopped within a step, told with their preview and what went wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from app.jobs import MOST_AT_ONCE, Job, Jobs
from posta.engines import Progress, looked_at, part
from posta.engines.turns import owner_of_work
from posta.errors import LicenceNeeded, Missing


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    running = Jobs()
    yield running
    running.close()


def until(true: Callable[[], Any]) -> None:
    """Wait for it, at most ten seconds."""
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.002)
    assert true()


def test_one_owners_jobs_do_not_keep_another_waiting(jobs: Jobs) -> None:
    gate, began = threading.Event(), list[str]()

    def work(_: Progress, job: Job) -> dict[str, Any]:
        began.append(owner_of_work.get())
        gate.wait(10)
        return {}

    greedy = [jobs.submit("make", work, owner="greedy") for _ in range(6)]
    until(lambda: len(began) == MOST_AT_ONCE["here"])
    other = jobs.submit("make", work, owner="other")
    until(lambda: len(began) == MOST_AT_ONCE["here"] + 1)
    assert began == ["greedy"] * MOST_AT_ONCE["here"] + ["other"]
    gate.set()
    for job in (*greedy, other):
        assert job.ended.wait(10)
        assert job.state == "done"


def test_a_job_stops_within_one_step(jobs: Jobs) -> None:
    steps, go = [], threading.Event()

    def work(progress: Progress, _: Job) -> dict[str, Any]:
        for i in range(1000):
            progress(i / 1000, f"step {i}")
            steps.append(i)
            go.wait(10)
        return {}

    job = jobs.submit("background", work)
    until(lambda: steps)
    jobs.cancel(job.id)
    go.set()
    assert job.ended.wait(10)
    assert (job.state, steps) == ("cancelled", [0])


def test_a_job_that_waits_can_be_stopped_before_it_begins(jobs: Jobs) -> None:
    gate = threading.Event()
    held = [jobs.submit("make", lambda *_: gate.wait(10) and {}, owner="me") for _ in range(MOST_AT_ONCE["here"])]
    waiting = jobs.submit("make", lambda *_: pytest.fail("it ran"), owner="me")
    jobs.cancel(waiting.id)
    gate.set()
    assert waiting.ended.wait(10)
    assert waiting.state == "cancelled"
    assert all(job.ended.wait(10) for job in held)


def test_previews_of_any_part_of_the_work_are_shown(jobs: Jobs) -> None:
    def work(progress: Progress, _: Job) -> dict[str, Any]:
        show = looked_at(part(part(progress, 0, 0.5), 0.2, 0.4))
        assert show is not None
        show(np.full((12, 8, 3), 200, np.uint8))
        return {}

    job = jobs.submit("background", work)
    assert job.ended.wait(10)
    assert job.told()["previews"] == 1
    assert job.preview.startswith(b"\xff\xd8")


def test_what_went_wrong_says_what_can_be_offered(jobs: Jobs) -> None:
    def work(*_: object) -> dict[str, Any]:
        raise LicenceNeeded("Not free.", name="flux1-dev", hint="Accept it.")

    job = jobs.submit("background", work)
    assert job.ended.wait(10)
    told = job.told()
    assert (told["state"], told["error_kind"], told["error_about"]) == ("failed", "LicenceNeeded", "flux1-dev")
    assert told["error"] == "Not free. Accept it."


def test_a_fault_of_our_own_is_told_without_its_details(jobs: Jobs, capsys: pytest.CaptureFixture[str]) -> None:
    job = jobs.submit("make", lambda *_: {}["secret"])
    assert job.ended.wait(10)
    assert job.state == "failed"
    assert "secret" not in job.error
    assert "KeyError" in capsys.readouterr().err


def test_an_unknown_job_is_told(jobs: Jobs) -> None:
    with pytest.raises(Missing):
        jobs.get("0" * 16)


def test_a_job_that_waits_knows_how_many_go_before_it(jobs: Jobs) -> None:
    gate = threading.Event()
    most = MOST_AT_ONCE["here"]
    held = [jobs.submit("make", lambda *_: gate.wait(10) and {}, owner="me") for _ in range(most)]
    until(lambda: all(job.state == "running" for job in held))
    waiting = [jobs.submit("make", lambda *_: {}, owner="me") for _ in range(2)]
    assert [job.told()["before"] for job in waiting] == [most, most + 1]
    jobs.cancel(waiting[0].id)
    assert waiting[1].before == most
    on_device = jobs.submit("background", lambda *_: {}, owner="me", line="device")
    assert on_device.ended.wait(10)  # a device's line is another one
    gate.set()
    assert waiting[1].ended.wait(10)
