"""Enlarging with learned networks: sizes, seams, alpha, the same picture again, stopping, memory, and files that are refused."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from posta.engines import load
from posta.engines.device import Device
from posta.engines.keep import recall
from posta.engines.models import Licence
from posta.engines.warm import Warm
from posta.errors import Cancelled, EngineError, ModelError, OutOfMemory, StageError
from posta.upscale import ENGINES, UpscaleRequest, upscalers
from posta.upscale.enlarged import enlarge_with
from posta.upscale.lanczos import Lanczos
from posta.upscale.machine import KEPT
from posta.upscale.tiles import Tiling, parts, tiled
from posta.upscale.transparency import apart

# It asks for torchvision, which has no build for a CPU torch: `pip install --no-deps spandrel einops` installs what is needed.
if find_spec("spandrel") is None:
    pytest.skip("spandrel is not installed", allow_module_level=True)

from posta.upscale import spandrel
from posta.upscale.spandrel import Spandrel
from tests.upscale import tiny_networks
from tests.upscale.tiny_networks import picture

SEAM = 1
"""The most an 8-bit value may differ between a picture made in tiles and one made at once, for a network that looks no
farther than the rim that is left out."""


@pytest.fixture(autouse=True)
def nobodys_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("POSTA_UPSCALER", raising=False)
    monkeypatch.setattr(spandrel, "WARM", Warm())


@pytest.fixture
def compact(tmp_path: Path) -> Path:
    return tiny_networks.compact(tmp_path / "compact.safetensors")


def enlarged(model: Path, pixels: np.ndarray, width: int, height: int, **options: object) -> np.ndarray:
    engine = Spandrel(str(model), device="cpu", **options)  # type: ignore[arg-type]
    return engine.enlarge(UpscaleRequest(pixels, width, height))


@pytest.mark.parametrize(("width", "height"), [(240, 320), (181, 241), (333, 444), (61, 81)])
def test_the_size_asked_for_is_made_from_the_networks_own_factor(compact: Path, width: int, height: int) -> None:
    assert enlarged(compact, picture(), width, height).shape == (height, width, 3)


def test_a_network_that_says_nothing_is_a_plain_enlargement(tmp_path: Path) -> None:
    still = tiny_networks.compact(tmp_path / "still.safetensors", spread=0)
    assert np.array_equal(enlarged(still, picture(), 240, 320), picture().repeat(4, 0).repeat(4, 1))


def test_the_network_is_really_used_and_gives_the_same_picture_again(compact: Path, tmp_path: Path) -> None:
    made = enlarged(compact, picture(), 240, 320)
    assert np.array_equal(made, enlarged(compact, picture(), 240, 320))
    other = tiny_networks.compact(tmp_path / "other.safetensors", seed=1)
    assert not np.array_equal(made, enlarged(other, picture(), 240, 320))


@pytest.mark.parametrize("build", [tiny_networks.compact, tiny_networks.esrgan, tiny_networks.swinir])
def test_each_architecture_enlarges_a_picture_smaller_than_its_tile(build, tmp_path: Path) -> None:
    model = build(tmp_path / "model.safetensors")
    assert enlarged(model, picture(21, 13), 84, 52).shape == (52, 84, 3)
    assert enlarged(model, picture(1, 1), 4, 4).shape == (4, 4, 3)


def test_tiles_leave_no_seams(compact: Path) -> None:
    source = picture(150, 170)
    whole = enlarged(compact, source, 600, 680, tile=0).astype(int)
    in_tiles = enlarged(compact, source, 600, 680, tile=64, overlap=24).astype(int)
    assert np.abs(whole - in_tiles).max() <= SEAM


def test_a_network_that_looks_far_is_blended_and_not_cut(tmp_path: Path) -> None:
    model = tiny_networks.esrgan(tmp_path / "esrgan.safetensors")
    source = picture(96, 80)
    whole = enlarged(model, source, 384, 320, tile=0).astype(int)
    in_tiles = enlarged(model, source, 384, 320, tile=64, overlap=32).astype(int)
    assert whole.std() > 25
    assert np.abs(whole - in_tiles).max() <= 2


def test_the_feather_hides_even_tiles_that_disagree() -> None:
    brightness = iter(np.linspace(0.4, 0.6, 20))

    def run(tile: np.ndarray) -> np.ndarray:
        return np.full((tile.shape[0] * 2, tile.shape[1] * 2, 3), next(brightness), np.float32)

    made = tiled(np.zeros((150, 170, 3), np.uint8), 2, run, Tiling(64, 32)).astype(int)
    assert made.max() - made.min() > 5
    assert max(np.abs(np.diff(made, axis=axis)).max() for axis in (0, 1)) <= 1


@pytest.mark.parametrize("length", [1, 40, 64, 65, 90, 97, 128, 333])
@pytest.mark.parametrize("tiling", [Tiling(64, 16), Tiling(64, 32), Tiling(0, 32), Tiling(33, 5)])
def test_weights_of_tiles_add_up_to_one_everywhere(length: int, tiling: Tiling) -> None:
    total = np.zeros(length * 3)
    for part in parts(length, tiling, 3):
        assert part.start * 3 <= part.low < part.high <= part.stop * 3
        total[part.low : part.high] += part.weight
    assert np.abs(total - 1).max() < 1e-6


def test_alpha_is_enlarged_apart_and_hidden_colours_do_not_bleed_in(compact: Path) -> None:
    source = picture(channels=4)
    source[source[..., 3] == 0] = 0  # black where nothing is seen
    colors, alpha = apart(source)
    assert alpha is not None
    assert colors[0, 0].min() > 20, "colours go on where the picture is transparent"
    made = enlarged(compact, source, 240, 320)
    assert made.shape == (320, 240, 4)
    wanted = Lanczos().enlarge(UpscaleRequest(np.repeat(alpha[..., None], 3, 2), 240, 320))[..., 0]
    assert np.array_equal(made[..., 3], wanted)
    assert np.array_equal(made[..., :3], enlarged(compact, colors, 240, 320))


def test_an_empty_picture_stays_empty(compact: Path) -> None:
    made = enlarged(compact, np.zeros((20, 20, 4), np.uint8), 80, 80)
    assert (made[..., 3] == 0).all()


def test_a_picture_that_has_the_pixels_needs_no_network() -> None:
    engine = Spandrel("nothing-there")
    made = engine.enlarged(UpscaleRequest(picture(), 30, 40))
    assert made.pixels.shape == (40, 30, 3)
    assert "not needed" in made.settings["network"]


def test_the_record_says_which_network_made_it(compact: Path) -> None:
    engine = load(ENGINES, "upscale", "spandrel", model=str(compact), device="cpu")
    told = enlarge_with(engine, UpscaleRequest(picture(), 240, 320)).settings
    assert told["network"] == "compact"
    assert told["network_sha256"] == hashlib.sha256(compact.read_bytes()).hexdigest()
    assert (told["architecture"], told["scale"], told["precision"]) == ("RealESRGAN Compact", 4, "float32")


def test_the_time_a_network_took_is_kept_for_plans(compact: Path) -> None:
    Spandrel(str(compact), device="cpu").enlarge(UpscaleRequest(picture(), 240, 320))
    assert recall(KEPT) == {}, "too small to say anything"
    Spandrel(str(compact), device="cpu").enlarge(UpscaleRequest(picture(300, 340), 400, 450))
    [(key, rate)] = recall(KEPT).items()
    assert hashlib.sha256(compact.read_bytes()).hexdigest() in key
    assert 0 < rate < 100


def test_progress_is_told_per_tile_and_stops_between_two(compact: Path) -> None:
    told: list[tuple[float, str]] = []

    def listen(done: float, doing: str) -> None:
        told.append((done, doing))
        if "tile 3" in doing:
            raise Cancelled("Stopped.")

    source = picture(150, 170)
    before = source.copy()
    engine = Spandrel(str(compact), device="cpu", tile=64)
    with pytest.raises(Cancelled):
        engine.enlarge(UpscaleRequest(source, 600, 680), listen)
    assert [d for d, _ in told] == sorted(d for d, _ in told)
    assert "tile 3 of" in told[-1][1]
    assert np.array_equal(source, before)
    assert engine.enlarge(UpscaleRequest(source, 600, 680)).shape == (680, 600, 3)


def test_progress_goes_on_inside_a_tile_and_can_stop_there(compact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posta.upscale.spandrel.EVERY_SECONDS", 0.0)
    told: list[float] = []

    def listen(done: float, doing: str) -> None:
        if "tile 1 of 1" in doing:
            told.append(done)
            if len(told) == 3:
                raise Cancelled("Stopped.")

    engine = Spandrel(str(compact), device="cpu")
    with pytest.raises(Cancelled):
        engine.enlarge(UpscaleRequest(picture(), 240, 320), listen)
    assert told[0] == 0.0
    assert 0 < told[1] < told[2] < 1
    assert engine.enlarge(UpscaleRequest(picture(), 240, 320)).shape == (320, 240, 3)


def test_too_little_memory_means_smaller_tiles_and_is_told(compact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = spandrel.Network.run

    def small_memory(self: spandrel.Network, tile: np.ndarray, inside: object) -> np.ndarray:
        if max(tile.shape) > 100:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return run(self, tile, inside)

    monkeypatch.setattr(spandrel.Network, "run", small_memory)
    told: list[str] = []
    source = picture(150, 170)
    engine = Spandrel(str(compact), device="cpu", tile=256)
    made = engine.enlarged(UpscaleRequest(source, 600, 680), lambda _, doing: told.append(doing))
    assert made.settings["tile_px"] == 64
    assert made.settings["fell_back"] == [t for t in told if "Memory ran out" in t]
    assert len(made.settings["fell_back"]) == 2
    monkeypatch.setattr(spandrel.Network, "run", lambda *_: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(OutOfMemory, match="does not fit"):
        engine.enlarge(UpscaleRequest(source, 600, 680))


def test_a_gpu_runs_half_precision_and_a_cpu_full(compact: Path) -> None:
    from posta.upscale.networks import _described, _precision

    told = _described(upscalers.find_file(str(compact)))
    devices = [Device(kind, kind, 8.0, 8.0, 8.0) for kind in ("cuda", "cpu")]
    assert [_precision(told, device) for device in devices] == ["float16", "float32"]


def test_numbers_that_overflow_half_precision_are_made_in_full(tmp_path: Path) -> None:
    large = tiny_networks.compact(tmp_path / "large.safetensors", spread=60)
    engine = Spandrel(str(large), device="cpu", precision="float16")
    told = engine.enlarged(UpscaleRequest(picture(), 240, 320)).settings
    assert told["precision"] == "float32"
    assert "overflowed float16" in told["fell_back"][0]


# Files --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["RealESRGAN_x4plus.pth", "old.ckpt", "old.pt"])
def test_pickles_are_never_opened_and_the_way_to_convert_them_is_told(name: str, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple:
            return (open, (str(tmp_path / "ran"), "w"))

    torch.save({"params_ema": Bomb()}, tmp_path / name)
    with pytest.raises(ModelError, match=r"is a pickle.*weights_only=True.*save_file"):
        enlarged(tmp_path / name, picture(), 240, 320)
    assert not (tmp_path / "ran").exists()


def test_the_conversion_that_is_told_works(tmp_path: Path, compact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safetensors.torch import load_file

    torch.save({"params_ema": load_file(compact)}, tmp_path / "Real.pth")
    command = upscalers.CONVERT.format(name="Real.pth", stem="Real").split('-c "')[1].rstrip('"')
    monkeypatch.chdir(tmp_path)
    exec(command, {})
    wanted = enlarged(compact, picture(), 240, 320)
    assert np.array_equal(enlarged(tmp_path / "Real.safetensors", picture(), 240, 320), wanted)


def test_a_pickle_by_another_name_and_damaged_files_are_refused(tmp_path: Path, compact: Path) -> None:
    torch.save({}, tmp_path / "renamed.safetensors")
    (tmp_path / "cut.safetensors").write_bytes(compact.read_bytes()[:-100])
    (tmp_path / "noise.safetensors").write_bytes(b"hello" * 100)
    for name, reason in {"renamed": "a pickle", "cut": "cut short", "noise": "not"}.items():
        with pytest.raises(ModelError, match=reason):
            enlarged(tmp_path / f"{name}.safetensors", picture(), 240, 320)


def test_other_networks_are_refused(tmp_path: Path, compact: Path) -> None:
    from safetensors.torch import load_file
    from spandrel.architectures.ESRGAN import ESRGAN

    save_file({"transformer.lora_A.weight": torch.zeros(4, 4)}, tmp_path / "lora.safetensors")
    state = load_file(compact)
    save_file(
        state | {"body.0.weight": torch.full_like(state["body.0.weight"], torch.nan)}, tmp_path / "nan.safetensors"
    )
    save_file({k: v for k, v in state.items() if k != "body.2.bias"}, tmp_path / "part.safetensors")
    save_file(ESRGAN(num_filters=8, num_blocks=1, scale=1).state_dict(), tmp_path / "restores.safetensors")
    save_file(ESRGAN(in_nc=1, out_nc=1, num_filters=8, num_blocks=1).state_dict(), tmp_path / "grey.safetensors")
    refused = {
        "lora": "knows",
        "nan": "no numbers",
        "part": "does not load",
        "restores": "enlarge",
        "grey": "1 channels",
    }
    for name, reason in refused.items():
        with pytest.raises(ModelError, match=reason):
            enlarged(tmp_path / f"{name}.safetensors", picture(), 240, 320)


def test_files_are_found_by_path_folder_name_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = upscalers.own_folder()
    own.mkdir(parents=True)
    first = tiny_networks.compact(own / "4x-first.safetensors")
    assert upscalers.find_file("").path == first
    assert upscalers.find_file("4x-first").path == first
    assert upscalers.find_file(str(own)).path == first
    assert upscalers.at_hand()
    second = tiny_networks.compact(own / "4x-second.safetensors", seed=1)
    with pytest.raises(ModelError, match="4x-first, 4x-second"):
        upscalers.find_file("")
    monkeypatch.setenv("POSTA_UPSCALER", str(second))
    assert upscalers.find_file("").path == second
    with pytest.raises(ModelError, match="Did you mean '4x-first'"):
        upscalers.find_file("4x-frist")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"no \.safetensors"):
        upscalers.find_file(str(tmp_path / "empty"))
    (tmp_path / "empty" / "x.pth").write_bytes(b"")
    with pytest.raises(ModelError, match="pickle"):
        upscalers.find_file(str(tmp_path / "empty"))


def test_a_network_at_hand_is_the_usual_engine_and_a_file_that_cannot_be_used_is_told(
    tmp_path: Path, compact: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, why = upscalers.usual()
    assert engine == "lanczos"
    assert "posta models get real-esrgan-x4plus" in why
    own = upscalers.own_folder()
    own.mkdir(parents=True)
    (own / "old.pth").write_bytes(b"x")
    with pytest.raises(ModelError, match="is a pickle"):
        upscalers.usual()
    tiny_networks.compact(own / "mine.safetensors")
    assert upscalers.usual() == ("spandrel", "with mine")
    monkeypatch.setenv("POSTA_UPSCALER", str(compact))
    assert upscalers.usual() == ("spandrel", f"with {compact.stem}")
    monkeypatch.setenv("POSTA_UPSCALER", str(tmp_path / "gone.safetensors"))
    with pytest.raises(ModelError, match="no upscaler"):
        upscalers.usual()


def test_zones_are_measured_where_they_are_told(compact: Path) -> None:
    plain = Spandrel(str(compact), device="cpu").enlarged(UpscaleRequest(picture(), 240, 320)).settings
    assert "kept" not in plain
    request = UpscaleRequest(picture(), 240, 320, settings={"zones": {"title": [0, 0, 0.5, 0.2]}})
    assert set(Spandrel(str(compact), device="cpu").enlarged(request).settings["kept"]) == {"whole", "title"}


def hub_file(cache: Path, row: upscalers.Upscaler, data: bytes) -> None:
    """Lay a file where the hub's client keeps what it downloaded."""
    folder = cache / f"models--{row.repo.replace('/', '--')}" / "snapshots" / row.revision
    folder.mkdir(parents=True)
    (folder / row.file).write_bytes(data)


