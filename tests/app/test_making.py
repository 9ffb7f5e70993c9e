"""From a choice of engines to a made poster: tiny real models and a scripted model server behind the studio's API."""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.app.running import Studio, finished, make, start_api
from tests.engines.scripted_server import Reply, scripted

DRAFT = {"engine": "diffusion", "device": "cpu", "model": "tiny", "pixels": 96 * 96, "tries": 1, "steps": 3}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory) -> Iterator[Studio]:
    """A studio with a tiny model and a style among a person's own files."""
    pytest.importorskip("diffusers", reason="diffusers is not installed")
    from tests.engines import tiny_pipelines as tiny

    room = tmp_path_factory.mktemp("workshop")
    shutil.copytree(tiny.folder("flux"), room / "models" / "tiny")
    tiny.lora(room / "styles" / "ink.safetensors", "flux")
    (room / "styles" / "ink.json").write_text(json.dumps({"words": "ink wash", "weight": 0.5}))
    own = {"POSTA_MODELS": "models", "POSTA_STYLES": "styles", "POSTA_CONFIG": "config"}
    running = start_api(room / "library", own={name: str(room / folder) for name, folder in own.items()})
    yield running
    running.stop()


@pytest.fixture(scope="module")
def drawn_on(workshop) -> str:
    return make(workshop, "Night Sea", format="a6", style="swiss")[0]


def again(studio: Studio, poster_id: str, stage: str, **order) -> dict:
    """A stage's job, begun."""
    state = httpx.get(f"{studio.api}/posters/{poster_id}", timeout=30).json()
    answer = httpx.post(
        f"{studio.api}/posters/{poster_id}/stages/{stage}",
        json=order,
        headers={"If-Match": state["revision"]},
        timeout=60,
    )
    assert answer.status_code == 202, answer.text
    return answer.json()


def layers(studio: Studio, poster_id: str) -> dict:
    poster = httpx.get(f"{studio.api}/posters/{poster_id}", timeout=30).json()["poster"]
    return {layer["id"]: layer for layer in poster["layers"]}


def picture(width: int = 64, height: int = 48) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (30, 90, 160)).save(out, "PNG")
    return out.getvalue()


def test_a_models_own_files_are_offered_by_name_and_licences_are_told(workshop) -> None:
    told = httpx.get(f"{workshop.api}/models", timeout=60).json()
    assert told["own"] == ["tiny"]
    assert [(s["name"], s["weight"]) for s in told["styles"]] == [("ink", 0.5)]
    rows = {row["name"]: row for row in told["models"]}
    assert rows["z-image-turbo"]["licence"]["commercial"]
    assert not rows["flux1-dev"]["accepted"]
    refused = httpx.post(f"{workshop.api}/models/flux1-dev/download", timeout=30)
    assert refused.status_code == 422
    assert "no commercial use" in refused.json()["error"]
    assert httpx.post(f"{workshop.api}/models/flux1-dev/licence", timeout=30).json()["accepted"]
    assert httpx.post(f"{workshop.api}/models/nothing/download", timeout=30).status_code == 404


def test_a_background_is_drawn_by_a_model_with_style_negative_and_reference(workshop, drawn_on) -> None:
    brought = httpx.post(f"{workshop.api}/uploads", files={"file": ("sea.png", picture())}, timeout=30).json()
    before = layers(workshop, drawn_on)
    style = {"name": "ink", "weight": 0.8}
    choice = {**DRAFT, "styles": [style], "negative": "people", "picture": brought["id"], "strength": 0.9}
    job = again(workshop, drawn_on, "background", theme="a calm sea", seed=5, choices={"background": choice})
    told = finished(workshop, job["id"])
    assert told["state"] == "done", told["error"]
    after = layers(workshop, drawn_on)
    made = after["background"]["made_by"]
    assert (made["engine"], made["prompt"], made["seed"]) == ("diffusion", "a calm sea", 5)
    assert made["settings"]["styles"] == [style]
    assert made["settings"]["strength"] == 0.9
    assert "ink wash" in made["settings"]["prompt_sent"]
    assert {k: v for k, v in after.items() if k != "background"} == {
        k: v for k, v in before.items() if k != "background"
    }


