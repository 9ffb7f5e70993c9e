"""Lettering by a model: cut by the vector, nothing changed outside, judged for reading; with tiny random checkpoints."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path as FilePath

import cv2
import numpy as np
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from posta.arttext import Lettering, LetteringRequest
from posta.arttext import diffusion as engine_module
from posta.arttext.crops import cut, face_of, halo_of, mask_of, parts_of, put_back, started, window
from posta.arttext.diffusion import DiffusionLettering, Manner, prompt_for
from posta.arttext.legible import composed, judge
from posta.arttext.materials.field import covered
from posta.arttext.materials.grid import Grid
from posta.color import Rgb
from posta.engines.models import MODELS
from posta.errors import Cancelled, ModelError, StageError
from posta.geometry import Path, Rect
from tests.engines import tiny_pipelines as tiny

FONTS = FilePath(__file__).parents[2] / "assets" / "fonts"
QUICK = {"pixels": 8192, "steps": 2, "tries": 1}
EM = 60.0


@cache
def outline(words: str, *, size: float = EM) -> Path:
    """Words set plainly, baseline by baseline, as an outline in points."""
    [file, *_] = sorted((FONTS / "anton").glob("*.ttf"))
    font = TTFont(file)
    glyphs, names, per = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
    steps: list[tuple] = []
    for row, line in enumerate(words.split("\n")):
        x = 0.0
        for letter in line:
            name = names[ord(letter)]
            pen = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(TransformPen(pen, (per, 0, 0, -per, x, size * (1 + row))))
            steps += _steps(pen.value)
            x += glyphs[name].width * per
    return Path(tuple(steps))


def _steps(drawn: list) -> list[tuple]:
    out: list[tuple] = []
    for what, points in drawn:
        if what == "moveTo":
            out.append(("M", *points[0]))
        elif what == "lineTo":
            out.append(("L", *points[0]))
        elif what == "qCurveTo":
            *offs, end = points
            for i, off in enumerate(offs):
                to = end if i + 1 == len(offs) else tuple((a + b) / 2 for a, b in zip(off, offs[i + 1], strict=True))
                out.append(("Q", *off, *to))
        elif what == "curveTo":
            out.append(("C", *(v for p in points for v in p)))
        elif what == "closePath":
            out.append(("Z",))
    return out


def asked(words: str = "GLOW", reach: float = 17.0, **changes) -> LetteringRequest:
    letters = outline(words)
    request = LetteringRequest(
        outline=letters, area=letters.bounds().inset(-reach), ppi=90, style="molten lava", seed=3, size_pt=EM,
        palette=(Rgb(0.05, 0.06, 0.1), Rgb(0.95, 0.93, 0.9), Rgb(0.9, 0.4, 0.1)), theme="a night at a volcano",
    )  # fmt: skip
    return replace(request, **changes)


def engine(name: str = "flux", **options) -> DiffusionLettering:
    return DiffusionLettering(str(tiny.folder(name)), device="cpu", cache="none", **QUICK | options)


@pytest.fixture
def always_legible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights draw noise: what is tested here is all but the guard, which has tests of its own."""
    monkeypatch.setattr(engine_module, "judge", lambda *_: engine_module.Legibility(9.0, 1.0, None))


def sheet(request: LetteringRequest) -> tuple[Grid, np.ndarray]:
    grid = Grid.over(request.area, request.ppi)
    return grid, covered(request.outline, grid)


# Drawing ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(tiny.ROWS))
def test_lettering_is_a_face_and_a_halo_of_the_areas_size(name: str, always_legible: None) -> None:
    request = asked()
    made = engine(name).letter(request)
    assert made is not None
    grid, _ = sheet(request)
    assert made.face.shape == (grid.height, grid.width, 3)
    assert made.halo is None or made.halo.shape == (grid.height, grid.width, 4)
    assert made.style == "molten lava"
    assert "molten lava" in made.settings["prompt_sent"]
    assert made.settings["legibility"]["contrast"] == 9.0
    assert made.settings["seeds"] == [3]


def test_outside_letters_and_halo_the_ground_is_untouched_bit_for_bit(always_legible: None) -> None:
    request = asked(reach=40)
    grid, coverage = sheet(request)
    ground = np.random.default_rng(0).integers(0, 256, (grid.height, grid.width, 3), dtype=np.uint8)
    made = engine().letter(replace(request, ground=ground))
    assert made is not None
    seen = composed(ground, made, coverage)
    distance = cv2.distanceTransform(np.uint8(coverage < 128), cv2.DIST_L2, 5)
    far = (distance > engine().reach_pt("", EM) * 90 / 72) & (coverage == 0)
    assert far.mean() > 0.2
    assert np.array_equal(seen[far], ground[far])
    plain = engine(halo=False).letter(replace(request, ground=ground))
    assert plain is not None
    assert plain.halo is None
    assert np.array_equal(composed(ground, plain, coverage)[coverage == 0], ground[coverage == 0])


