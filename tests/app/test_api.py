"""The HTTP API: what it refuses, and that nothing is lost or leaks whatever is sent."""

from __future__ import annotations

import io
import json
import os
import signal
import struct
import zipfile
import zlib

import httpx
import pytest
from PIL import Image

from tests.app.running import copy_of, finished, start_api


def png(width: int, height: int) -> bytes:
    """A PNG whose header claims a size its data does not have."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")
    )


def small_picture(width: int = 8, height: int = 6) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 60)).save(out, "PNG")
    return out.getvalue()


def files_outside(studio) -> set[str]:
    return {str(p) for p in studio.library.parent.rglob("*") if studio.library not in p.parents}


@pytest.fixture
def mine(studio, poster_id):
    return copy_of(studio, poster_id)


def patch(studio, state, change, revision=None):
    headers = {"If-Match": revision or state["revision"], "Content-Type": "application/json"}
    body = change if isinstance(change, str) else json.dumps(change)
    return httpx.patch(f"{studio.api}/posters/{state['id']}", content=body, headers=headers, timeout=30)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("notes.png", b"not a picture at all", "not a picture"),
        ("huge.png", png(20_000, 10_000), "megapixels"),
        ("evil.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "not a picture"),
        ("cut.png", small_picture()[:40], "not a picture"),
        ("../../outside.png", b"\x00" * 99, "not a picture"),
    ],
    ids=["text", "200 megapixels", "svg", "cut off", "climbing name"],
)  # fmt: skip
def test_an_upload_that_is_no_good_picture_is_refused_with_the_reason(studio, mine, name, data, says) -> None:
    before = files_outside(studio)
    answer = httpx.post(f"{studio.api}/posters/{mine['id']}/assets", files={"file": (name, data)}, timeout=30)
    assert answer.status_code == 422
    assert says in answer.json()["error"]
    assert files_outside(studio) == before


def test_a_picture_with_a_name_that_climbs_is_kept_by_its_content_inside_the_library(studio, mine) -> None:
    before = files_outside(studio)
    answer = httpx.post(
        f"{studio.api}/posters/{mine['id']}/assets", files={"file": ("../../../x.png", small_picture())}, timeout=30
    )
    assert answer.status_code == 201
    kept = studio.library / mine["id"] / "assets" / f"{answer.json()['asset'][7:]}.png"
    assert kept.read_bytes() == small_picture()
    assert files_outside(studio) == before


def test_a_zip_bomb_and_a_climbing_member_are_refused(studio) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("poster.json", b"[" * 30_000_000)
        archive.writestr("../../escaped.txt", b"out")
    before = files_outside(studio)
    answer = httpx.post(f"{studio.api}/posters", files={"file": ("p.posta", bomb.getvalue())}, timeout=30)
    assert answer.status_code == 422
    assert "MB" in answer.json()["error"]
    assert files_outside(studio) == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"set": {"title": {"colour": "red"}}}, "colour"),
        ({"set": {"title": {"opacity": 3}}}, "opacity"),
        ({"set": {"nothing": {"opacity": 1}}}, "nothing"),
        ({"set": {"title": {"kind": "shape"}}}, "kind"),
        ({"palette": {"ink": "blue-ish"}}, "ink"),
        ({"order": ["title"]}, "order"),
        ('{"set": {"title": {"opacity": NaN}}}', ""),
        ('{"set": {"title": {"box": [0, 0, 1e999, 4]}}}', ""),
        ("{not json", ""),
    ],
    ids=["field", "range", "layer", "kind", "colour", "order", "nan", "infinity", "no json"],
)  # fmt: skip
def test_a_wrong_patch_is_refused_with_its_field_and_changes_nothing(studio, mine, change, says) -> None:
    answer = patch(studio, mine, change)
    assert answer.status_code == 422
    assert says in json.dumps(answer.json())
    assert httpx.get(f"{studio.api}/posters/{mine['id']}").json()["revision"] == mine["revision"]


def test_a_whole_document_with_an_unknown_field_or_nan_is_refused_with_its_path(studio, mine) -> None:
    text = httpx.get(f"{studio.api}/posters/{mine['id']}/document").text
    for wrong, says in (
        (text.replace('"format"', '"sneaky": 1, "format"', 1), "sneaky"),
        (text.replace("297", "NaN", 1), "NaN"),
    ):
        answer = httpx.put(
            f"{studio.api}/posters/{mine['id']}", content=wrong, headers={"If-Match": mine["revision"]}, timeout=30
        )
        assert answer.status_code == 422
        assert says in answer.json()["error"]


def test_the_later_of_two_saves_is_refused_and_the_earlier_stays(studio, mine) -> None:
    first = patch(studio, mine, {"set": {"title": {"opacity": 0.5}}})
    second = patch(studio, mine, {"set": {"title": {"opacity": 0.1}}})
    assert first.status_code == 200
    assert second.status_code == 409
    assert "changed elsewhere" in second.json()["error"]
    assert httpx.get(f"{studio.api}/posters/{mine['id']}").json()["revision"] == first.json()["revision"]


def test_no_poster_can_name_a_file_of_the_server(studio, mine, tmp_path) -> None:
    secret = tmp_path / "private.png"
    secret.write_bytes(small_picture())
    document = json.loads(httpx.get(f"{studio.api}/posters/{mine['id']}/document").text)
    document["brief"]["background"] = document["brief"]["logo"] = str(secret)
    put = httpx.put(
        f"{studio.api}/posters/{mine['id']}", json=document, headers={"If-Match": mine["revision"]}, timeout=30
    ).json()
    job = httpx.post(
        f"{studio.api}/posters/{mine['id']}/stages/background",
        json={},
        headers={"If-Match": put["revision"]},
        timeout=30,
    ).json()
    assert finished(studio, job["id"])["state"] == "done"
    made = httpx.get(f"{studio.api}/posters/{mine['id']}").json()["poster"]["layers"][0]
    assert made["made_by"]["engine"] == "procedural"


def test_a_picture_that_was_brought_becomes_the_background(studio) -> None:
    path = httpx.post(f"{studio.api}/uploads", files={"file": ("own.png", small_picture(300, 400))}, timeout=30).json()[
        "path"
    ]
    brief = {"title": "Own picture", "format": "a6", "background": path}
    job = httpx.post(f"{studio.api}/posters:make", json={"brief": brief, "variants": 1}, timeout=60).json()
    told = finished(studio, job["id"])
    assert told["state"] == "done", told["error"]
    poster = httpx.get(f"{studio.api}/posters/{told['result']['posters'][0]}").json()["poster"]
    assert poster["layers"][0]["made_by"]["engine"] == "picture"


def test_a_stage_keeps_a_change_that_was_made_while_it_ran(studio, mine) -> None:
    job = httpx.post(
        f"{studio.api}/posters/{mine['id']}/stages/background",
        json={},
        headers={"If-Match": mine["revision"]},
        timeout=30,
    ).json()
    assert patch(studio, mine, {"set": {"title": {"opacity": 0.4}}}).status_code == 200
    assert finished(studio, job["id"])["state"] == "done"
    now = httpx.get(f"{studio.api}/posters/{mine['id']}").json()["poster"]["layers"]
    assert now[0]["asset"] != mine["poster"]["layers"][0]["asset"]
    assert next(x for x in now if x["id"] == "title")["opacity"] == 0.4


def test_only_scripts_and_styles_are_served_beside_the_page(studio) -> None:
    for name, status in (("canvas.js", 200), ("canvas.css", 200), ("konva.LICENSE", 200), ("canvas.py", 404), ("../api.py", 404),
                         ("__init__.py", 404), ("%2e%2e/server.py", 404)):  # fmt: skip
        assert httpx.get(f"{studio.address}/canvas/{name}").status_code == status, name


def test_other_names_and_other_sites_are_refused(studio) -> None:
    rebound = httpx.get(f"{studio.api}/posters", headers={"Host": "evil.example"})
    assert rebound.status_code == 421
    foreign = httpx.post(f"{studio.api}/posters/000000000000/undo", headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403


def test_a_path_or_an_unknown_id_is_no_poster(studio) -> None:
    assert httpx.get(f"{studio.api}/posters/..%2f..%2fetc").status_code in (404, 422)
    answer = httpx.get(f"{studio.api}/posters/0123456789ab")
    assert answer.status_code == 404
    assert "no poster" in answer.json()["error"]


def test_a_killed_server_loses_nothing(tmp_path) -> None:
    first = start_api(tmp_path / "library")
    job = httpx.post(
        f"{first.api}/posters:make", json={"brief": {"title": "Survivor", "format": "a6"}, "variants": 1}, timeout=60
    ).json()
    name = finished(first, job["id"])["result"]["posters"][0]
    state = httpx.get(f"{first.api}/posters/{name}", timeout=30).json()
    for step in range(5):
        answer = patch(first, state, {"set": {"title": {"opacity": 0.5 + step / 20}}})
        state = answer.json()
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(10)
    again = start_api(tmp_path / "library")
    found = httpx.get(f"{again.api}/posters/{name}", timeout=30).json()
    assert found["revision"] == state["revision"]
    assert found["can_undo"]
    for _ in range(5):
        found = httpx.post(f"{again.api}/posters/{name}/undo", timeout=30).json()
    assert not found["can_undo"]
    again.stop()
    assert not list((tmp_path / "library").rglob("*.part"))


FULL_DISK = """
import os
real = os.fsync
def fsync(handle):
    if os.path.exists({flag!r}):
        raise OSError(28, "No space left on device")
    real(handle)
