"""Pictures -> PDF image XObjects: sRGB pixels in strips in, JPEG or deflated streams with soft masks out."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Dictionary, Name, Stream

from posta.export import embed
from posta.export.embed import Embedded
from posta.export.pdf.kept import KEPT, Encoded, Kept
from posta.export.pdf.paint import Inks, PressInks
from posta.render.frame import Picture

SMALLEST_JPEG = 250_000  # pixels; smaller pictures gain nothing by losing detail
LARGEST_JPEG_SIDE = 65_500
DEFLATE_LEVEL = 3
CHUNK_BYTES = 4_000_000

JPEG_SPARE = 0.12  # of one ink: JPEG's ringing overshoots on hard dark edges


class Images:
    """The pictures of one document, each written once however often it is shown, and encoded once while it is kept."""

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, quality: int | None, kept: Kept = KEPT) -> None:
        self._pdf, self._inks, self._quality, self._kept = pdf, inks, quality, kept
        self._made: dict[Embedded, pikepdf.Object] = {}

    def add(self, picture: Picture, what: Embedded) -> pikepdf.Object:
        """The image XObject of embedded pixels."""
        if what not in self._made:
            size = (what.width_px, what.height_px)
            encoded = self._kept.get((what, *self._how()), lambda: self._encode(picture, what))
            self._made[what] = self._image(encoded, size)
        return self._made[what]

    def patch(self, key: str, size: tuple[int, int], pixels: Callable[[], NDArray[np.uint8]]) -> pikepdf.Object:
        """Opaque pixels already in the document's colour space, (H, W, parts), as an image XObject; equal keys, equal pixels."""
        encoded = self._kept.get((key, size, *self._how()), lambda: self._colours(size, [pixels()], lossless=False))
        return self._image(encoded, size)

    def tinted(self, values: tuple[float, ...], alpha: NDArray[np.uint8]) -> pikepdf.Object:
        """One colour laid on by (H, W) opacities, as for a shadow."""
        height, width = alpha.shape
        row = np.tile(np.uint8(np.round(np.array(values) * 255)), (1, width, 1))
        encoded = self._colours((width, height), (row for _ in range(height)), lossless=True)
        return self._image(replace(encoded, mask=deflated_rows([alpha])), (width, height))

    def _how(self) -> tuple[str, int | None]:
        return self._inks.key, self._quality

    def _encode(self, picture: Picture, what: Embedded) -> Encoded:
        size = (what.width_px, what.height_px)
        parts = embed.strips(picture, what)
        if not what.has_alpha:
            return self._colours(size, (self._inks.pixels(part) for part in parts), lossless=False)
        alphas: list[NDArray[np.uint8]] = []

        def colours() -> Iterator[NDArray[np.uint8]]:
            for part in parts:
                alphas.append(np.ascontiguousarray(part[..., 3]))
                yield self._inks.pixels(np.ascontiguousarray(part[..., :3]))

        encoded = self._colours(size, colours(), lossless=True)
        if all(int(alpha.min()) == 255 for alpha in alphas):
            return encoded
        return replace(encoded, mask=deflated_rows(alphas))

    def _colours(self, size: tuple[int, int], strips: Iterable[NDArray[np.uint8]], *, lossless: bool) -> Encoded:
        """(rows, width, parts) strips from top to bottom, in the document's colour space."""
        width, height = size
        parts = self._inks.parts
        fits = max(size) <= LARGEST_JPEG_SIDE and width * height >= SMALLEST_JPEG
        if lossless or self._quality is None or not fits:
            return Encoded(deflated_rows(np.reshape(strip, (len(strip), width * parts)) for strip in strips), False)
        if isinstance(self._inks, PressInks):
            made = self._inks.press
            strips = (made.limited(part, JPEG_SPARE) for part in strips)
        return Encoded(_jpeg(size, parts, strips, self._quality), True)

    def _image(self, encoded: Encoded, size: tuple[int, int]) -> pikepdf.Object:
        image = Stream(self._pdf, encoded.data, Filter=Name.DCTDecode if encoded.is_jpeg else Name.FlateDecode)
        if not encoded.is_jpeg:
            image.DecodeParms = self._rows(self._inks.parts, size)
        elif self._inks.parts == 4:
            image.Decode = [1, 0] * 4  # Adobe's CMYK JPEGs hold inverted inks
        if encoded.mask is not None:
            mask = Stream(self._pdf, encoded.mask, Filter=Name.FlateDecode, DecodeParms=self._rows(1, size))
            image.SMask = self._described(mask, Name.DeviceGray, size)
        return self._described(image, self._inks.space, size)

    def _rows(self, parts: int, size: tuple[int, int]) -> Dictionary:
        return Dictionary(Predictor=15, Colors=parts, BitsPerComponent=8, Columns=size[0])

    def _described(self, image: Stream, space: pikepdf.Object, size: tuple[int, int]) -> pikepdf.Object:
        image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, space
        image.Width, image.Height = size
        image.BitsPerComponent = 8
        return self._pdf.make_indirect(image)


def _jpeg(size: tuple[int, int], parts: int, strips: Iterable[NDArray[np.uint8]], quality: int) -> bytes:
    from PIL import Image

    width, height = size
    pixels = np.empty((height, width, parts), np.uint8)
    top = 0
    for strip in strips:
        pixels[top : top + len(strip)] = strip
        top += len(strip)
    out = io.BytesIO()
    mode = "CMYK" if parts == 4 else "RGB"
    image = Image.frombuffer(mode, (width, height), pixels, "raw", mode, 0, 1)
    image.save(out, "JPEG", quality=quality, subsampling=0)
    return out.getvalue()


def deflated_rows(strips: Iterable[NDArray[np.uint8]]) -> bytes:
    """(rows, bytes) strips as one zlib stream with PNG's "up" filter, deflated on all cores.

    Chunks of fixed size are deflated apart and joined at full flushes (as pigz does), so the bytes never depend on the cores.
    """
    check = 1
    with ThreadPoolExecutor(2) as pool:
        jobs = []
        for chunk in _chunks(_filtered(strips)):
            check = zlib.adler32(chunk, check)
            jobs.append(pool.submit(_deflate, chunk))
        body = b"".join(job.result() for job in jobs)
    # An empty final block ends what the full flushes left open.
    return b"\x78\x5e" + body + b"\x03\x00" + check.to_bytes(4, "big")


def _deflate(chunk: bytes) -> bytes:
    packer = zlib.compressobj(DEFLATE_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)


def _filtered(strips: Iterable[NDArray[np.uint8]]) -> Iterator[bytes]:
    last: NDArray[np.uint8] | None = None
    for strip in strips:
        rows, width = strip.shape
        out = np.empty((rows, width + 1), np.uint8)
        out[:, 0] = 2
        out[0, 1:] = strip[0] if last is None else strip[0] - last
        np.subtract(strip[1:], strip[:-1], out=out[1:, 1:])
        last = strip[-1].copy()
        yield out.tobytes()


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for part in parts:
        held = held + part if held else part
        if len(held) < CHUNK_BYTES:
            continue
        whole = len(held) - len(held) % CHUNK_BYTES
        view = memoryview(held)
        for at in range(0, whole, CHUNK_BYTES):
            yield bytes(view[at : at + CHUNK_BYTES])
        held = held[whole:]
    if held:
        yield held
