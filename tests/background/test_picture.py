"""A person's own picture: read safely, turned, converted, cropped about what matters; refused with a reason."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from posta.background import BackgroundRequest
from posta.background.picture import OwnPicture, crop, decode, focal_point
from posta.background.saliency import quiet_map, saliency
from posta.errors import AssetError


def file_of(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def spotted(x: int, y: int, size: tuple[int, int] = (240, 160)) -> Image.Image:
    """A grey field with one red square about x, y."""
    pixels = np.full((size[1], size[0], 3), 150, np.uint8)
    pixels += np.random.default_rng(1).integers(0, 6, pixels.shape, dtype=np.uint8)
    pixels[y - 9 : y + 9, x - 9 : x + 9] = (210, 30, 30)
    return Image.fromarray(pixels)


def asked(data: bytes | None, width: int = 100, height: int = 140, **settings: object) -> BackgroundRequest:
    return BackgroundRequest("", width, height, 72, picture=data, settings=settings)


def test_the_crop_keeps_what_draws_the_eye() -> None:
    made = OwnPicture().paint(asked(file_of(spotted(195, 60))))
    assert made.pixels.shape == (140, 100, 3)
    x, y = made.focus
    assert tuple(made.pixels[int(y * 140), int(x * 100)]) == pytest.approx((210, 30, 30), abs=30)
    assert 0.3 < x < 0.9
    assert made.quiet.shape[1] == 64
    assert made.settings["focus"][0] == pytest.approx(195 / 240, abs=0.06)


def test_a_given_focus_is_used() -> None:
    data = file_of(spotted(195, 60))
    made = OwnPicture().paint(asked(data, focus=[0.1, 0.5]))
    assert made.settings["focus"] == [0.1, 0.5]
    assert not (made.pixels[..., 0] > 200).any()
    with pytest.raises(AssetError, match="focus"):
        OwnPicture().paint(asked(data, focus=[3, 0]))


def test_exif_orientation_is_obeyed() -> None:
    picture = Image.fromarray(np.repeat(np.repeat(np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8), 30, 0), 20, 1))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode(file_of(picture, "JPEG", exif=exif, quality=95))
    assert turned.shape[:2] == (40, 30)
    assert turned[5, 15, 0] > 200
    assert turned[35, 15, 2] > 200


def test_a_profile_is_applied() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    picture = Image.new("LAB", (20, 20), (200, 128, 128))
    grey = decode(file_of(picture, "TIFF", icc_profile=lab))
    assert np.ptp(grey[10, 10].astype(int)) < 12
    assert 150 < grey[10, 10, 1] < 230


def test_every_usual_mode_is_read() -> None:
    rgb = spotted(60, 60)
    for data in (
        file_of(rgb.convert("CMYK"), "JPEG"),
        file_of(rgb.convert("L")),
        file_of(rgb.convert("P")),
        file_of(rgb.convert("1")),
        file_of(rgb, "WEBP", lossless=True),
        file_of(rgb, "TIFF", compression="tiff_lzw"),
        file_of(
            Image.fromarray(
                (np.arange(160 * 240, dtype=np.uint32).reshape(160, 240) * 65535 // 38400).astype(np.uint16)
            )
        ),
    ):
        pixels = decode(data)
        assert pixels.shape == (160, 240, 3)
        assert pixels.dtype == np.uint8
        assert 40 < pixels.mean() < 220


def test_clear_parts_show_white_paper() -> None:
    picture = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert (decode(file_of(picture)) == 255).all()


def bomb() -> bytes:
    """A PNG whose header promises 40000 x 40000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "no picture"),
        (b"", "no picture"),
        (b"hello, this is text", "not a picture"),
        (b"%PDF-1.7 not here", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (bomb(), "pixels"),
        (file_of(spotted(60, 60), "JPEG")[:400], "damaged"),
        (file_of(Image.new("RGB", (3, 3))), "only 3 x 3"),
    ],
)
def test_what_is_no_good_picture_is_refused_with_what_works(data: bytes | None, says: str) -> None:
    with pytest.raises(AssetError, match=says) as refusal:
        OwnPicture().paint(asked(data))
    assert "JPEG" in refusal.value.hint


def test_damaged_bytes_never_escape_as_another_error() -> None:
    rng = np.random.default_rng(5)
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        good = file_of(spotted(60, 60, (64, 48 + 32)), kind)
        for _ in range(25):
            bad = bytearray(good)
            for at in rng.integers(0, len(bad), 6):
                bad[at] = int(rng.integers(256))
            try:
                decode(bytes(bad))
            except AssetError:
                continue


def test_a_crop_never_leaves_the_picture() -> None:
    whole = np.arange(30 * 50 * 3, dtype=np.uint8).reshape(30, 50, 3)
    for focus in ((0, 0), (1, 1), (0.5, 0.2)):
        pixels, seen = crop(whole, focus, (20, 60))
        assert pixels.shape == (60, 20, 3)
        assert 0 <= seen[0] <= 1
        assert 0 <= seen[1] <= 1


def test_saliency_finds_the_odd_one_out() -> None:
    x, y = focal_point(saliency(np.asarray(spotted(60, 110))))
    assert abs(x - 60 / 240) < 0.08
    assert abs(y - 110 / 160) < 0.1


def test_quiet_is_high_on_plain_ground_and_low_on_stripes() -> None:
    pixels = np.full((128, 128, 3), 200, np.uint8)
    pixels[:, 64::4] = 30
    pixels[:, 65::4] = 30
    quiet = quiet_map(pixels)
    assert quiet[:, :24].min() > 0.9
    assert quiet[:, 40:].max() < 0.3