def test_a_download_is_asked_for_with_size_and_licence_and_checked(
    tmp_path: Path, compact: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants
    import huggingface_hub.file_download

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    row = upscalers.UPSCALERS[upscalers.DEFAULT]
    with pytest.raises(ModelError, match=r"Not on this computer: .*67 MB.*BSD-3-Clause.*commercial use allowed"):
        upscalers.find_file("")
    assert not upscalers.at_hand()
    data = compact.read_bytes()
    hub_file(tmp_path / "hub", row, data)
    with pytest.raises(ModelError, match="not the file that is pinned"):
        upscalers.find_file("")
    right = replace(row, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    monkeypatch.setitem(upscalers.UPSCALERS, row.name, right)
    assert upscalers.find_file("").name == row.name
    assert upscalers.find_file(row.name).licence == Licence("BSD-3-Clause", row.licence.url, True)


def test_options_and_sizes_out_of_range_are_refused(compact: Path) -> None:
    with pytest.raises(StageError, match="Tiles of 5"):
        Spandrel(tile=5)
    with pytest.raises(StageError, match="overlap"):
        Spandrel(tile=64, overlap=60)
    with pytest.raises(EngineError, match="tile of spandrel is 'big'"):
        Spandrel(tile="big")  # type: ignore[arg-type]
    with pytest.raises(EngineError, match="precision"):
        Spandrel(precision="int8")  # type: ignore[arg-type]
    with pytest.raises(StageError, match="400 megapixels"):
        enlarged(compact, picture(), 30_000, 30_000)
    with pytest.raises(StageError, match="on the way"):
        enlarged(compact, np.zeros((5001, 5001, 3), np.uint8), 5002, 5002)


def test_without_spandrel_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [
        n for n in sys.modules if n.startswith(("spandrel", "posta.upscale.spandrel", "posta.upscale.networks"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "spandrel", None)  # type: ignore[arg-type]
    with pytest.raises(EngineError, match=r"needs the package 'spandrel'.*pip install"):
        load(ENGINES, "upscale", "spandrel")
