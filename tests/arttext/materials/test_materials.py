"""What every material promises: the same bytes for the same request, the same look at every ppi, letters the vector's alone."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from posta.arttext import ENGINES, Lettering, LetteringRequest
from posta.arttext.materials import Materials
from posta.arttext.materials.bench import BLEED
from posta.arttext.materials.field import Form, covered
from posta.arttext.materials.grid import Grid
from posta.arttext.materials.table import MATERIALS, choose, find
from posta.color import Rgb
from posta.engines import load
from posta.errors import Cancelled, StageError
from posta.geometry import Affine, Path, Rect, ellipse_path, rect_path

DARK = (Rgb(0.05, 0.10, 0.16), Rgb(0.96, 0.94, 0.90), Rgb(0.88, 0.64, 0.35))
LIGHT = (Rgb(0.96, 0.94, 0.90), Rgb(0.08, 0.10, 0.14), Rgb(0.80, 0.25, 0.15))
NAMES = [row.name for row in MATERIALS]
SIZE = 60.0

BAR = rect_path(Rect(0, 0, 22, 60))
RING = Path.joined(
    (ellipse_path(Rect(30, 0, 50, 60)), ellipse_path(Rect(44, 15, 22, 30)).transformed(Affine(a=-1, e=110)))
)
LETTERS = Path.joined((BAR, RING))


def request(style: str, outline: Path = LETTERS, **changes: object) -> LetteringRequest:
    box = outline.bounds().inset(-Materials().reach_pt(style, SIZE))
    made = LetteringRequest(outline, box, 90, style, 3, DARK, (-0.6, -0.8), SIZE)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def letter(style: str, outline: Path = LETTERS, **changes: object) -> Lettering:
    made = Materials().letter(request(style, outline, **changes))
    assert made is not None
    return made


def seen(made: Lettering, wanted: LetteringRequest) -> np.ndarray:
    """The lettering over the palette's paper, as the exporter draws it: (H, W, 3) 0..1."""
    grid = Grid.over(wanted.area, wanted.ppi)
    out = np.broadcast_to(np.array(wanted.palette[0], np.float32), made.face.shape)
    if made.halo is not None:
        alpha = made.halo[..., 3:] / np.float32(255)
        out = out * (1 - alpha) + made.halo[..., :3] / np.float32(255) * alpha
    alpha = covered(wanted.outline, grid)[..., None] / np.float32(255)
    return out * (1 - alpha) + made.face / np.float32(255) * alpha


def test_the_table_gives_the_engine() -> None:
    assert isinstance(load(ENGINES, "lettering", "materials"), Materials)


def test_every_material_is_offered_as_a_style() -> None:
    assert [style.name for style in Materials().styles()] == NAMES
    assert len(set(NAMES)) == len(NAMES) == 20


@pytest.mark.parametrize("name", NAMES)
def test_a_request_gives_the_same_bytes_again(name: str) -> None:
    first, again = letter(name), letter(name)
    assert first.face.tobytes() == again.face.tobytes()
    assert (first.halo is None) == (again.halo is None)
    if first.halo is not None and again.halo is not None:
        assert first.halo.tobytes() == again.halo.tobytes()


@pytest.mark.parametrize("name", NAMES)
def test_the_pictures_cover_the_area_and_say_what_they_are(name: str) -> None:
    wanted = request(name)
    made = letter(name)
    grid = Grid.over(wanted.area, wanted.ppi)
    assert made.face.shape == (grid.height, grid.width, 3)
    assert made.face.dtype == np.uint8
    assert made.halo is None or (made.halo.shape == (grid.height, grid.width, 4) and made.halo.dtype == np.uint8)
    assert made.style == name
    assert made.settings == {"material": name}


