"""Large pictures through a small autoencoder: latents or pictures go in, pictures or latents come out, strip by strip.

Pictures are (B, 3, H, W) in -1..1. Latents are (B, C, H/8, W/8), raw (the autoencoder's own) unless they are called
normalised (what a transformer knows). `NORMAL` is the table of how each kind of autoencoder normalises.
Strips are exact: every convolution runs on bands of rows with the neighbouring rows it needs, and every group norm
uses the statistics of the whole picture, so there is no seam (the idea of the patch_conv package that URAE uses).
Tiles are the cheap way: each has its own statistics, its rim is thrown away and the rest of the overlap blended; never
exact, and in flat skies sometimes visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from posta.errors import ModelError, StageError

Way = Literal["whole", "strips", "tiles"]
ROWS = 256  # picture rows per strip
FACTOR = 8  # picture pixels per latent pixel
TILE = 96  # latent pixels a side
OVERLAP = 32  # latent pixels: the outer quarter at each end is thrown away, the half between is blended


def decode(vae: nn.Module, latents: Tensor, way: Way = "whole", rows: int = ROWS, keep: str | None = None) -> Tensor:
    """Raw latents to a picture -1..1.

    rows: picture rows per strip. keep: device that holds whole layers between strips ("cpu" spares the GPU).
    Raises ModelError for an autoencoder that is not in `NORMAL`, or whose layers cannot be run in strips.
    """
    with torch.no_grad(), _ready(vae, way) as dtype:
        z = latents.to(_device(vae), dtype)
        if way == "strips":
            return _decode_strips(vae, z, rows, torch.device(keep) if keep else z.device)
        if way == "tiles":
            return _tiles(z, lambda tile: _decode_whole(vae, tile), FACTOR, 1)
        return _decode_whole(vae, z)


def encode(vae: nn.Module, picture: Tensor, way: Way = "whole", rows: int = ROWS, keep: str | None = None) -> Tensor:
    """A picture -1..1 to normalised latents (the mean of the posterior, so the same picture gives the same)."""
    mean, _ = posterior(vae, picture, way, rows, keep)
    return normalised(vae, mean)


def posterior(
    vae: nn.Module, picture: Tensor, way: Way = "whole", rows: int = ROWS, keep: str | None = None
) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of a picture's latents, unshifted and unscaled. Sides must be multiples of 16."""
    height, width = picture.shape[-2:]
    if height % 16 or width % 16:
        raise StageError(
            f"A picture of {width} x {height} px cannot be encoded: both sides must be multiples of 16.",
            hint=f"Resize it to {max(16, width // 16 * 16)} x {max(16, height // 16 * 16)} px.",
        )
    with torch.no_grad(), _ready(vae, way) as dtype:
        x = picture.to(_device(vae), dtype)
        if way == "strips":
            moments = _encode_strips(vae, x, rows, torch.device(keep) if keep else x.device)
            mean, log_variance = moments.chunk(2, dim=1)
            return mean, torch.exp(0.5 * log_variance.clamp(-30.0, 20.0))
        if way == "tiles":

            def both(tile: Tensor) -> Tensor:
                return torch.cat(_encode_whole(vae, tile), dim=1)

            mean, std = _tiles(x, both, 1, FACTOR).chunk(2, dim=1)
            return mean, std
        return _encode_whole(vae, x)


def _decode_whole(vae: Any, z: Tensor) -> Tensor:
    if _is_video(vae):  # a picture is a video of one frame to it
        return vae.decode(z[:, :, None], return_dict=False)[0][:, :, 0]
    return vae.decode(z, return_dict=False)[0]


def _encode_whole(vae: Any, x: Tensor) -> tuple[Tensor, Tensor]:
    video = _is_video(vae)
    found = vae.encode(x[:, :, None] if video else x, return_dict=False)[0]
    return (found.mean[:, :, 0], found.std[:, :, 0]) if video else (found.mean, found.std)


