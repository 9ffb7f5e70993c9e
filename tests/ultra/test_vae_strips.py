"""The autoencoder in strips and tiles: how far each is from the whole, and that nothing is left switched on."""

from __future__ import annotations

import pytest
import torch
from diffusers import AutoencoderKL, AutoencoderTiny

from posta.errors import ModelError, StageError
from posta.ultra.families import family_of, pack_channels
from posta.ultra.vae import decode, denormalised, encode, normalised, posterior
from tests.tiny import models

STRIP_SEAM = 5e-5  # of a range of 2; one step of an 8-bit picture is 8e-3
TILE_MEAN, TILE_WORST = 0.03, 0.6  # of the picture's standard deviation, on random weights


@pytest.fixture(scope="module")
def vae() -> AutoencoderKL:
    """A wider autoencoder with quant convolutions off, as FLUX.1's."""
    torch.manual_seed(0)
    built = AutoencoderKL(
        block_out_channels=(8, 16, 16, 32), down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=2, norm_num_groups=4, sample_size=64,
        latent_channels=16, shift_factor=0.1159, scaling_factor=0.3611, use_quant_conv=False, use_post_quant_conv=False,
    )  # fmt: skip
    return built.eval()


@pytest.mark.parametrize("rows", [16, 31, 64, 1000])
@pytest.mark.parametrize("keep", [None, "cpu"])
def test_decoding_in_strips_has_no_seam(vae: AutoencoderKL, rows: int, keep: str | None) -> None:
    z = torch.randn(1, 16, 12, 18, generator=torch.Generator().manual_seed(1))
    assert (decode(vae, z, "strips", rows, keep) - decode(vae, z)).abs().max() < STRIP_SEAM


@pytest.mark.parametrize("rows", [16, 31, 64, 1000])
def test_encoding_in_strips_has_no_seam(vae: AutoencoderKL, rows: int) -> None:
    picture = torch.rand(1, 3, 112, 144, generator=torch.Generator().manual_seed(1)) * 2 - 1
    for strips, whole in zip(posterior(vae, picture, "strips", rows), posterior(vae, picture), strict=True):
        assert (strips - whole).abs().max() < STRIP_SEAM
    assert (encode(vae, picture, "strips", rows) - encode(vae, picture)).abs().max() < STRIP_SEAM


def test_strips_work_with_quant_convolutions_and_on_a_batch() -> None:
    torch.manual_seed(0)
    vae = AutoencoderKL(
        block_out_channels=(8, 8), down_block_types=("DownEncoderBlock2D",) * 2, norm_num_groups=2,
        up_block_types=("UpDecoderBlock2D",) * 2, latent_channels=4,
    ).eval()  # fmt: skip
    z = torch.randn(2, 4, 16, 16)
    assert (decode(vae, z, "strips", 8) - decode(vae, z)).abs().max() < STRIP_SEAM
    picture = torch.rand(2, 3, 32, 48)
    assert (encode(vae, picture, "strips", 8) - encode(vae, picture)).abs().max() < STRIP_SEAM


def test_tiles_stay_near_the_whole_and_strips_are_far_nearer(vae: AutoencoderKL) -> None:
    z = 2.8 * torch.randn(1, 16, 24, 176, generator=torch.Generator().manual_seed(1))  # as wide as FLUX.1's
    whole = decode(vae, z)
    tiles = (decode(vae, z, "tiles") - whole).abs()
    spread = float(whole.std())
    assert 0 < tiles.mean() < TILE_MEAN * spread
    assert tiles.max() < TILE_WORST * spread
    assert (decode(vae, z, "strips", 96) - whole).abs().max() < tiles.max() / 1000
    picture = torch.rand(1, 3, 192, 1024, generator=torch.Generator().manual_seed(1)) * 2 - 1
    encoded = encode(vae, picture)
    assert (encode(vae, picture, "tiles") - encoded).abs().mean() < TILE_MEAN * float(encoded.std())


def test_a_picture_smaller_than_a_tile_is_decoded_whole(vae: AutoencoderKL) -> None:
    z = torch.randn(1, 16, 16, 24, generator=torch.Generator().manual_seed(1))
    assert torch.allclose(decode(vae, z, "tiles"), decode(vae, z), atol=1e-6)


