"""The documented API under made-up requests: it never breaks, and nothing is written outside the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from app.server import Settings, create
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import TextLayer
from posta.document.poster import Poster
from posta.library.library import Library

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

SLOW = {"/api/v1/posters:make", "/api/v1/posters/{poster_id}/stages/{stage}", "/api/v1/posters/{poster_id}/resize",
        "/api/v1/posters/{poster_id}/exports"}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def api(place):
    known = Library(place / "library")
    words = TextLayer(id="title", text="Fuzz", box=(10, 10, 200, 40))
    poster_id = known.add(Poster.blank(Brief(title="Fuzz", format="a6")).with_layer(words), Assets())
    server = create(Settings(place / "library"), studio=False)
    found = schemathesis.openapi.from_asgi("/api/openapi.json", server)
    found.config.base_url = "http://127.0.0.1"
    api.poster_id = poster_id
    return found


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(
    max_examples=12, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_request_breaks_the_server_or_leaves_the_library(case, place) -> None:
    if case.path_parameters and "poster_id" in case.path_parameters and len(str(case.path_parameters["poster_id"])) == 12:
        case.path_parameters["poster_id"] = api.poster_id
    if case.operation.path in SLOW and case.method == "POST":
        case.headers["If-Match"] = "0" * 32  # answered at once; the work itself is not what is tried here
    answer = case.call(timeout=20)
    assert answer.status_code < 500, answer.text
    assert {p.name for p in place.iterdir()} == {"library"}
