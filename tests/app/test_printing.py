"""Print files, proofs, plans and typefaces through the studio's API, and that nobody names a file of the server there."""

from __future__ import annotations

import io
from pathlib import Path

import httpx
import numpy as np
import pikepdf
import pytest
from PIL import Image

from posta.export.conditions import icc_folder
from tests.app.running import copy_of, finished
from tests.app.test_api import png as claimed_png
from tests.fonts_for_tests import block_font

FOGRA = "FOGRA39L_coated.icc"


@pytest.fixture
def mine(studio, poster_id):
    return copy_of(studio, poster_id)


def exported(studio, poster_id: str, **order) -> tuple[dict, bytes]:
    answer = httpx.post(f"{studio.api}/posters/{poster_id}/exports", json=order, timeout=60)
    assert answer.status_code == 202, answer.text
    told = finished(studio, answer.json()["id"])
    assert told["state"] == "done", told["error"]
    return told["result"], httpx.get(f"{studio.api}/jobs/{told['id']}/file", timeout=60).content


def bring(studio, where: str, name: str, data: bytes) -> httpx.Response:
    return httpx.post(f"{studio.api}/{where}", files={"file": (name, data)}, timeout=60)


def test_a_press_pdf_tells_what_was_read_from_the_written_file(studio, poster_id) -> None:
    told, data = exported(studio, poster_id, pdf="x-4", ppi=72, bleed=5, marks=["crop", "info"], condition="fogra39")
    assert told["kind"].startswith("PDF/X-4")
    assert told["facts"]
    assert all(problem["level"] in ("error", "warning") for problem in told["problems"])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        trim, bleed = ([float(v) for v in page[box]] for box in ("/TrimBox", "/BleedBox"))
        assert trim[0] - bleed[0] == pytest.approx(5 / 25.4 * 72, abs=0.01)


@pytest.mark.parametrize(
    ("order", "mode", "kind"),
    [
        ({"kind": "tif", "cmyk": True, "ppi": 30}, "CMYK", "TIFF"),
        ({"kind": "png", "ppi": 30}, "RGB", "PNG"),
        ({"kind": "webp", "ppi": 30, "quality": 60}, "RGB", "WEBP"),
    ],
    ids=["cmyk tiff", "png", "webp"],
)  # fmt: skip
def test_pictures_are_written_as_they_were_chosen(studio, poster_id, order, mode, kind) -> None:
    _, data = exported(studio, poster_id, **order)
    picture = Image.open(io.BytesIO(data))
    assert (picture.mode, picture.format) == (mode, kind)
    assert picture.width == round(210 / 25.4 * 30)


def test_a_poster_is_cut_in_tiles_and_an_svg_keeps_live_words(studio, poster_id) -> None:
    _, data = exported(studio, poster_id, kind="pdf", ppi=40, sheets={"kind": "tiles", "paper": "a5"})
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 1
    _, data = exported(studio, poster_id, kind="svg", ppi=30, text="live")
    assert b"@font-face" in data


def test_a_persons_own_profile_is_used_by_its_id_with_its_ink_limit(studio, poster_id) -> None:
    profile = (icc_folder() / FOGRA).read_bytes()
    told = bring(studio, "conditions", "shop.icc", profile).json()
    assert told["own"]
    assert told in httpx.get(f"{studio.api}/conditions", timeout=30).json()
    written, _ = exported(studio, poster_id, pdf="x-4", ppi=30, condition=told["name"], ink_limit=240)
    assert not [p for p in written["problems"] if p["code"] == "ink-limit"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("notes.icc", b"no profile" * 40, "damaged or no colour profile"),
        ("screen.icc", (icc_folder() / "sRGB.icc").read_bytes(), "not for CMYK"),
        ("cut.icc", (icc_folder() / FOGRA).read_bytes()[:3000], "profile"),
    ],
    ids=["no profile", "for screens", "cut off"],
)  # fmt: skip
def test_a_profile_that_cannot_print_is_refused_and_not_kept(studio, name, data, says) -> None:
    before = httpx.get(f"{studio.api}/conditions", timeout=30).json()
    answer = bring(studio, "conditions", name, data)
    assert answer.status_code == 422
    assert says in answer.json()["error"]
    assert str(studio.library) not in answer.text
    assert httpx.get(f"{studio.api}/conditions", timeout=30).json() == before


@pytest.mark.parametrize("name", ["/etc/passwd", "../profiles/x", str(icc_folder() / FOGRA), "fogra99"])
def test_a_condition_is_never_a_path_of_the_server(studio, poster_id, name) -> None:
    answer = httpx.post(f"{studio.api}/posters/{poster_id}/exports", json={"condition": name[:40]}, timeout=30)
    assert answer.status_code == 422
    assert "no printing condition" in answer.json()["error"]


def test_checking_for_print_names_the_layer_that_a_shop_stumbles_over(studio, mine) -> None:
    patch = {"set": {"date": {"size": 4, "fit": "none"}}}
    httpx.patch(
        f"{studio.api}/posters/{mine['id']}", json=patch, headers={"If-Match": mine["revision"]}, timeout=30
    ).raise_for_status()
    job = httpx.post(f"{studio.api}/posters/{mine['id']}/checks", json={"pdf": "x-4", "ppi": 72}, timeout=30).json()
    told = finished(studio, job["id"])
    assert told["state"] == "done", told["error"]
    assert any(p["layer"] == "date" and p["code"] == "small-type" for p in told["result"]["problems"])