def test_a_failing_decode_leaves_tiling_as_it_was(vae: AutoencoderKL) -> None:
    with pytest.raises(RuntimeError):
        decode(vae, torch.zeros(1, 3, 8, 8), "tiles")
    assert vae.use_tiling is False


def test_a_picture_that_does_not_divide_and_a_foreign_autoencoder_are_refused(vae: AutoencoderKL) -> None:
    with pytest.raises(StageError, match="multiples of 16"):
        encode(vae, torch.zeros(1, 3, 100, 64))
    with pytest.raises(ModelError, match="AutoencoderTiny is not known"):
        decode(AutoencoderTiny(), torch.zeros(1, 4, 8, 8))
    with pytest.raises(ModelError, match="cannot be run in strips"):
        decode(models.qwen().vae, torch.zeros(1, 16, 8, 8), "strips")


def test_flux2s_autoencoder_runs_in_strips_and_qwens_in_tiles() -> None:
    flux2, qwen = models.klein().vae, models.qwen().vae
    z = torch.randn(1, 32, 8, 12, generator=torch.Generator().manual_seed(1))
    assert (decode(flux2, z, "strips", 16) - decode(flux2, z)).abs().max() < STRIP_SEAM
    wide = torch.randn(1, 16, 16, 112, generator=torch.Generator().manual_seed(1))
    whole = decode(qwen, wide)
    assert whole.shape == (1, 3, 128, 896)
    assert (decode(qwen, wide, "tiles") - whole).abs().mean() < TILE_MEAN * float(whole.std())


@pytest.mark.parametrize("family", sorted(models.FAMILIES))
def test_normalising_and_back_is_each_pipelines_own(family: str) -> None:
    pipe = models.FAMILIES[family](0)
    pipe.set_progress_bar_config(disable=True)
    if family == "klein":
        pipe.vae.bn.running_mean.uniform_(-1, 1)
        pipe.vae.bn.running_var.uniform_(0.5, 2)
    layout = family_of(pipe.transformer).layout
    call = {"height": 64, "width": 96, "num_inference_steps": 1, "max_sequence_length": 16}
    stock = pipe(prompt="sea", **call, output_type="pt", generator=torch.Generator().manual_seed(0)).images
    latents = pipe(prompt="sea", **call, output_type="latent", generator=torch.Generator().manual_seed(0)).images
    z = layout.made(latents, 8, 12)
    raw = z if layout.finished else denormalised(pipe.vae, z)
    assert ((decode(pipe.vae, raw) / 2 + 0.5).clamp(0, 1) - stock).abs().max() < STRIP_SEAM
    assert torch.allclose(denormalised(pipe.vae, normalised(pipe.vae, raw)), raw, atol=1e-5)


def test_flux2_normalises_as_its_own_pipeline_encodes() -> None:
    pipe = models.klein()
    pipe.vae.bn.running_mean.uniform_(-1, 1)
    pipe.vae.bn.running_var.uniform_(0.5, 2)
    picture = torch.rand(1, 3, 64, 96, generator=torch.Generator().manual_seed(1)) * 2 - 1
    own = pipe._encode_vae_image(picture, None)
    assert torch.allclose(pack_channels(encode(pipe.vae, picture)), own, atol=1e-5)


def test_a_round_trip_in_strips_is_the_pipelines_own_decode() -> None:
    pipe = models.flux()
    pipe.set_progress_bar_config(disable=True)
    call = {"height": 64, "width": 96, "num_inference_steps": 1, "max_sequence_length": 16}
    stock = pipe(prompt="sea", **call, output_type="pt", generator=torch.Generator().manual_seed(0)).images
    packed = pipe(prompt="sea", **call, output_type="latent", generator=torch.Generator().manual_seed(0)).images
    picture = decode(
        pipe.vae,
        denormalised(pipe.vae, pipe._unpack_latents(packed, 64, 96, pipe.vae_scale_factor)),
        "strips",
        16,
    )
    assert ((picture / 2 + 0.5).clamp(0, 1) - stock).abs().max() < STRIP_SEAM
