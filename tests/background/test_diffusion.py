"""Backgrounds by a model: what is asked for, the picture's size, its seeds, its references; with tiny random checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from posta.background import BackgroundRequest
from posta.background.diffusion import Diffusion, control_lines, covering, focus_of
from posta.background.prompt import CALM, QUIET_OF, prompt_for, tame
from posta.color import Rgb
from posta.document.pictures import encode_png
from posta.engines.models import Size
from posta.engines.reading import Reading
from posta.engines.saying import color_in_words, light_in_words
from posta.errors import AssetError, Cancelled, EngineError, ModelError, PostaError, StageError
from tests.engines import tiny_pipelines as tiny

SMALL = {"pixels": 8192, "steps": 2, "tries": 1}
ASKED = BackgroundRequest("a lighthouse above a stormy sea", 210, 297, 25.4, seed=7, settings=SMALL)


def engine(name: str = "flux", **options) -> Diffusion:
    return Diffusion(str(tiny.folder(name)), device="cpu", cache="none", **options)


def picture(seed: int = 0, width: int = 80, height: int = 60) -> bytes:
    return encode_png(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


# Words --------------------------------------------------------------------------------------------------------------------


def test_the_prompt_says_scene_making_colours_calm_and_that_nothing_is_written() -> None:
    palette = (Rgb.from_hex("#0d1b2a"), Rgb.from_hex("#e0a458"))
    said = prompt_for(replace(ASKED, style="cinematic", palette=palette))
    parts = ("lighthouse", "film still", "very dark blue and amber", CALM["bottom"], "no lettering")
    order = [said.words.index(p) for p in parts]
    assert order == sorted(order)
    assert said.quiet == "bottom"
    assert "watermark" in said.unwanted


@pytest.mark.parametrize(
    ("theme", "tamed"),
    [
        ('a "Blue Hour" jazz poster', "a jazz picture"),
        ("neon signs saying “OPEN ALL NIGHT” in rain", "neon lights saying in rain"),
        ("Poster of a logo", "picture of a emblem"),
        ("a fox's den, quiet.", "a fox's den, quiet"),
    ],
)
def test_words_that_make_models_write_are_taken_out(theme: str, tamed: str) -> None:
    assert tame(theme) == tamed


def test_a_persons_own_prompt_is_sent_as_it_is() -> None:
    said = prompt_for(replace(ASKED, settings={"prompt": 'exactly "this"', "negative": "blue"}), triggers=["ink wash"])
    assert said.words == 'ink wash, exactly "this"'
    assert said.unwanted == "blue"


@pytest.mark.parametrize("name", sorted(QUIET_OF))
def test_calm_is_asked_for_where_an_art_direction_sets_its_type(name: str) -> None:
    said = prompt_for(replace(ASKED, style=name))
    assert said.quiet == QUIET_OF[name]
    assert not said.quiet or CALM[said.quiet] in said.words


def test_a_wide_picture_keeps_calm_at_its_side_and_other_places_are_told() -> None:
    assert prompt_for(replace(ASKED, width_px=900, height_px=500)).quiet == "left"
    with pytest.raises(StageError, match="calm at 'moon'"):
        prompt_for(ASKED, quiet="moon")
    with pytest.raises(StageError, match="no theme"):
        prompt_for(replace(ASKED, theme='"only a quote"'))


@pytest.mark.parametrize(
    ("hex_code", "name"),
    [("#0d1b2a", "very dark blue"), ("#f4efe6", "off white"), ("#ff0000", "vivid red"), ("#0000ff", "vivid blue"),
     ("#5a3a1a", "deep brown"), ("#808080", "mid grey"), ("#ffff00", "vivid yellow")],
)  # fmt: skip
def test_colours_are_said_as_a_person_would(hex_code: str, name: str) -> None:
    assert color_in_words(Rgb.from_hex(hex_code)) == name


def test_every_colour_has_words() -> None:
    for r, g, b in np.random.default_rng(0).random((300, 3)):
        assert color_in_words(Rgb(r, g, b)).strip()


def test_light_is_said_as_a_person_would() -> None:
    assert light_in_words((-0.6, -0.8)) == "the upper left"
    assert light_in_words((0.0, -1.0)) == "above"
    assert light_in_words((1.0, 0.1)) == "the right"
    assert light_in_words((0.0, 0.0)) == "the front"


# Pictures -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(tiny.ROWS))
def test_a_background_has_the_pages_aspect_a_focus_and_a_quiet_map(name: str) -> None:
    made = engine(name).paint(ASKED)
    high, wide = made.pixels.shape[:2]
    assert abs(wide / high - 210 / 297) < 0.02
    assert made.pixels.dtype == np.uint8
    assert all(0 < v < 1 for v in made.focus)
    assert made.quiet.shape[1] == 64
    told = made.settings
    assert told["model"] == str(tiny.folder(name))
    assert told["seeds"] == [7]
    assert "lighthouse" in told["prompt_sent"]
    assert told["lettering_seen"]["by"] in ("shapes", "rapidocr")


def test_the_same_request_gives_the_same_picture_and_its_settings_make_it_again() -> None:
    first = engine().paint(ASKED)
    assert np.array_equal(first.pixels, engine().paint(ASKED).pixels)
    again = engine().paint(replace(ASKED, settings=first.settings["asked"]))
    assert np.array_equal(first.pixels, again.pixels)
    assert again.settings == first.settings
    assert not np.array_equal(first.pixels, engine().paint(replace(ASKED, seed=8)).pixels)


def test_a_picture_larger_than_asked_for_is_made_exactly_as_asked_for() -> None:
    made = engine().paint(replace(ASKED, width_px=60, height_px=84))
    assert made.pixels.shape == (84, 60, 3)


def test_variants_are_drawn_together_and_the_first_is_the_picture_itself() -> None:
    alone = engine().paint(ASKED)
    one, other = engine().paint_variants(ASKED, (7, 8))
    assert np.abs(one.pixels.astype(int) - alone.pixels).max() <= 1
    assert not np.array_equal(one.pixels, other.pixels)
    assert other.settings["seeds"] == [8]
    with pytest.raises(StageError, match="25 variants"):
        engine().paint_variants(ASKED, range(25))


def seeing(*likelihoods: float) -> Callable[[np.ndarray], Reading]:
    left = list(likelihoods)
    return lambda _: Reading("shapes", (), left.pop(0))


def test_a_picture_with_lettering_is_drawn_again_with_another_seed() -> None:
    said: list[str] = []
    asked = replace(ASKED, settings=SMALL | {"tries": 3})
    made = engine(reader=seeing(0.9, 0.1)).paint(asked, lambda _, doing: said.append(doing))
    plain = engine(reader=seeing(0.0)).paint(asked)
    assert not np.array_equal(made.pixels, plain.pixels)
    assert made.settings["seeds"] != [7]
    assert made.settings["lettering_seen"]["likelihood"] == 0.1
    assert any("drawing again" in s for s in said)


def test_after_the_last_try_the_least_lettered_is_kept_and_told() -> None:
    said: list[str] = []
    asked = replace(ASKED, settings=SMALL | {"tries": 3})
    made = engine(reader=seeing(0.9, 0.75, 0.95)).paint(asked, lambda _, doing: said.append(doing))
    assert made.settings["lettering_seen"]["likelihood"] == 0.75
    assert "lettering may be seen" in said[-1]


def test_a_reference_picture_is_started_from() -> None:
    asked = replace(ASKED, picture=picture(), settings=SMALL | {"strength": 0.4, "steps": 4})
    one = engine().paint(asked)
    other = engine().paint(replace(asked, picture=picture(1)))
    assert not np.array_equal(one.pixels, other.pixels)
    assert one.settings["strength"] == 0.4


def test_a_reference_picture_is_edited_where_the_model_can() -> None:
    asked = replace(ASKED, picture=picture(), settings=SMALL | {"picture_as": "edit"})
    assert engine("klein").paint(asked).settings["ability"] == "edit"
    with pytest.raises(ModelError, match="cannot do editing") as told:
        engine("flux").paint(asked)
    assert "flux2-klein-4b" in told.value.hint


def test_a_drawing_cannot_be_followed_by_a_model_without_a_control_network() -> None:
    asked = replace(ASKED, control=picture())
    with pytest.raises(ModelError, match="along a drawing") as told:
        engine("klein").paint(asked)
    assert "qwen-image" in told.value.hint
    with pytest.raises(StageError, match="'smell'"):
        engine("qwen").paint(replace(asked, settings={**asked.settings, "control_as": "smell"}))
    with pytest.raises(StageError, match="edited along a drawing"):
        engine("klein").paint(replace(asked, picture=picture(), settings=SMALL | {"picture_as": "edit"}))


def test_a_styles_words_come_first_and_its_file_changes_the_picture(tmp_path: Path) -> None:
    tiny.lora(tmp_path / "ink.safetensors", "flux")
    (tmp_path / "ink.json").write_text('{"words": "ink wash"}')
    plain = engine(styles=tmp_path).paint(replace(ASKED, settings=SMALL | {"prompt": "sea"}))
    inked = engine(styles=tmp_path).paint(replace(ASKED, settings=SMALL | {"prompt": "sea", "styles": ["ink:0.9"]}))
    assert inked.settings["prompt_sent"] == "ink wash, sea"
    assert inked.settings["styles"] == [{"name": "ink", "weight": 0.9}]
    assert not np.array_equal(plain.pixels, inked.pixels)


def test_stopping_leaves_the_engine_ready() -> None:
    maker = engine()
    before = maker.paint(ASKED)

    def stop(done: float, doing: str) -> None:
        if doing.startswith("step"):
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        maker.paint(ASKED, stop)
    assert np.array_equal(maker.paint(ASKED).pixels, before.pixels)


class Looking:
    """Progress that looks at pictures."""

    def __init__(self) -> None:
        self.told: list[float] = []
        self.seen: list[np.ndarray] = []

    def __call__(self, done: float, _: str) -> None:
        self.told.append(done)

    def show(self, picture: np.ndarray) -> None:
        self.seen.append(picture)


def test_progress_goes_up_and_previews_are_shown() -> None:
    looking = Looking()
    engine().paint(replace(ASKED, settings=SMALL | {"steps": 4}), looking)
    assert looking.told == sorted(looking.told)
    assert looking.told[-1] == 1.0
    assert len(looking.seen) == 2
    assert all(s.ndim == 3 and s.shape[2] == 3 for s in looking.seen)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"steps": 0}, StageError), ({"steps": "many"}, StageError), ({"steps": True}, StageError),
        ({"guidance": float("nan")}, StageError), ({"strength": 2}, StageError), ({"tries": 99}, StageError),
        ({"picture_as": "hat"}, StageError), ({"picture_as": "edit"}, StageError), ({"styles": 7}, StageError),
        ({"strenght": 0.5}, StageError), ({"prompt": 5}, StageError), ({"styles": "ink"}, ModelError),
        ({"styles": ["ink"]}, ModelError), ({"pixels": 10**9}, PostaError),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_met_are_told(settings: dict, error: type[PostaError]) -> None:
    with pytest.raises(error):
        engine().paint(replace(ASKED, settings=SMALL | settings))


def test_bad_options_and_pictures_are_told() -> None:
    with pytest.raises(StageError, match="no such option"):
        Diffusion(colour="red")
    with pytest.raises(AssetError):
        engine().paint(replace(ASKED, picture=b"not a picture"))
    with pytest.raises(ModelError, match="longer"):
        engine().paint(replace(ASKED, width_px=5000, height_px=500))
    with pytest.raises((EngineError, ModelError)):
        Diffusion("no/such/folder", device="cpu").paint(ASKED)


# Small parts --------------------------------------------------------------------------------------------------------------


def test_a_reference_covers_the_size_without_being_stretched() -> None:
    source = np.zeros((100, 200, 3), np.uint8)
    cv2.circle(source, (100, 50), 30, (255, 255, 255), -1)
    made = covering(source, Size(64, 64))
    assert made.shape == (64, 64, 3)
    ys, xs = np.nonzero(made[..., 0] > 127)
    assert abs((ys.max() - ys.min()) - (xs.max() - xs.min())) <= 1


def test_a_sketch_becomes_white_lines_on_black_whatever_its_paper() -> None:
    paper = np.full((80, 80, 3), 240, np.uint8)
    cv2.line(paper, (10, 10), (70, 70), (20, 20, 20), 2)
    for given in (paper, 255 - paper):
        lines = control_lines(given, "sketch")
        assert lines[5, 60].max() < 30
        assert lines[40, 40].min() > 200
    assert control_lines(paper, "canny").max() == 255
    assert np.array_equal(control_lines(paper, "depth"), paper)


def test_the_focus_is_where_the_eye_goes() -> None:
    scene = np.full((200, 140, 3), 90, np.uint8)
    cv2.circle(scene, (98, 140), 14, (255, 220, 120), -1)
    x, y = focus_of(scene)
    assert abs(x - 0.7) < 0.12
    assert abs(y - 0.7) < 0.12


def test_the_stage_puts_it_on_a_poster_with_all_that_makes_it_again() -> None:
    from posta.background.stage import BackgroundWish, background
    from posta.document.assets import Assets
    from posta.document.brief import Brief
    from posta.document.poster import Poster

    assets = Assets()
    blank = Poster.blank(Brief(title="Harbour", theme="a lighthouse above a stormy sea", format="a3"))
    wish = BackgroundWish(settings=SMALL)
    poster = background(blank, assets, engine(), name="diffusion", seed=5, wish=wish)
    made = poster.background.made_by
    assert made.settings["seeds"] == [5]
    assert made.settings["plan"] == "cpu-float32"
    assert assets.has(poster.background.asset)
    assert Poster.model_validate_json(poster.model_dump_json()) == poster