def _is_video(vae: Any) -> bool:
    return type(vae).__name__ == "AutoencoderKLQwenImage"


def _by_factor(vae: Any, _raw: Tensor) -> tuple[Any, Any]:
    return vae.config.shift_factor or 0.0, 1 / vae.config.scaling_factor


def _by_lists(vae: Any, raw: Tensor) -> tuple[Any, Any]:
    return tuple(
        raw.new_tensor(values).view(1, -1, 1, 1) for values in (vae.config.latents_mean, vae.config.latents_std)
    )


def _by_batch_norm(vae: Any, raw: Tensor) -> tuple[Any, Any]:
    # Statistics of each channel at each of the four places of a 2 x 2 block, spread over the plane again.
    height, width = raw.shape[-2] // 2, raw.shape[-1] // 2
    spread = (vae.bn.running_var + vae.config.batch_norm_eps).sqrt()
    planes = (
        values.to(raw)[None, :, None, None].expand(1, -1, height, width) for values in (vae.bn.running_mean, spread)
    )
    return tuple(functional.pixel_shuffle(plane, 2) for plane in planes)


# By class name: (mean, spread) of raw latents; normalised = (raw - mean) / spread.
NORMAL: dict[str, Callable[[Any, Tensor], tuple[Any, Any]]] = {
    "AutoencoderKL": _by_factor,
    "AutoencoderKLFlux2": _by_batch_norm,
    "AutoencoderKLQwenImage": _by_lists,
}


def normalised(vae: nn.Module, raw: Tensor) -> Tensor:
    """Raw latents to what the transformer knows."""
    mean, spread = NORMAL[type(vae).__name__](vae, raw)
    return (raw - mean) / spread


def denormalised(vae: nn.Module, z: Tensor) -> Tensor:
    """The inverse of `normalised`."""
    mean, spread = NORMAL[type(vae).__name__](vae, z)
    return z * spread + mean


@contextmanager
def _ready(vae: Any, way: Way) -> Iterator[torch.dtype]:
    """The autoencoder on its working device, tiling as asked; both as before afterwards."""
    _check_kind(vae, way)
    with ExitStack() as undo:
        hook = getattr(vae, "_hf_hook", None)
        if hook is not None and hasattr(hook, "execution_device"):  # model offload: bring it in, then send it home
            home = _device(vae)
            vae.to(hook.execution_device)
            undo.callback(vae.to, home)
        undo.callback(setattr, vae, "use_tiling", vae.use_tiling)
        vae.use_tiling = False  # diffusers' tiles keep their rims: on FLUX.1's layout they differ far more than ours
        yield next(vae.parameters()).dtype


def _check_kind(vae: Any, way: Way) -> None:
    kind = type(vae).__name__
    if kind not in NORMAL:
        raise ModelError(f"The autoencoder {kind} is not known here.", hint=f"These are: {', '.join(NORMAL)}.")
    if way == "strips" and _is_video(vae):
        raise ModelError(f"A {kind} cannot be run in strips.", hint="Use tiles, or whole where memory allows.")


def _device(vae: nn.Module) -> torch.device:
    return next(vae.parameters()).device


def _tiles(source: Tensor, work: Callable[[Tensor], Tensor], grow: int, shrink: int) -> Tensor:
    """Run `work` on overlapping tiles of `TILE` latent pixels and blend. Sizes multiply by `grow`, divide by `shrink`."""
    height, width = source.shape[-2] // shrink, source.shape[-1] // shrink
    out = weights = None
    for top, bottom in _spans(height):
        for left, right in _spans(width):
            tile = work(source[..., top * shrink : bottom * shrink, left * shrink : right * shrink])
            down = _ramp(top, bottom, height, grow).to(tile.device)
            across = _ramp(left, right, width, grow).to(tile.device)
            weight = (down[:, None] * across[None, :]).float()
            if out is None or weights is None:
                out = torch.zeros(*tile.shape[:2], height * grow, width * grow, device=tile.device)
                weights = torch.zeros(height * grow, width * grow, device=tile.device)
            here = (slice(top * grow, bottom * grow), slice(left * grow, right * grow))
            out[..., *here] += tile.float() * weight
            weights[here] += weight
    if out is None or weights is None:
        raise StageError("An empty picture has no tiles.")
    return (out / weights).to(source.dtype)