def test_what_is_being_drawn_is_seen_and_stopping_takes_one_step(workshop, drawn_on) -> None:
    before = httpx.get(f"{workshop.api}/posters/{drawn_on}", timeout=30).json()["revision"]
    slow = {**DRAFT, "steps": 200, "pixels": 256 * 256}
    job = again(workshop, drawn_on, "background", theme="a calm sea", choices={"background": slow})["id"]
    for _ in range(400):
        told = httpx.get(f"{workshop.api}/jobs/{job}", timeout=30).json()
        if told["previews"] >= 1:
            break
        assert told["state"] in ("waiting", "running"), told
        time.sleep(0.05)
    look = httpx.get(f"{workshop.api}/jobs/{job}/preview", timeout=30)
    assert Image.open(io.BytesIO(look.content)).width >= 8
    stopped_at = httpx.delete(f"{workshop.api}/jobs/{job}", timeout=30).json()["done"]
    told = finished(workshop, job)
    assert told["state"] == "cancelled"
    assert told["done"] - stopped_at < 0.05
    assert httpx.get(f"{workshop.api}/posters/{drawn_on}", timeout=30).json()["revision"] == before


def test_a_title_is_lettered_by_a_model_and_a_material_steps_in_where_it_cannot_be_read(workshop, drawn_on) -> None:
    choice = {**DRAFT, "parts": "title", "fallback": "materials"}
    told = finished(
        workshop, again(workshop, drawn_on, "arttext", lettering="gold leaf", layer="title", choices={"arttext": choice})["id"]
    )
    assert told["state"] == "done", told["error"]
    art = layers(workshop, drawn_on)["title"]["art"]
    assert (art["engine"], art["made_by"]["fallback_from"]) in (("diffusion", ""), ("materials", "diffusion"))
    assert art["asset"]
    plain = finished(workshop, again(workshop, drawn_on, "arttext", lettering="plain", layer="title")["id"])
    assert plain["state"] == "done", plain["error"]
    assert not layers(workshop, drawn_on)["title"].get("art")


def test_two_drawings_stand_in_line_and_a_painter_passes_them(workshop, drawn_on) -> None:
    slow = {**DRAFT, "steps": 200, "pixels": 256 * 256}
    first, second = (
        again(workshop, drawn_on, "background", theme="sea", choices={"background": slow})["id"] for _ in range(2)
    )
    said = set()
    for _ in range(200):
        said.add(httpx.get(f"{workshop.api}/jobs/{second}", timeout=30).json()["doing"])
        if "waiting, 1 before you" in said:
            break
        time.sleep(0.05)
    assert "waiting, 1 before you" in said
    assert finished(workshop, again(workshop, drawn_on, "design")["id"])["state"] == "done"
    assert httpx.get(f"{workshop.api}/jobs/{first}", timeout=30).json()["state"] == "running"
    for job in (first, second):
        httpx.delete(f"{workshop.api}/jobs/{job}", timeout=30)
        assert finished(workshop, job)["state"] == "cancelled"


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ({"engine": "diffusion", "model": "tiny"}, "no GPU"),
        ({"engine": "diffusion", "device": "cpu"}, "GB"),  # of weights or of memory, whichever lacks first
    ],
    ids=["no gpu", "no weights"],
)
def test_what_an_engine_lacks_is_told_with_what_would_work(workshop, drawn_on, choice, says) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    told = finished(workshop, again(workshop, drawn_on, "background", theme="x", choices={"background": choice})["id"])
    assert told["state"] == "failed"
    assert says in told["error"]
    assert "Traceback" not in told["error"]