@pytest.mark.parametrize("name", NAMES)
def test_two_resolutions_show_the_same_lettering(name: str) -> None:
    low, high = request(name, ppi=80), request(name, ppi=240)
    coarse, fine = (seen(letter(name, ppi=wanted.ppi), wanted) for wanted in (low, high))
    shape = (coarse.shape[1] // 2, coarse.shape[0] // 2)
    # Compared from a little distance, as the eye does: what is finer than the low resolution's pixels is averaged.
    near, far = (
        cv2.resize(cv2.GaussianBlur(p, (0, 0), s), shape, interpolation=cv2.INTER_AREA)
        for p, s in ((coarse, 1.5), (fine, 4.5))
    )
    difference = np.abs(near - far)
    assert difference.mean() < 0.02
    assert np.percentile(difference, 99) < 0.16


@pytest.mark.parametrize("name", NAMES)
def test_the_face_goes_on_beyond_the_outline(name: str) -> None:
    wanted = request(name)
    made = letter(name)
    face = made.face.astype(np.float32)
    form = Form(wanted.outline, Grid.over(wanted.area, wanted.ppi))
    distance = form.distance_mm / np.float32(form.grid.pitch_mm)
    rim = (form.coverage > 0) | ((distance < 0) & (distance > -BLEED + 1))
    if name in ("wet paint", "liquid") and made.halo is not None:
        # Where a run or drop goes on under the edge, the face goes on as that.
        run = ((made.halo[..., 3] == 255) & (form.coverage == 0)).astype(np.uint8)
        rim &= cv2.dilate(run, np.ones((15, 15))) == 0
    inside = (distance > 0.8).astype(np.uint8)
    # Every pixel of the rim is one of the colours found a few pixels further in, never something else.
    lowest = cv2.erode(np.where(inside[..., None] > 0, face, 255), np.ones((19, 19)))
    highest = cv2.dilate(np.where(inside[..., None] > 0, face, 0), np.ones((19, 19)))
    assert np.all(face[rim] >= lowest[rim])
    assert np.all(face[rim] <= highest[rim])


@pytest.mark.parametrize("name", NAMES)
def test_the_halo_ends_within_the_reach(name: str) -> None:
    wanted = request(name)
    wider = dataclasses.replace(wanted, area=wanted.area.inset(-40))
    made = Materials().letter(wider)
    assert made is not None
    if made.halo is None:
        return
    grid = Grid.over(wider.area, wider.ppi)
    distance_pt = Form(wider.outline, grid).distance_mm * 72 / 25.4
    beyond = distance_pt < -Materials().reach_pt(name, SIZE) * 1.05 - 1
    assert beyond.any()
    assert made.halo[..., 3][beyond].max() <= 1


@pytest.mark.parametrize("name", ["brushed brass", "gold foil", "carved stone", "balloon", "wood", "wet paint"])
@pytest.mark.parametrize("light", [(-1.0, 0.0), (1.0, 0.0)])
def test_the_side_towards_the_light_is_brighter(name: str, light: tuple[float, float]) -> None:
    wanted = request(name, BAR, light=light, ppi=150)
    face = letter(name, BAR, light=light, ppi=150).face.mean(axis=2)
    form = Form(BAR, Grid.over(wanted.area, wanted.ppi))
    rows, columns = np.nonzero(form.coverage == 255)
    middle = (columns.min() + columns.max()) / 2
    edge = (columns.max() - columns.min()) * 0.16
    upright = (rows > rows.min() + 3 * edge) & (rows < rows.max() - 3 * edge)
    left = face[rows, columns][upright & (columns < columns.min() + edge) & (columns < middle)].mean()
    right = face[rows, columns][upright & (columns > columns.max() - edge)].mean()
    assert (left - right) * -light[0] > 4


TINY = ellipse_path(Rect(10, 10, 0.6, 0.6))
HAIRLINE = Path.joined((rect_path(Rect(0, 0, 60, 0.25)), rect_path(Rect(30, -20, 0.25, 40))))
HEAVY = rect_path(Rect(0, 0, 260, 180), 20)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("outline", [TINY, HAIRLINE, HEAVY], ids=["a dot", "hairlines", "huge heavy type"])
def test_odd_letters_are_made_too(name: str, outline: Path) -> None:
    made = letter(name, outline, ppi=60, palette=LIGHT)
    alpha = covered(outline, Grid.over(request(name, outline).area, 60))
    assert made.face[alpha > 0].size


@pytest.mark.parametrize("name", NAMES)
def test_letters_stand_out_from_dark_and_light_paper(name: str) -> None:
    for palette in (DARK, LIGHT):
        wanted = request(name, palette=palette)
        form = Form(wanted.outline, Grid.over(wanted.area, wanted.ppi))
        face = letter(name, palette=palette).face[form.coverage == 255] / 255
        away = np.abs(face - np.array(palette[0])).max(axis=1)
        assert np.median(away) > 0.12


def test_no_letters_are_refused() -> None:
    for outline in (Path(), Path((("M", 3.0, 4.0), ("Z",)))):
        with pytest.raises(StageError, match="empty"):
            Materials().letter(LetteringRequest(outline, Rect(0, 0, 10, 10), 90, "chrome"))


def test_numbers_that_cannot_be_are_refused() -> None:
    nan = float("nan")
    for changes in (
        {"ppi": 0.0},
        {"ppi": nan},
        {"area": Rect(0, 0, 0, 5)},
        {"size_pt": -1.0},
        {"light": (nan, 0.0)},
        {"ppi": 1e6},
        {"seed": -1},
        {"area": Rect(1e9, 0, 10, 10)},
    ):
        with pytest.raises(StageError):
            Materials().letter(request("chrome", **changes))
    with pytest.raises(StageError, match="finite"):
        Materials().letter(request("chrome", area=Rect(0, 0, 9, 9), outline=rect_path(Rect(0, 0, nan, 5))))


@pytest.mark.parametrize("name", NAMES)
def test_letters_beside_the_area_leave_it_quiet(name: str) -> None:
    made = letter(name, area=Rect(2000, 2000, 20, 10))
    assert made.halo is None or made.halo[..., 3].max() <= 1


def test_a_ground_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(StageError, match="ground"):
        Materials().letter(request("glass", ground=np.zeros((4, 4), np.uint8)))


def test_glass_bends_the_picture_behind_it() -> None:
    grid = Grid.over(request("glass").area, 90)
    stripes = np.zeros((grid.height, grid.width, 3), np.uint8)
    stripes[:, ::8] = stripes[:, 1::8] = stripes[:, 2::8] = 200
    plain, striped = letter("glass"), letter("glass", ground=stripes)
    assert np.abs(plain.face.astype(int) - striped.face).mean() > 5


def test_cancelling_stops_the_work() -> None:
    def cancel(done: float, doing: str) -> None:
        if done > 0.1:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        Materials().letter(request("chrome"), cancel)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("brass", "brushed brass"),
        ("Messing", "brushed brass"),
        ("GOLD", "gold foil"),
        ("doré", "gold foil"),
        ("an old neon sign at night", "neon tube"),
        ("Glace", "ice"),
        ("wet paint", "wet paint"),
        ("  Carved   stone ", "carved stone"),
        ("graffiti", "spray paint"),
    ],
)
def test_words_find_their_material(words: str, name: str) -> None:
    assert find(words).name == name