def _spans(length: int) -> list[tuple[int, int]]:
    """Overlapping [start, end) of `TILE` that cover a side; the last one is moved in, not cut."""
    starts = [*range(0, max(1, length - TILE), TILE - OVERLAP), max(0, length - TILE)]
    return [(start, min(start + TILE, length)) for start in sorted(set(starts))]


def _ramp(start: int, end: int, length: int, grow: int) -> Tensor:
    """Weight of each pixel of a tile along one side: 0 on an inner rim, rising to 1, flat, and down again."""
    at = (torch.arange((end - start) * grow) + 0.5) / grow
    rim, rise = OVERLAP / 4, OVERLAP / 2
    low = ((at - rim) / rise).clamp(0, 1) if start > 0 else torch.ones_like(at)
    high = ((end - start - at - rim) / rise).clamp(0, 1) if end < length else torch.ones_like(at)
    return low * high


class _Statistics:
    """Mean and squared deviation of each channel, gathered strip by strip in float64 (Chan et al., 1979)."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = self.deviation = torch.zeros(())

    def add(self, strip: Tensor) -> None:
        count = strip.shape[-2] * strip.shape[-1]
        variance, mean = torch.var_mean(strip.float(), dim=(-2, -1), correction=0)
        mean, deviation = mean.double(), variance.double() * count
        if not self.count:
            self.count, self.mean, self.deviation = count, mean, deviation
            return
        total = self.count + count
        gap = mean - self.mean
        self.deviation = self.deviation + deviation + gap**2 * (self.count * count / total)
        self.mean = self.mean + gap * (count / total)
        self.count = total

    def norm(self, layer: nn.GroupNorm) -> Callable[[Tensor], Tensor]:
        """`layer` with these statistics, as a function of any strip."""
        groups = (layer.num_groups, -1)
        means = self.mean.unflatten(1, groups)
        mean = means.mean(-1, keepdim=True)
        variance = (self.deviation.unflatten(1, groups) / self.count + (means - mean) ** 2).mean(-1, keepdim=True)
        spread = torch.rsqrt(variance + layer.eps).expand_as(means).flatten(1)
        factor = spread * layer.weight.double()
        offset = layer.bias.double() - mean.expand_as(means).flatten(1) * factor
        factor, offset = (x.float()[..., None, None] for x in (factor, offset))
        return lambda strip: (strip.float() * factor + offset).to(strip.dtype)


class _Sheet:
    """One layer's whole output, kept on some device, with its statistics."""

    def __init__(self, data: Tensor, statistics: _Statistics) -> None:
        self.data = data
        self.statistics = statistics

    @staticmethod
    def of(data: Tensor, keep: torch.device) -> _Sheet:
        statistics = _Statistics()
        statistics.add(data)
        return _Sheet(data.to(keep), statistics)


def _bands(rows: int, height: int) -> Iterator[tuple[int, int]]:
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