def test_the_same_request_gives_the_same_bytes_and_another_seed_others(always_legible: None) -> None:
    first, again = engine().letter(asked()), engine().letter(asked())
    other = engine().letter(asked(seed=4))
    assert first is not None
    assert np.array_equal(first.face, again.face)
    assert not np.array_equal(first.face, other.face)


@pytest.mark.parametrize(("parts", "count"), [("title", 1), ("word", 2), ("letter", 4)])
def test_words_and_letters_are_drawn_one_by_one(parts: str, count: int, always_legible: None) -> None:
    made = engine(parts=parts).letter(asked("IN OK"))
    assert made is not None
    assert len(set(made.settings["seeds"])) == count


def test_glyph_control_starts_from_the_noised_glyphs(
    tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch, always_legible: None
) -> None:
    network = tiny.control_network("qwen", tmp_path / "control")
    from posta.engines import diffusion, loaded

    for module in (diffusion, loaded):
        monkeypatch.setattr(module, "snapshot", lambda _, **__: (network, "1" * 40))
    made = engine("qwen", method="control", strength=0.5).letter(asked())
    assert made is not None
    assert made.settings["ability"] == "control"
    assert made.settings["strength"] == 0.5
    other = engine("qwen", method="control", strength=0.5).letter(asked("HELP"))
    assert made.face.shape != other.face.shape or not np.array_equal(made.face, other.face)


def test_a_model_without_control_is_told() -> None:
    with pytest.raises(ModelError, match="along a drawing"):
        engine("klein", method="control").letter(asked())


def test_stopping_is_not_taken_for_a_failure() -> None:
    def stop(_done: float, doing: str) -> None:
        if doing.startswith("step"):
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        engine(fallback="materials").letter(asked(), stop)


def test_auto_takes_a_material_that_goes_with_the_theme_or_leaves_plain_letters(always_legible: None) -> None:
    made = engine().letter(asked(style="auto", theme="neon bar at night"))
    assert made is None or (made.style and made.style != "auto" and made.style in made.settings["prompt_sent"])


# When it cannot be read ---------------------------------------------------------------------------------------------------


def judged(*contrasts: float):
    left = list(contrasts)
    return lambda *_: engine_module.Legibility(left.pop(0), 1.0, None)


def test_what_cannot_be_read_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "judge", judged(1.2, 5.0))
    said: list[str] = []
    made = engine(tries=3).letter(asked(), lambda _, doing: said.append(doing))
    assert made is not None
    assert made.settings["attempt"] == 2
    assert made.settings["seeds"] != [3]
    assert any("contrast 1.2:1" in s for s in said)


def test_after_the_last_try_the_materials_engine_is_named_and_used_only_if_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_module, "judge", judged(1.2, 1.4))
    with pytest.raises(StageError, match=r"cannot be read after 2 tries: contrast 1\.4:1") as told:
        engine(tries=2).letter(asked())
    assert "materials engine" in told.value.hint
    monkeypatch.setattr(engine_module, "judge", judged(1.2, 1.4))
    made = engine(tries=2, fallback="materials").letter(asked(style="chrome", reach=40))
    assert made is not None
    assert made.settings["fallback_from"] == "diffusion"
    assert "contrast" in made.settings["fallback_why"]


def test_a_missing_model_falls_back_only_if_asked_for() -> None:
    with pytest.raises(ModelError, match="nothing at"):
        DiffusionLettering("no/such/folder", device="cpu").letter(asked())
    made = DiffusionLettering("no/such/folder", device="cpu", fallback="materials").letter(
        asked(style="chrome", reach=40)
    )
    assert made is not None
    assert made.settings["fallback_from"] == "diffusion"


def flat(color: tuple[int, int, int], coverage: np.ndarray) -> np.ndarray:
    return np.full((*coverage.shape, 3), color, np.uint8)


def test_the_guard_passes_clear_letters_and_names_what_is_wrong_with_others() -> None:
    _, coverage = sheet(asked())
    em = EM * 90 / 72
    dark, light, near = flat((12, 16, 26), coverage), flat((240, 180, 90), coverage), flat((26, 32, 44), coverage)
    good = judge(dark, Lettering(light, None), coverage, em)
    assert not good.why_not
    assert good.contrast > 7
    bad = judge(dark, Lettering(near, None), coverage, em)
    assert "contrast 1." in bad.why_not
    assert "edge stands out" in bad.why_not
    assert bad.score < good.score