os.fsync = fsync
"""


def test_a_full_disk_is_told_and_the_last_state_stays_until_there_is_room_again(tmp_path) -> None:
    flag = tmp_path / "full"
    studio = start_api(tmp_path / "library", before=FULL_DISK.format(flag=str(flag)))
    job = httpx.post(
        f"{studio.api}/posters:make", json={"brief": {"title": "Full", "format": "a6"}, "variants": 1}, timeout=60
    ).json()
    name = finished(studio, job["id"])["result"]["posters"][0]
    state = httpx.get(f"{studio.api}/posters/{name}", timeout=30).json()
    flag.touch()
    refused = patch(studio, state, {"set": {"title": {"opacity": 0.5}}})
    assert refused.status_code == 507
    assert "No space left" in refused.json()["error"]
    assert httpx.get(f"{studio.api}/posters/{name}", timeout=30).json()["revision"] == state["revision"]
    flag.unlink()
    assert patch(studio, state, {"set": {"title": {"opacity": 0.5}}}).status_code == 200
    studio.stop()
    assert not list((tmp_path / "library").rglob("*.part"))


def test_a_password_is_asked_for_and_remembered(tmp_path) -> None:
    studio = start_api(tmp_path / "library", password="open sesame")
    with httpx.Client(base_url=studio.address, timeout=30) as visitor:
        assert visitor.get("/api/v1/posters").status_code == 401
        assert visitor.get("/", headers={"Accept": "text/html"}).headers["location"] == "/login"
        assert visitor.post("/login", data={"password": "guess"}).status_code == 401
        assert visitor.post("/login", data={"password": "open sesame"}).status_code == 303
        assert visitor.get("/api/v1/posters").status_code == 200
        for _ in range(11):
            last = httpx.post(f"{studio.address}/login", data={"password": "guess"}, timeout=30)
        assert last.status_code == 429
    studio.stop()