def test_the_plan_says_what_a_picture_has_and_how_to_enlarge_it(studio, poster_id) -> None:
    painted = httpx.get(f"{studio.api}/posters/{poster_id}/plan", params={"ppi": 300}, timeout=60).json()
    assert painted["routes"][0]["name"] == "paint"
    assert not painted["routes"][0]["run"]
    out = io.BytesIO()
    Image.new("RGB", (400, 500), (60, 90, 130)).save(out, "PNG")
    brought = bring(studio, "uploads", "own.png", out.getvalue()).json()["path"]
    brief = {"title": "Own", "format": "a5", "background": brought}
    job = httpx.post(f"{studio.api}/posters:make", json={"brief": brief, "variants": 1}, timeout=60).json()
    [name] = finished(studio, job["id"])["result"]["posters"]
    routes = httpx.get(f"{studio.api}/posters/{name}/plan", params={"ppi": 300}, timeout=60).json()["routes"]
    lanczos = next(r for r in routes if r["name"] == "lanczos")
    assert lanczos["run"] == {"engine": "lanczos"}
    assert lanczos["ppi"] < 80
    state = httpx.get(f"{studio.api}/posters/{name}", timeout=30).json()
    job = httpx.post(
        f"{studio.api}/posters/{name}/stages/upscale", json={"ppi": 150, "choices": {"upscale": lanczos["run"]}},
        headers={"If-Match": state["revision"]}, timeout=30,
    ).json()  # fmt: skip
    told = finished(studio, job["id"])
    assert told["state"] == "done", told["error"]
    made = httpx.get(f"{studio.api}/posters/{name}", timeout=30).json()["poster"]["layers"][0]
    assert made["made_by"]["settings"]["upscaled_by"] == "lanczos"


def test_the_proof_shows_the_press_and_its_inks(studio, poster_id) -> None:
    def shown(**query) -> np.ndarray:
        answer = httpx.get(f"{studio.api}/posters/{poster_id}/preview.jpg", params={"width": 200, **query}, timeout=60)
        assert answer.status_code == 200, answer.text
        return np.asarray(Image.open(io.BytesIO(answer.content))).astype(int)

    screen, proof, inks = shown(), shown(proof="fogra39"), shown(proof="fogra39", view="inks")
    assert screen.shape == proof.shape == inks.shape
    assert np.abs(screen - proof).mean() > 1
    assert np.abs(inks[..., 0] - inks[..., 1]).mean() < 20  # grey, with red where there is too much
    assert np.abs(inks - proof).mean() > 10
    assert np.abs(shown(proof="fogra39", view="gamut") - proof).mean() > 5
    wrong = httpx.get(f"{studio.api}/posters/{poster_id}/preview.jpg", params={"proof": "srgb"}, timeout=30)
    assert wrong.status_code == 422


def test_a_font_of_ones_own_is_offered_and_set(studio, mine, tmp_path) -> None:
    path = block_font(tmp_path, "Harbour Sans")
    told = bring(studio, "fonts", "../../harbour.ttf", Path(path).read_bytes())
    assert told.json() == {"families": ["Harbour Sans"], "faces": 1}
    offered = {f["name"]: f for f in httpx.get(f"{studio.api}/fonts", timeout=30).json()}
    assert offered["Harbour Sans"]["own"]
    patch = {"set": {"title": {"font": {"family": "Harbour Sans"}}}}
    answer = httpx.patch(
        f"{studio.api}/posters/{mine['id']}", json=patch, headers={"If-Match": mine["revision"]}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["layout"]["title"]["family"] == "Harbour Sans"


def test_a_font_that_lies_is_refused_with_the_reason(studio, tmp_path) -> None:
    good = Path(block_font(tmp_path, "Cut Off")).read_bytes()
    before = {f["name"] for f in httpx.get(f"{studio.api}/fonts", timeout=30).json()}
    lies = {
        "page.ttf": b"<html>no font</html>", "cut.ttf": good[: len(good) // 3], "zeros.ttf": good[:12] + bytes(len(good) - 12),
        "noise.otf": b"OTTO" + bytes(range(256)) * 20,
    }  # fmt: skip
    for name, data in lies.items():
        answer = bring(studio, "fonts", name, data)
        assert answer.status_code == 422, name
        assert name in answer.json()["error"], answer.json()
    assert {f["name"] for f in httpx.get(f"{studio.api}/fonts", timeout=30).json()} == before
    assert not list((studio.library / "fonts").rglob("*trial*"))


def test_examples_are_shown_as_small_posters(studio) -> None:
    listed = httpx.get(f"{studio.api}/examples", timeout=30).json()
    assert len(listed) >= 5
    story = next(row for row in listed if row["height"] > 1.7 * row["width"])
    picture = Image.open(io.BytesIO(httpx.get(f"{studio.address}{story['picture']}", timeout=60).content))
    assert picture.height / picture.width == pytest.approx(story["height"] / story["width"], abs=0.02)
    assert httpx.get(f"{studio.api}/examples/77/picture.jpg", timeout=30).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("notes.png", b"not a picture at all", "not a picture"),
        ("huge.png", claimed_png(20_000, 10_000), "megapixels"),
        ("bomb.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><g>' + b"<g>" * 5000, "not a picture"),
        ("bomb.zip", b"PK\x03\x04" + b"0" * 2000, "not a picture"),
    ],
    ids=["text", "200 megapixels", "svg", "zip"],
)  # fmt: skip
def test_a_file_for_the_brief_that_is_no_good_picture_is_refused_and_the_server_goes_on(
    studio, name, data, says
) -> None:
    answer = bring(studio, "uploads", name, data)
    assert answer.status_code == 422
    assert says in answer.json()["error"]
    assert httpx.get(f"{studio.api}/posters", timeout=10).status_code == 200