def test_the_guard_sees_letters_that_are_lost_in_half_of_the_title() -> None:
    _, coverage = sheet(asked())
    ground = flat((12, 16, 26), coverage)
    ground[:, coverage.shape[1] // 2 :] = (240, 180, 90)
    half = judge(ground, Lettering(flat((240, 180, 90), coverage), None), coverage, EM * 90 / 72)
    assert 0.3 < half.seen < 0.7
    assert "edge stands out" in half.why_not


def test_a_halo_as_bright_as_the_letters_makes_them_hard_to_read() -> None:
    _, coverage = sheet(asked())
    ground, face = flat((12, 16, 26), coverage), flat((240, 180, 90), coverage)
    halo = np.dstack([face, np.full(coverage.shape, 240, np.uint8)])
    assert judge(ground, Lettering(face, halo), coverage, EM).why_not


def test_grain_is_not_taken_for_contrast() -> None:
    _, coverage = sheet(asked())
    grain = np.random.default_rng(1).integers(0, 256, (*coverage.shape, 3), dtype=np.uint8)
    other = np.random.default_rng(2).integers(0, 256, (*coverage.shape, 3), dtype=np.uint8)
    assert judge(grain, Lettering(other, None), coverage, EM).why_not


# Crops --------------------------------------------------------------------------------------------------------------------


def test_parts_are_counted_as_read_and_dots_belong_to_their_letters() -> None:
    request = asked("Hi joy\nBye")
    _, coverage = sheet(request)
    em = EM * 90 / 72
    assert parts_of(coverage, em, "title").max() == 1
    words = parts_of(coverage, em, "word")
    assert words.max() == 3
    letters = parts_of(coverage, em, "letter")
    assert letters.max() == 8
    first = [np.nonzero(words == n)[1].min() for n in (1, 2, 3)]
    assert first[1] > first[0]
    assert np.nonzero(words == 3)[0].min() > np.nonzero(words == 1)[0].max() * 0.8


def test_a_crop_put_back_undrawn_is_the_ground_it_was_cut_from() -> None:
    request = asked()
    grid, coverage = sheet(request)
    y, x = np.mgrid[0 : grid.height, 0 : grid.width]
    ground = np.uint8(np.dstack([x * 255 / grid.width, y * 255 / grid.height, np.full(x.shape, 90)]))
    crop = cut(request.outline, grid, ground, coverage > 100, row=MODELS["z-image-turbo"], reach_px=10, pixels=65536)
    canvas = ground.copy()
    put_back(canvas, crop.ground, crop, np.ones(coverage.shape, bool))
    assert np.abs(canvas.astype(int) - ground).max() <= 4
    assert abs(crop.size.width / crop.size.height / (crop.width / crop.height) - 1) < 0.05
    own = cv2.resize(crop.coverage, (crop.width, crop.height), interpolation=cv2.INTER_AREA)
    there = window(coverage, crop.left, crop.top, crop.width, crop.height, edge=False)
    assert np.abs(own.astype(int) - there).mean() < 4


def test_a_very_long_title_is_given_more_ground_so_that_the_model_can_draw_it() -> None:
    request = asked("LONGLONGLONGLONGLONGLONGLONG")
    grid, coverage = sheet(request)
    ground = np.zeros((grid.height, grid.width, 3), np.uint8)
    row = MODELS["z-image-turbo"]
    crop = cut(request.outline, grid, ground, coverage > 100, row=row, reach_px=4, pixels=65536)
    assert crop.size.width / crop.size.height <= row.max_aspect * 1.05


def test_the_face_goes_on_beyond_the_rim_with_the_letters_own_colours() -> None:
    _, coverage = sheet(asked())
    canvas = np.zeros((*coverage.shape, 3), np.uint8)
    canvas[coverage > 250] = (200, 100, 50)
    canvas[(coverage > 0) & (coverage <= 250)] = (90, 60, 30)
    face = face_of(canvas, coverage, inset_px=1.5)
    near = cv2.dilate(np.uint8(coverage > 0), np.ones((9, 9), np.uint8)) > 0
    assert (face[near] == (200, 100, 50)).all()


def test_a_halo_ends_at_its_reach_and_is_nothing_where_nothing_was_drawn() -> None:
    _, coverage = sheet(asked())
    ground = np.full((*coverage.shape, 3), 20, np.uint8)
    assert halo_of(ground.copy(), ground, coverage, 20) is None
    glowing = np.full_like(ground, 220)
    halo = halo_of(glowing, ground, coverage, 10)
    distance = cv2.distanceTransform(np.uint8(coverage < 128), cv2.DIST_L2, 5)
    assert halo[..., 3][distance >= 10].max() == 0
    assert halo[..., 3][(distance > 0) & (distance < 2)].min() > 150
    slightly = np.clip(ground.astype(int) + np.random.default_rng(0).integers(-12, 13, ground.shape), 0, 255)
    assert halo_of(slightly.astype(np.uint8), ground, coverage, 10) is None


def test_the_start_shows_the_glyphs_and_the_mask_covers_them() -> None:
    request = asked()
    grid, coverage = sheet(request)
    ground = np.full((grid.height, grid.width, 3), 30, np.uint8)
    crop = cut(request.outline, grid, ground, coverage > 100, row=MODELS["z-image-turbo"], reach_px=10, pixels=65536)
    start = started(crop, 60, Rgb(0.9, 0.4, 0.1), (-0.6, -0.8))
    assert start[crop.coverage > 250, 0].mean() > 120
    assert start[crop.coverage == 0].max() <= 30
    mask = mask_of(crop, 6)
    assert mask[crop.coverage > 128].min() == 1
    assert 0 < mask.mean() < 0.9
    assert ((mask > 0) & (mask < 1)).any()


# Bad input ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"outline": Path(())}, {"outline": Path((("M", 0, 0), ("Z",)))}, {"ppi": 0}, {"ppi": float("nan")}, {"style": " "},
        {"area": Rect(0, 0, -1, 5)}, {"ppi": 1e6}, {"ground": np.zeros((4, 4), np.uint8)}, {"area": Rect(9000, 9000, 9, 9)},
    ],
)  # fmt: skip
def test_requests_that_cannot_be_lettered_are_told(wrong: dict) -> None:
    with pytest.raises(StageError):
        engine().letter(asked(**wrong))


