"""Picture files: bytes nobody has vouched for in, upright sRGB pixels out; pixels in, file bytes out."""

from __future__ import annotations

import io
import warnings
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from posta.errors import AssetError

MOST_PIXELS = 120_000_000
LARGEST_FILE = 400_000_000
READABLE = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

Suffix = Literal["png", "jpg", "webp", "tif", "gif", "bmp"]
_SUFFIXES: dict[str, Suffix] = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "TIFF": "tif", "GIF": "gif", "BMP": "bmp"}


def open_picture(data: bytes, *, source: str = "the picture") -> Image.Image:
    """A lazily opened picture whose header is of a known kind and a bearable size.

    Raises AssetError naming `source` when it is not a picture, damaged, or has more than 120 megapixels.
    """
    if len(data) > LARGEST_FILE:
        raise AssetError(
            f"{source} has {len(data) / 1e6:.0f} MB.", hint=f"At most {LARGEST_FILE / 1e6:.0f} MB can be used."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", Image.DecompressionBombWarning
            )  # our own limit below is the one that counts
            picture = Image.open(io.BytesIO(data), formats=READABLE)
    except UnidentifiedImageError:
        raise AssetError(
            f"{source} is not a picture that can be read.", hint="Use a PNG, JPEG, WebP, TIFF, GIF or BMP file."
        ) from None
    except Image.DecompressionBombError:
        raise AssetError(
            f"{source} has far more than {MOST_PIXELS // 1_000_000} megapixels.",
            hint=f"Make it smaller: PNG, JPEG, WebP or TIFF of up to {MOST_PIXELS // 1_000_000} megapixels can be used.",
        ) from None
    except (OSError, ValueError, SyntaxError) as problem:
        raise AssetError(f"{source} is damaged: {problem}.", hint="Save it again as PNG or JPEG.") from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise AssetError(
            f"{source} has {width} x {height} = {width * height / 1e6:.0f} megapixels.",
            hint=f"Make it smaller: PNG, JPEG, WebP or TIFF of up to {MOST_PIXELS // 1_000_000} megapixels can be used.",
        )
    if min(width, height) < 1:
        raise AssetError(f"{source} is empty.")
    return picture


def kind_of(data: bytes, *, source: str = "the picture") -> Suffix:
    """The file suffix for a picture's bytes. Raises AssetError when it is none."""
    return _SUFFIXES[open_picture(data, source=source).format or "PNG"]


def decode(data: bytes, *, source: str = "the picture") -> NDArray[np.uint8]:
    """A picture file as (H, W, 3) or, with transparency, (H, W, 4) sRGB uint8, upright, straight alpha.

    EXIF orientation is applied, an embedded colour profile converted to sRGB, 16-bit and CMYK brought to 8-bit RGB.
    Raises AssetError.
    """
    picture = open_picture(data, source=source)
    try:
        picture.load()
        profile = picture.info.get("icc_profile")
        upright = ImageOps.exif_transpose(picture)
        return np.asarray(_to_srgb(upright, profile))
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as problem:
        raise AssetError(
            f"{source} is damaged and cannot be read: {problem}.", hint="Save it again as PNG or JPEG."
        ) from None


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode in ("I;16", "I;16B", "I;16L", "I"):
        values = np.asarray(picture).astype(np.float64)
        deepest = 65535 if values.max(initial=0) > 255 else 255
        picture = Image.fromarray((np.clip(values / deepest, 0, 1) * 255 + 0.5).astype(np.uint8))
    if picture.mode == "P":
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode in ("LA", "PA", "La"):
        picture = picture.convert("RGBA")
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "RGBa") else None
    base = picture.convert("RGB") if picture.mode in ("RGBA", "RGBa", "1", "F", "HSV", "YCbCr") else picture
    if profile:
        try:
            base = ImageCms.profileToProfile(
                base, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB,
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB",
            )  # fmt: skip
        except ImageCms.PyCMSError:
            # A profile that does not fit its own picture says nothing about its colours.
            base = base.convert("RGB")
    base = base.convert("RGB")
    if alpha is not None and alpha.getextrema() != (255, 255):
        base.putalpha(alpha)
    return base


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """(H, W), (H, W, 3) or (H, W, 4) uint8 as PNG bytes, quickly; the same pixels give the same bytes."""
    import pyvips

    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    bands = 1 if pixels.ndim == 2 else pixels.shape[2]
    picture = pyvips.Image.new_from_memory(pixels, width, height, bands, "uchar")
    picture = picture.copy(interpretation="b-w" if bands == 1 else "srgb")
    return picture.pngsave_buffer(compression=1, filter="up")
