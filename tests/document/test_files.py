"""Poster files: whole or not at all, and safe to open whoever made them."""

from __future__ import annotations

import io
import json
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from posta.document import files
from posta.document.assets import Assets, write_atomically
from posta.document.brief import Brief
from posta.document.files import dumps, faults, load_poster, pack, save_poster, unpack
from posta.document.layers import PictureLayer
from posta.document.pictures import decode
from posta.document.poster import Poster
from posta.errors import AssetError, DocumentError, ExportError


@pytest.fixture
def poster() -> tuple[Poster, Assets]:
    assets = Assets()
    ref = assets.put_pixels(np.full((8, 12, 3), 90, np.uint8))
    layer = PictureLayer(id="background", role="background", box=(0, 0, 297, 420), asset=ref)
    return Poster.blank(Brief(title="A")).with_layers([layer]), assets


def test_a_posta_file_holds_the_poster_and_its_pictures(poster, tmp_path) -> None:
    path = save_poster(*poster, tmp_path / "a.posta")
    again, assets = load_poster(path)
    assert again == poster[0]
    assert (assets.pixels(again.layers[0].asset) == 90).all()


def test_the_same_poster_makes_the_same_file(poster) -> None:
    assert pack(*poster) == pack(*poster)


def test_a_folder_holds_the_same(poster, tmp_path) -> None:
    save_poster(*poster, tmp_path / "poster")
    again, assets = load_poster(tmp_path / "poster")
    assert again == poster[0]
    assert assets.has(again.layers[0].asset)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_cut_off_file_is_refused_at_every_length(poster) -> None:
    whole = pack(*poster)
    for length in range(0, len(whole) - 1, max(1, len(whole) // 60)):
        with pytest.raises(DocumentError):
            unpack(whole[:length])


def test_members_outside_the_assets_folder_are_never_read(poster, tmp_path) -> None:
    document = dumps(poster[0]).encode()
    hostile = zipped({"poster.json": document, "../../evil.png": b"x", "/etc/evil": b"y", "assets/../evil.png": b"z"})
    _, assets = unpack(hostile)
    assert not assets.has(poster[0].layers[0].asset)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_under_a_false_name_is_refused(poster) -> None:
    name = poster[0].layers[0].asset[7:]
    png = io.BytesIO()
    Image.new("RGB", (3, 3)).save(png, "PNG")
    hostile = zipped({"poster.json": dumps(poster[0]).encode(), f"assets/{name}.png": png.getvalue()})
    with pytest.raises(DocumentError, match="damaged"):
        unpack(hostile)


def test_a_zip_bomb_is_refused_before_it_unpacks(poster, monkeypatch) -> None:
    monkeypatch.setattr(files, "LARGEST_DOCUMENT", 1_000_000)
    bomb = zipped({"poster.json": b" " * 5_000_000})
    assert len(bomb) < 20_000
    with pytest.raises(DocumentError, match="more than 1 MB"):
        unpack(bomb)


def test_a_file_with_too_many_members_is_refused(poster) -> None:
    many = zipped({f"assets/{i}": b"" for i in range(files.MOST_MEMBERS + 1)})
    with pytest.raises(DocumentError, match="more than a poster"):
        unpack(many)


def test_a_missing_poster_is_named(tmp_path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.posta"):
        load_poster(tmp_path / "gone.posta")


def test_a_failed_write_leaves_nothing_behind(poster, tmp_path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.posta"
    path.write_bytes(b"the old one")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        save_poster(*poster, path)
    assert path.read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["a.posta"]


def test_an_interrupted_write_leaves_nothing_behind(tmp_path, monkeypatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "x.png", b"data")
    assert list(tmp_path.iterdir()) == []


def test_a_changed_picture_file_is_noticed(poster, tmp_path) -> None:
    save_poster(*poster, tmp_path / "p")
    ref = poster[0].layers[0].asset
    file = next((tmp_path / "p" / "assets").iterdir())
    file.write_bytes(file.read_bytes() + b"!")
    with pytest.raises(AssetError, match="changed or damaged"):
        Assets(tmp_path / "p" / "assets").get(ref)


def png(picture: Image.Image, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, options.pop("format", "PNG"), **options)
    return out.getvalue()


def test_a_turned_photo_is_set_upright() -> None:
    photo = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode(png(photo, format="JPEG", exif=exif)).shape == (40, 20, 3)


def test_sixteen_bits_palettes_and_transparency_become_plain_pixels() -> None:
    grey = Image.fromarray((np.arange(256, dtype=np.uint16) * 257).reshape(16, 16))
    assert decode(png(grey))[15, 15].tolist() == [255, 255, 255]
    clear = Image.new("RGBA", (4, 4), (10, 20, 30, 128))
    assert decode(png(clear))[0, 0].tolist() == [10, 20, 30, 128]
    assert decode(png(Image.new("CMYK", (4, 4), (0, 255, 255, 0)), format="JPEG")).shape == (4, 4, 3)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused_kindly(data) -> None:
    with pytest.raises(AssetError, match=r"logo\.png"):
        decode(data, source="logo.png")


@pytest.mark.parametrize("side", [12_000, 20_000])
def test_a_huge_picture_is_refused_by_its_header(side) -> None:
    small = png(Image.new("L", (1, 1)))
    header = b"IHDR" + side.to_bytes(4, "big") * 2 + small[24:29]
    huge = small[:12] + header + zlib.crc32(header).to_bytes(4, "big") + small[33:]
    with pytest.raises(AssetError, match=r"poster\.png has .*megapixels.*up to 120 megapixels"):
        decode(huge, source="poster.png")


def test_a_truncated_picture_is_refused() -> None:
    noisy = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8))
    with pytest.raises(AssetError, match="damaged"):
        decode(png(noisy)[:-2000])


def test_every_fault_of_a_text_is_told_with_its_path_or_its_line() -> None:
    text = dumps(Poster.blank(Brief(title="x", format="a4")))
    assert faults(text) == ()
    wrong = json.loads(text)
    wrong["page"]["width"] = -1
    wrong["palete"] = {}
    told = {fault.path: fault.message for fault in faults(json.dumps(wrong))}
    assert set(told) == {"page.width", "palete"}
    assert "palette" in told["palete"]
    [cut] = faults(text[:40])
    assert cut.line >= 1
    assert "not JSON" in cut.message
    assert faults('{"format": "posta/99"}')
    assert faults('{"a": NaN}')