@pytest.mark.parametrize("name", ["../models/tiny", "/etc/passwd", "tiny/../tiny"])
def test_a_model_is_chosen_by_name_never_by_a_path(workshop, drawn_on, name) -> None:
    state = httpx.get(f"{workshop.api}/posters/{drawn_on}", timeout=30).json()
    answer = httpx.post(
        f"{workshop.api}/posters/{drawn_on}/stages/background", json={"choices": {"background": {**DRAFT, "model": name}}},
        headers={"If-Match": state["revision"]}, timeout=30,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "There is no model" in answer.json()["error"]


def test_a_theme_is_described_further_by_the_model_server(workshop) -> None:
    words = "A wide empty harbour before dawn, cold blue water, one lamp burning on the pier, mist over distant hills."
    answer = {"choices": [{"message": {"content": json.dumps({"description": words})}, "finish_reason": "stop"}]}
    with scripted(Reply(json.dumps(answer).encode())) as server:
        job = httpx.post(f"{workshop.api}/themes", json={"theme": "harbour", "url": server.url}, timeout=30).json()
        told = finished(workshop, job["id"])
    assert told["result"] == {"text": words, "model": "tiny"}, told


def test_a_model_server_that_is_not_there_is_named_and_the_rules_step_in_only_if_asked(workshop, drawn_on) -> None:
    nowhere = "http://127.0.0.1:9/v1"
    before = layers(workshop, drawn_on)
    told = finished(
        workshop, again(workshop, drawn_on, "design", choices={"design": {"engine": "mllm", "url": nowhere}})["id"]
    )
    assert told["state"] == "failed"
    assert nowhere in told["error"]
    assert layers(workshop, drawn_on) == before
    choice = {"engine": "mllm", "url": nowhere, "fallback": "rules"}
    told = finished(workshop, again(workshop, drawn_on, "design", choices={"design": choice})["id"])
    assert told["state"] == "done", told["error"]


def test_other_formats_keep_a_drawn_picture_and_the_edited_words(workshop, drawn_on) -> None:
    job = again(workshop, drawn_on, "background", theme="a calm sea", choices={"background": DRAFT})
    assert finished(workshop, job["id"])["state"] == "done"
    state = httpx.get(f"{workshop.api}/posters/{drawn_on}", timeout=30).json()
    httpx.patch(
        f"{workshop.api}/posters/{drawn_on}", json={"set": {"title": {"text": "Night Seas"}}},
        headers={"If-Match": state["revision"]}, timeout=30,
    ).raise_for_status()  # fmt: skip
    job = httpx.post(f"{workshop.api}/posters/{drawn_on}/resize", json={"formats": ["story", "a5"]}, timeout=60).json()
    told = finished(workshop, job["id"])
    assert told["state"] == "done", told["error"]
    pages = []
    for name in told["result"]["posters"]:
        poster = httpx.get(f"{workshop.api}/posters/{name}", timeout=30).json()["poster"]
        pages.append((poster["page"]["width"], poster["page"]["height"]))
        assert poster["brief"]["title"] == "Night Seas"
        assert poster["layers"][0]["made_by"]["engine"] == "picture"
        assert not poster["brief"]["background"]
    assert pages == [(1080, 1920), (148, 210)]


def test_a_shared_studio_asks_only_the_model_server_it_was_given() -> None:
    from app.choices import server_address
    from posta.errors import EngineError

    assert server_address("http://10.0.0.7:8000/v1", any_server=True) == "http://10.0.0.7:8000/v1"
    with pytest.raises(EngineError, match="shared"):
        server_address("http://10.0.0.7:8000/v1", any_server=False)


def test_the_studio_serves_no_file_beside_the_uploads(workshop, drawn_on) -> None:
    for name in ("../index.sqlite", "0" * 64 + ".png"):
        state = httpx.get(f"{workshop.api}/posters/{drawn_on}", timeout=30).json()
        answer = httpx.post(
            f"{workshop.api}/posters/{drawn_on}/stages/background",
            json={"choices": {"background": {"engine": "picture", "picture": name}}},
            headers={"If-Match": state["revision"]}, timeout=30,
        )  # fmt: skip
        assert answer.status_code in (404, 422)
    assert Path(workshop.library, "index.sqlite").is_file()


def test_a_strangers_poster_names_no_model_file_of_the_server(workshop, drawn_on, tmp_path) -> None:
    secret = tmp_path / "private.safetensors"
    secret.write_bytes(b"not for others")
    document = json.loads(httpx.get(f"{workshop.api}/posters/{drawn_on}/document", timeout=30).text)
    made = document["layers"][0].setdefault("made_by", {"stage": "background"})
    made |= {"engine": "diffusion", "model": str(secret)}
    state = httpx.get(f"{workshop.api}/posters/{drawn_on}", timeout=30).json()
    httpx.put(
        f"{workshop.api}/posters/{drawn_on}", json=document, headers={"If-Match": state["revision"]}, timeout=30
    ).raise_for_status()
    told = finished(workshop, again(workshop, drawn_on, "background")["id"])
    assert told["state"] == "failed"
    assert "private" not in told["error"]