@pytest.mark.parametrize(
    "wrong", [{"method": "magic"}, {"parts": "half"}, {"strength": 3}, {"tries": 0}, {"fallback": "x"}]
)
def test_options_that_do_not_exist_are_told(wrong: dict) -> None:
    with pytest.raises(StageError):
        engine(**wrong)
    with pytest.raises(StageError, match="no such option"):
        engine(colour="red")


def test_the_prompt_says_material_light_and_colours() -> None:
    said = prompt_for(asked(), halo=True)
    for piece in ("molten lava", "the upper left", "off white", "glow", "no other writing"):
        assert piece in said
    assert "glow" not in prompt_for(asked(), halo=False)
    assert Manner().fallback == ""


def test_the_stage_letters_a_posters_title(always_legible: None) -> None:
    from posta.arttext.stage import arttext, with_style
    from posta.document.assets import Assets
    from posta.document.brief import Brief
    from posta.document.layers import TextLayer
    from posta.document.poster import Poster

    poster = Poster.blank(Brief(title="Glow", format="square", palette=["#0d1b2a", "#e0a458"]))
    title = TextLayer(id="title", role="title", text="Glow", box=(100, 100, 800, 300), size=200)
    assets = Assets()
    poster = with_style(poster.with_layers((title,)), "title", "molten lava", engine="diffusion", seed=2)
    done = arttext(poster, assets, engine(), name="diffusion")
    art = done.layer("title").art
    assert art.made_by.model == str(tiny.folder("flux"))
    assert assets.has(art.asset)
    assert Poster.model_validate_json(done.model_dump_json()) == done


def test_lettering_another_engine_stepped_in_for_is_that_engines_own() -> None:
    from posta.arttext.stage import arttext, with_style
    from posta.document.assets import Assets
    from posta.document.brief import Brief
    from posta.document.layers import TextLayer
    from posta.document.poster import Poster

    poster = Poster.blank(Brief(title="Glow", format="square", palette=["#0d1b2a", "#e0a458"]))
    title = TextLayer(id="title", role="title", text="Glow", box=(100, 100, 800, 300), size=200)
    poster = with_style(poster.with_layers((title,)), "title", "chrome", engine="diffusion")
    failing = DiffusionLettering("no/such/folder", device="cpu", fallback="materials")
    art = arttext(poster, Assets(), failing, name="diffusion").layer("title").art
    assert (art.engine, art.made_by.engine, art.made_by.fallback_from) == ("materials", "materials", "diffusion")