def _convolve(
    sheet: _Sheet,
    conv: nn.Conv2d,
    rows: int,
    before: Callable[[Tensor], Tensor] | None = None,
    residual: Callable[[int, int], Tensor] | None = None,
    scale: int = 1,
) -> _Sheet:
    """A 3 x 3 convolution over a sheet, in bands of output rows.

    before: applied to the input rows first. residual(top, bottom): added. scale: 2 doubles the rows and columns first
    (nearest), -2 halves them (stride 2, padded below and to the right), as diffusers' up- and downsamplers do.
    """
    device, source = conv.weight.device, sheet.data
    batch, _, height, width = source.shape
    out_height, out_width = (height * 2, width * 2) if scale == 2 else (height, width)
    if scale == -2:
        out_height, out_width = height // 2, width // 2
    rows = max(2, rows // 2 * 2)  # even, so that doubled rows never straddle two bands
    out = torch.empty(batch, conv.out_channels, out_height, out_width, dtype=source.dtype, device=source.device)
    statistics = _Statistics()
    for top, bottom in _bands(rows, out_height):
        first, last = (2 * top, 2 * bottom + 1) if scale == -2 else (top - 1, bottom + 1)
        if scale == 2:
            first, last = top // 2 - 1, bottom // 2 + 1
        low, high = max(0, first), min(height, last)
        piece = source[:, :, low:high].to(device)
        if before is not None:
            piece = before(piece)
        if scale == 2:
            piece = functional.interpolate(piece, scale_factor=2.0, mode="nearest")
            start = top - 1 - 2 * low
            piece = piece[:, :, max(0, start) : bottom + 1 - 2 * low]
            above, below = max(0, -start), max(0, bottom + 1 - 2 * height)
        else:
            above, below = low - first, last - high
        columns = (0, 1) if scale == -2 else (1, 1)
        piece = functional.pad(piece, (*columns, above, below))
        band = functional.conv2d(piece, conv.weight, conv.bias, stride=2 if scale == -2 else 1)
        if residual is not None:
            band = residual(top, bottom) + band
        statistics.add(band)
        out[:, :, top:bottom] = band.to(out.device)
    return _Sheet(out, statistics)


def _resnet(sheet: _Sheet, block: Any, rows: int) -> _Sheet:
    """diffusers' ResnetBlock2D without time embedding: norm, SiLU, conv, twice, plus the input."""

    def activated(statistics: _Statistics, norm: nn.GroupNorm) -> Callable[[Tensor], Tensor]:
        apply = statistics.norm(norm)
        return lambda strip: block.nonlinearity(apply(strip))

    def shortcut(top: int, bottom: int) -> Tensor:
        strip = sheet.data[:, :, top:bottom].to(block.conv1.weight.device)
        return strip if block.conv_shortcut is None else block.conv_shortcut(strip)

    middle = _convolve(sheet, block.conv1, rows, activated(sheet.statistics, block.norm1))
    return _convolve(middle, block.conv2, rows, activated(middle.statistics, block.norm2), shortcut)


def _decode_strips(vae: Any, z: Tensor, rows: int, keep: torch.device) -> Tensor:
    if vae.post_quant_conv is not None:
        z = vae.post_quant_conv(z)
    decoder = vae.decoder
    sheet = _Sheet.of(decoder.mid_block(decoder.conv_in(z)), keep)  # 1/64 of the pixels: no strips needed
    for block in decoder.up_blocks:
        for resnet in block.resnets:
            sheet = _resnet(sheet, resnet, rows)
        for upsampler in block.upsamplers or []:
            sheet = _convolve(sheet, upsampler.conv, rows, scale=2)
    norm = sheet.statistics.norm(decoder.conv_norm_out)
    return _convolve(sheet, decoder.conv_out, rows, lambda strip: decoder.conv_act(norm(strip))).data.to(z.device)


def _encode_strips(vae: Any, x: Tensor, rows: int, keep: torch.device) -> Tensor:
    encoder = vae.encoder
    sheet = _convolve(_Sheet(x.to(keep), _Statistics()), encoder.conv_in, rows)
    for block in encoder.down_blocks:
        for resnet in block.resnets:
            sheet = _resnet(sheet, resnet, rows)
        for downsampler in block.downsamplers or []:
            sheet = _convolve(sheet, downsampler.conv, rows, scale=-2)
    hidden = encoder.mid_block(sheet.data.to(x.device))
    moments = encoder.conv_out(encoder.conv_act(encoder.conv_norm_out(hidden)))
    return moments if vae.quant_conv is None else vae.quant_conv(moments)