def test_no_word_means_two_materials() -> None:
    words = [word for row in MATERIALS for word in (row.name, *row.words)]
    assert len(words) == len(set(words))


def test_unknown_words_are_answered_with_near_ones() -> None:
    with pytest.raises(StageError) as told:
        find("crome")
    assert "chrome" in str(told.value)
    with pytest.raises(StageError) as told:
        find("qqqq")
    assert all(name in str(told.value) for name in NAMES)


def test_auto_chooses_by_theme_and_is_stable() -> None:
    for _ in range(3):
        row = choose("smoky jazz cellar at night, brass, deep blue", DARK)
        assert row is not None
        assert row.name == "brushed brass"
    assert choose("a talk about tax law", DARK) is None
    assert choose("", LIGHT) is None


def test_auto_leaves_light_that_shines_off_light_paper() -> None:
    on_dark = choose("cyberpunk night party with dj and neon", DARK)
    assert on_dark is not None
    assert on_dark.name == "neon tube"
    assert choose("cyberpunk night party with dj and neon", LIGHT) is None


def test_auto_that_chooses_plain_letters_answers_none() -> None:
    assert Materials().letter(request("auto", theme="a talk about tax law")) is None
    made = Materials().letter(request("auto", theme="jazz, trumpet and brass"))
    assert made is not None
    assert made.style == "brushed brass"
