"""The documented API under made-up requests: it never breaks, and nothing is written outside the library."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans

from app.server import Settings, create
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import TextLayer
from posta.document.poster import Poster
from posta.library.library import Library

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

LOCAL = {"Host": "127.0.0.1"}
SLOW = {"/api/v1/posters:make", "/api/v1/posters/{poster_id}/stages/{stage}", "/api/v1/posters/{poster_id}/resize",
        "/api/v1/posters/{poster_id}/exports"}  # fmt: skip


def test_no_request_breaks_the_server_or_leaves_the_library(tmp_path) -> None:
    known = Library(tmp_path / "library")
    words = TextLayer(id="title", text="Fuzz", box=(10, 10, 200, 40))
    poster_id = known.add(Poster.blank(Brief(title="Fuzz", format="a6")).with_layer(words), Assets())
    server = create(Settings(tmp_path / "library"), studio=False)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", server, headers=LOCAL)
    statuses: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=10, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(), known=booleans())
        def ask(case, known) -> None:
            if known and "poster_id" in (case.path_parameters or {}):
                case.path_parameters["poster_id"] = poster_id
            if case.operation.path in SLOW:  # answered at once; the long work itself is not what is tried here
                case.headers = {**(case.headers or {}), "If-Match": "0" * 32}
            if case.query and "wait" in case.query:
                case.query["wait"] = 0
            answer = case.call(base_url="http://127.0.0.1", headers=LOCAL)
            statuses[answer.status_code] += 1
            assert answer.status_code < 500, f"{case.method} {case.formatted_path}: {answer.text[:500]}"

        ask()
    assert statuses[200] > 20
    assert {p.name for p in tmp_path.iterdir()} == {"library"}
