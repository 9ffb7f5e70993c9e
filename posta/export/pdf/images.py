"""Pictures -> PDF image XObjects: sRGB pixels in strips in, JPEG or deflated streams with soft masks out."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Dictionary, Name, Stream

from posta.export import embed
from posta.export.embed import Embedded
from posta.export.pdf.paint import Inks, PressInks
from posta.render.frame import Picture

SMALLEST_JPEG = 250_000  # pixels; smaller pictures gain nothing by losing detail
LARGEST_JPEG_SIDE = 65_500
DEFLATE_LEVEL = 3
CHUNK_BYTES = 4_000_000

JPEG_SPARE = 0.12  # of one ink: JPEG's ringing overshoots on hard dark edges


class Images:
    """The pictures of one document, each written once however often it is shown."""

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, quality: int | None) -> None:
        self._pdf, self._inks, self._quality = pdf, inks, quality
        self._made: dict[Embedded, pikepdf.Object] = {}

    def add(self, picture: Picture, what: Embedded) -> pikepdf.Object:
        """The image XObject of embedded pixels."""
        if what not in self._made:
            self._made[what] = self._write(picture, what)
        return self._made[what]

    def _write(self, picture: Picture, what: Embedded) -> pikepdf.Object:
        size = (what.width_px, what.height_px)
        parts = embed.strips(picture, what)
        if not what.has_alpha:
            return self.write(size, (self._inks.pixels(part) for part in parts), lossless=False)
        alphas: list[NDArray[np.uint8]] = []

        def colours() -> Iterator[NDArray[np.uint8]]:
            for part in parts:
                alphas.append(np.ascontiguousarray(part[..., 3]))
                yield self._inks.pixels(np.ascontiguousarray(part[..., :3]))

        image = self.write(size, colours(), lossless=True)
        if any(int(alpha.min()) < 255 for alpha in alphas):
            image.SMask = self.mask(size, alphas)
        return image

    def write(self, size: tuple[int, int], strips: Iterable[NDArray[np.uint8]], *, lossless: bool) -> pikepdf.Object:
        """Pixels already in the document's colour space, (rows, width, parts) from top to bottom, as an image XObject."""
        width, height = size
        fits = max(size) <= LARGEST_JPEG_SIDE and width * height >= SMALLEST_JPEG
        if lossless or self._quality is None or not fits:
            image = self._deflated(size, self._inks.parts, strips)
        else:
            if isinstance(self._inks, PressInks):
                made = self._inks.press
                strips = (made.limited(part, JPEG_SPARE) for part in strips)
            image = Stream(self._pdf, _jpeg(size, self._inks.parts, strips, self._quality), Filter=Name.DCTDecode)
            if self._inks.parts == 4:
                image.Decode = [1, 0] * 4  # Adobe's CMYK JPEGs hold inverted inks
        image.ColorSpace = self._inks.space
        return self._finished(image, size)

    def mask(self, size: tuple[int, int], strips: Iterable[NDArray[np.uint8]]) -> pikepdf.Object:
        """(rows, width) opacities as a soft mask."""
        image = self._deflated(size, 1, strips)
        image.ColorSpace = Name.DeviceGray
        return self._finished(image, size)

    def tinted(self, values: tuple[float, ...], alpha: NDArray[np.uint8]) -> pikepdf.Object:
        """One colour laid on by (H, W) opacities, as for a shadow."""
        height, width = alpha.shape
        row = np.tile(np.uint8(np.round(np.array(values) * 255)), (1, width, 1))
        image = self.write((width, height), (row for _ in range(height)), lossless=True)
        image.SMask = self.mask((width, height), [alpha])
        return image

    def _deflated(self, size: tuple[int, int], parts: int, strips: Iterable[NDArray[np.uint8]]) -> Stream:
        width = size[0]
        data = deflated_rows(np.reshape(strip, (len(strip), width * parts)) for strip in strips)
        image = Stream(self._pdf, data, Filter=Name.FlateDecode)
        image.DecodeParms = Dictionary(Predictor=15, Colors=parts, BitsPerComponent=8, Columns=width)
        return image

    def _finished(self, image: Stream, size: tuple[int, int]) -> pikepdf.Object:
        image.Type, image.Subtype = Name.XObject, Name.Image
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
