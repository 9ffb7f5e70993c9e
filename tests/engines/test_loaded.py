"""Drawing with tiny random checkpoints that take the path a real one takes: every family, every ability, every way to fail."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import FluxTransformer2DModel

from posta.engines.device import Device, MemoryPlan, bytes_of
from posta.engines.diffusion import Drawn, Options, draw
from posta.engines.families import FAMILIES
from posta.engines.loaded import Drawing, Loaded
from posta.engines.models import MODELS
from posta.engines.styles import chosen, read_style, styles_in
from posta.engines.warm import Warm
from posta.engines.weights import own_folder
from posta.errors import Cancelled, EngineError, ModelError, OutOfMemory
from tests.engines import tiny_pipelines as tiny

HERE = Device("cpu", "CPU", 8, 8, 8)
FULL = MemoryPlan("cpu-float32", "float32", "none", 1.0, 1.0)
ASKED = Drawing("a night sky over the sea", 64, 96, steps=2)


@pytest.fixture(scope="module", params=sorted(tiny.ROWS))
def model(request: pytest.FixtureRequest) -> Loaded:
    return Loaded(own_folder(tiny.folder(request.param)), HERE, FULL)


@pytest.fixture(scope="module")
def flux() -> Loaded:
    return Loaded(own_folder(tiny.folder("flux")), HERE, FULL)


def noise(width: int = 64, height: int = 96, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_a_picture_has_the_size_asked_for_and_the_same_seed_gives_the_same_bytes(model: Loaded) -> None:
    [first] = model.draw(ASKED)
    [again] = model.draw(ASKED)
    [other] = model.draw(replace(ASKED, seeds=(1,)))
    assert first.shape == (96, 64, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_variants_in_one_batch_are_the_single_pictures(model: Loaded) -> None:
    singles = [model.draw(replace(ASKED, seeds=(s,)))[0] for s in (3, 4)]
    batch = model.draw(replace(ASKED, seeds=(3, 4)))
    for single, one in zip(singles, batch, strict=True):
        # A batch of matrix products may round the last bit the other way.
        assert np.abs(single.astype(int) - one.astype(int)).max() <= 1


def test_a_picture_can_start_from_another(model: Loaded) -> None:
    start = noise()
    little = replace(ASKED, ability="image", image=start, strength=0.3, steps=4)
    [kept] = model.draw(little)
    [free] = model.draw(replace(little, strength=1.0))
    assert kept.shape == start.shape
    assert not np.array_equal(kept, free)


def test_inpainting_draws_the_size_asked_for(model: Loaded) -> None:
    mask = np.zeros((96, 64), np.float32)
    mask[20:60, 10:50] = 1
    [made] = model.draw(replace(ASKED, ability="inpaint", image=noise(), mask=mask, strength=0.9))
    assert made.shape == (96, 64, 3)


def test_few_step_models_still_run_all_their_steps_when_they_start_from_a_picture() -> None:
    klein = Loaded(own_folder(tiny.folder("klein")), HERE, FULL)
    seen: list[str] = []
    asked = Drawing("sea", 64, 64, ability="image", image=noise(64, 64), strength=0.5)
    klein.draw(asked, progress=lambda _, doing: seen.append(doing))
    assert seen[-1] == "step 4 of 4"


def test_editing_follows_a_reference_picture() -> None:
    klein = Loaded(own_folder(tiny.folder("klein")), HERE, FULL)
    asked = Drawing("make it night", 64, 96, ability="edit", image=noise(), steps=2)
    [one] = klein.draw(asked)
    [other] = klein.draw(replace(asked, image=noise(seed=6)))
    assert one.shape == (96, 64, 3)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("name", sorted(tiny.CONTROLLED))
def test_a_drawing_is_followed_by_the_control_network(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from posta.engines import loaded

    model = Loaded(own_folder(tiny.folder(name)), HERE, FULL)
    network = tiny.control_network(name, tmp_path / "control")
    monkeypatch.setattr(loaded, "snapshot", lambda _, **__: (network, "1" * 40))
    [plain] = model.draw(ASKED)
    asked = Drawing("a city", 64, 96, ability="control", control=noise(), steps=2)
    [one] = model.draw(asked)
    [other] = model.draw(replace(asked, control=noise(seed=9)))
    assert not np.array_equal(one, other)
    [deaf, too] = (model.draw(replace(asked, control=noise(seed=s), control_scale=0.0))[0] for s in (5, 9))
    assert np.array_equal(deaf, too)
    start = np.full((96, 64, 3), 60, np.uint8)
    start[30:60, 20:40] = 220
    held, freer, free = (
        model.draw(replace(asked, image=start, strength=s, steps=10, control_scale=0.2))[0] for s in (0.1, 0.6, 1.0)
    )
    assert not np.array_equal(held, freer)
    assert not np.array_equal(freer, free)
    assert np.array_equal(held, model.draw(replace(asked, image=start, strength=0.1, steps=10, control_scale=0.2))[0])
    assert np.array_equal(plain, model.draw(ASKED)[0]), "the model itself is as it was"


@pytest.mark.parametrize("by", ["bf16", "fp8", "leaf", "bf16-offload"])
@pytest.mark.parametrize("name", sorted(tiny.CONTROLLED))
def test_a_drawing_is_followed_by_every_plan(
    name: str, by: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from posta.engines import loaded

    model = Loaded(own_folder(tiny.folder(name)), HERE, {p.name: p for p in (BF16, FP8, LEAF, TURNS)}[by])
    network = tiny.control_network(name, tmp_path / "control")
    monkeypatch.setattr(loaded, "snapshot", lambda _, **__: (network, "1" * 40))
    [before] = model.draw(ASKED)
    asked = Drawing("a city", 64, 96, ability="control", control=noise(), steps=2)
    assert model.draw(asked)[0].shape == (96, 64, 3)
    assert np.array_equal(before, model.draw(ASKED)[0])


def test_progress_tells_each_step_and_the_time_left(flux: Loaded) -> None:
    told: list[tuple[float, str]] = []
    flux.draw(replace(ASKED, steps=3), progress=lambda done, doing: told.append((round(done, 2), doing)))
    assert [done for done, _ in told] == [0.33, 0.67, 1.0]
    assert told[0][1].startswith("step 1 of 3, ")
    assert told[0][1].endswith(" s left")
    assert told[2][1] == "step 3 of 3"


class Looking:
    """Progress that looks at pictures."""

    def __init__(self) -> None:
        self.steps = 0
        self.seen: list[tuple[int, np.ndarray]] = []

    def __call__(self, *_: object) -> None:
        self.steps += 1

    def show(self, picture: np.ndarray) -> None:
        self.seen.append((self.steps, picture))


def test_previews_are_shown_step_by_step_and_do_not_change_the_picture(model: Loaded) -> None:
    looking = Looking()
    asked = replace(ASKED, steps=6)
    [plain] = model.draw(asked)
    [watched] = model.draw(asked, looking)
    assert np.array_equal(plain, watched)
    assert [step for step, _ in looking.seen] == [2, 3, 4, 5]
    pictures = [picture for _, picture in looking.seen]
    assert all(p.shape == (12, 8, 3) for p in pictures)
    assert not np.array_equal(pictures[0], pictures[-1])


def test_previews_of_variants_stand_side_by_side(flux: Loaded) -> None:
    looking = Looking()
    flux.draw(replace(ASKED, steps=3, seeds=(0, 1, 2)), looking)
    [(_, picture)] = looking.seen
    assert picture.shape == (24, 16, 3)
    assert (picture[12:, 8:] == 128).all()
    assert not np.array_equal(picture[:12, :8], picture[:12, 8:])


def test_stopping_ends_within_one_step_and_the_next_picture_is_the_same(model: Loaded) -> None:
    [before] = model.draw(ASKED)
    steps = 0

    def stop(done: float, doing: str) -> None:
        nonlocal steps
        steps += 1
        if steps == 2:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        model.draw(replace(ASKED, steps=8), progress=stop)
    assert steps == 2
    assert np.array_equal(model.draw(ASKED)[0], before)


# Styles -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(tiny.ROWS))
def test_a_style_changes_the_picture_and_at_weight_zero_does_not(name: str, tmp_path: Path) -> None:
    model = Loaded(own_folder(tiny.folder(name)), HERE, FULL)
    tiny.lora(tmp_path / "ink.safetensors", name, seed=1)
    tiny.lora(tmp_path / "wash.safetensors", name, seed=2)
    family = tiny.ROWS[name]

    def drawn(*wishes: str) -> np.ndarray:
        return model.draw(replace(ASKED, styles=chosen(wishes, tmp_path, family)))[0]

    base = drawn()
    ink = drawn("ink")
    assert not np.array_equal(ink, base)
    assert np.array_equal(drawn("ink:0"), base)
    both = drawn("ink", "wash")
    assert not np.array_equal(both, ink)
    assert np.array_equal(drawn("ink:1", "wash:0"), ink)
    assert np.array_equal(drawn("ink"), ink)
    assert np.array_equal(drawn(), base)


@pytest.mark.parametrize("wrong", ["other model", "other size"])
def test_a_style_of_another_model_is_told_and_leaves_the_base_as_it_was(
    flux: Loaded, tmp_path: Path, wrong: str
) -> None:
    [base] = flux.draw(ASKED)
    target, width = ("unet.down_blocks.0.attn", 32) if wrong == "other model" else ("", 48)
    tiny.lora(tmp_path / "wrong.safetensors", "flux", target=target, width=width)
    with pytest.raises(ModelError, match=r"'wrong' does not fit|holds nothing"):
        flux.draw(replace(ASKED, styles=chosen(["wrong"], tmp_path, "flux")))
    assert np.array_equal(flux.draw(ASKED)[0], base)


def test_a_style_brings_its_words_and_weight(tmp_path: Path) -> None:
    tiny.lora(tmp_path / "ink.safetensors", "flux")
    (tmp_path / "ink.json").write_text('{"words": "ink wash", "weight": 0.5, "family": "flux"}')
    assert list(styles_in(tmp_path)) == ["ink"]
    [style] = chosen(["ink"], tmp_path, "flux")
    assert (style.style.words, style.weight) == ("ink wash", 0.5)
    assert chosen(["ink:0.8"], tmp_path, "flux")[0].weight == 0.8
    with pytest.raises(ModelError, match="made for flux"):
        chosen(["ink"], tmp_path, "qwen-image")


@pytest.mark.parametrize("wish", ["nope", "ink:x", "ink:nan", "ink:99", {"weight": 1}, ["ink", "ink"]])
def test_a_wish_for_a_style_that_cannot_be_met_is_told(tmp_path: Path, wish: Any) -> None:
    tiny.lora(tmp_path / "ink.safetensors", "flux")
    with pytest.raises(ModelError):
        chosen(wish if isinstance(wish, list) else [wish], tmp_path, "flux")


@pytest.mark.parametrize("text", ["[]", "{", '{"weight": "much"}', '{"family": "sdxl"}'])
def test_a_damaged_description_of_a_style_is_told(tmp_path: Path, text: str) -> None:
    path = tiny.lora(tmp_path / "ink.safetensors", "flux")
    path.with_suffix(".json").write_text(text)
    with pytest.raises(ModelError, match=r"ink\.json"):
        read_style(path)


def test_a_style_that_is_a_pickle_is_refused(tmp_path: Path) -> None:
    torch.save({"lora_A": torch.zeros(2)}, tmp_path / "ink.safetensors")
    with pytest.raises(ModelError, match="pickle"):
        styles_in(tmp_path)


# Plans --------------------------------------------------------------------------------------------------------------------

BF16 = MemoryPlan("bf16", "bf16", "none", 3.0, 1.0)
FP8 = MemoryPlan("fp8", "fp8", "none", 2.0, 1.0)
LEAF = MemoryPlan("leaf", "bf16", "leaf", 1.0, 1.0, True)
TURNS = MemoryPlan("bf16-offload", "bf16", "model", 2.0, 1.0)
HERE_PLEASE = Options(device="cpu", model="")


@pytest.mark.parametrize("by", [BF16, FP8, LEAF], ids=lambda p: p.name)
@pytest.mark.parametrize("name", sorted(tiny.ROWS))
def test_every_plan_draws_about_the_same_picture(name: str, by: MemoryPlan) -> None:
    checkpoint = own_folder(tiny.folder(name))
    [full] = Loaded(checkpoint, HERE, FULL).draw(ASKED)
    [planned] = Loaded(checkpoint, HERE, by).draw(ASKED)
    # Both from the same seed; the noise is rounded to the plan's precision.
    assert np.corrcoef(full.ravel(), planned.ravel())[0, 1] > 0.5


@pytest.mark.parametrize("by", [BF16, FP8, LEAF], ids=lambda p: p.name)
@pytest.mark.parametrize("name", sorted(tiny.ROWS))
def test_styles_work_by_every_plan(name: str, by: MemoryPlan, tmp_path: Path) -> None:
    tiny.lora(tmp_path / "ink.safetensors", name)
    model = Loaded(own_folder(tiny.folder(name)), HERE, by)
    before, styled, at_zero, after = (
        model.draw(replace(ASKED, styles=chosen(wishes, tmp_path, tiny.ROWS[name])))[0]
        for wishes in ([], ["ink"], ["ink:0"], [])
    )
    assert not np.array_equal(styled, before)
    assert np.array_equal(at_zero, before)
    assert np.array_equal(after, before)
    kinds = {p.dtype for n, p in model.base.transformer.named_parameters() if "lora_" in n}
    assert torch.float8_e4m3fn not in kinds


@pytest.mark.parametrize("name", sorted(tiny.ROWS))
def test_a_model_that_takes_turns_with_its_parts_can_change_what_it_does(name: str) -> None:
    model = Loaded(own_folder(tiny.folder(name)), HERE, TURNS)
    [before] = model.draw(ASKED)
    model.draw(replace(ASKED, ability="inpaint", image=noise(), mask=np.ones((96, 64), np.float32), strength=0.9))
    assert np.array_equal(model.draw(ASKED)[0], before)


@pytest.mark.parametrize("by", [LEAF, TURNS], ids=lambda p: p.name)
def test_previews_are_shown_whatever_takes_turns_in_memory(by: MemoryPlan) -> None:
    looking = Looking()
    Loaded(own_folder(tiny.folder("flux")), HERE, by).draw(replace(ASKED, steps=4), looking)
    assert [step for step, _ in looking.seen] == [2, 3]


@pytest.fixture
def memory_limit() -> Iterator[list[int]]:
    """An allocator that refuses: running a transformer whose weights take more bytes than the limit runs out of memory."""
    limit = [0]

    def refuse(module: Any, _: Any) -> None:
        if isinstance(module, FluxTransformer2DModel) and bytes_of(module) > limit[0]:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    handle = torch.nn.modules.module.register_module_forward_pre_hook(refuse)
    yield limit
    handle.remove()


def flux_bytes(by: MemoryPlan) -> int:
    return bytes_of(Loaded(own_folder(tiny.folder("flux")), HERE, by).base.transformer)


def drawn(options: Options, plans: tuple[MemoryPlan, ...], said: list[str], warm: Warm | None = None) -> Drawn:
    asked = replace(options, model=str(tiny.folder("flux")))
    return draw(ASKED, asked, plans=plans, progress=lambda _, doing: said.append(doing), warm=warm or Warm())


def test_when_memory_runs_out_the_next_cheaper_plan_is_tried_once_and_told(memory_limit: list[int]) -> None:
    memory_limit[0] = (flux_bytes(BF16) + flux_bytes(FP8)) // 2
    assert flux_bytes(FP8) < memory_limit[0] < flux_bytes(BF16)
    said: list[str] = []
    warm = Warm()
    made = drawn(HERE_PLEASE, (BF16, FP8, LEAF), said, warm)
    assert made.pictures[0].shape == (96, 64, 3)
    assert made.settings["plan"] == "fp8"
    assert made.settings["plan_first_tried"] == "bf16"
    assert any("did not fit" in s and "Trying fp8 weights" in s for s in said)
    [kept] = warm.keys()
    assert kept.plan.startswith("fp8/")


def test_when_the_second_plan_fails_too_it_is_told(memory_limit: list[int]) -> None:
    with pytest.raises(OutOfMemory, match="did not fit"):
        drawn(HERE_PLEASE, (BF16, FP8, LEAF), [])
    with pytest.raises(OutOfMemory, match="did not fit"):
        drawn(HERE_PLEASE, (LEAF,), [])


def test_the_plan_is_told_and_a_warm_model_is_not_loaded_again() -> None:
    said: list[str] = []
    warm = Warm()
    made = drawn(HERE_PLEASE, (BF16,), said, warm)
    assert any("loading flux on" in s and "bf16 weights, all on the device" in s for s in said)
    said.clear()
    drawn(HERE_PLEASE, (BF16,), said, warm)
    assert not any("loading" in s for s in said)
    told = made.settings
    assert told["model"] == str(tiny.folder("flux"))
    assert told["seeds"] == [0]
    assert told["drawn_px"] == [64, 96]
    assert told["versions"]["diffusers"]


def test_a_plan_or_device_by_a_wrong_name_is_told() -> None:
    with pytest.raises(EngineError, match="plan 'tiny'"):
        draw(ASKED, Options(model=str(tiny.folder("flux")), device="cpu", plan="tiny"), warm=Warm())
    with pytest.raises(EngineError, match="no device"):
        draw(ASKED, Options(model=str(tiny.folder("flux")), device="abacus"), warm=Warm())


def test_a_step_cache_runs_and_is_told() -> None:
    from tests.tiny import models

    two = models.save(lambda seed: models.flux(seed, layers=2), tiny.room() / "flux2layers")
    model = Loaded(own_folder(two), HERE, FULL, cache="auto")
    assert model.cache == "first_block"
    assert model.draw(replace(ASKED, steps=4))[0].shape == (96, 64, 3)
    with pytest.raises(EngineError, match="no step cache"):
        Loaded(own_folder(tiny.folder("z_image")), HERE, FULL, cache="first_block")


@pytest.mark.parametrize(
    ("name", "cache"), [(n, c) for n, f in sorted(tiny.ROWS.items()) for c in MODELS[FAMILIES[f].row].caches]
)
def test_every_cache_the_table_names_runs_and_stopping_leaves_nothing_in_it(name: str, cache: str) -> None:
    from tests.tiny import models

    def two_blocks(seed: int) -> Any:
        pipe = models.FAMILIES[name](seed)
        told = dict(pipe.transformer.config)
        told |= {key: 2 for key in ("num_layers", "num_single_layers") if key in told}
        torch.manual_seed(seed)
        pipe.transformer = type(pipe.transformer).from_config(told).eval()
        return pipe

    folder = models.save(two_blocks, tiny.room() / f"{name}-two-blocks")  # the first block's cache needs a second one
    model = Loaded(own_folder(folder), HERE, FULL, cache=cache)
    asked = replace(ASKED, steps=6)
    [first] = model.draw(asked)
    assert model.cache == cache

    def stop(done: float, _: str) -> None:
        if done > 0.4:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        model.draw(asked, stop)
    assert np.array_equal(model.draw(asked)[0], first)


def test_a_checkpoint_whose_files_do_not_fit_together_is_told(tmp_path: Path) -> None:
    import shutil

    mine = Path(shutil.copytree(tiny.folder("flux"), tmp_path / "mine"))
    shutil.rmtree(mine / "transformer")
    shutil.copytree(tiny.folder("qwen") / "transformer", mine / "transformer")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Loaded(own_folder(mine), HERE, FULL).draw(ASKED)


def test_a_single_file_takes_the_place_of_the_transformer(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    checkpoint = own_folder(tiny.folder("flux"))
    [source] = (checkpoint.folder / "transformer").glob("*.safetensors")
    tensors = {f"model.diffusion_model.{k}": v for k, v in load_file(source).items()}
    save_file(tensors, tmp_path / "same.safetensors")
    [base] = Loaded(checkpoint, HERE, FULL).draw(ASKED)
    [same] = Loaded(replace(checkpoint, transformer=tmp_path / "same.safetensors"), HERE, FULL).draw(ASKED)
    assert np.array_equal(base, same)
    tensors["model.diffusion_model.x_embedder.weight"] = torch.zeros(8, 64)
    save_file(tensors, tmp_path / "wrong.safetensors")
    with pytest.raises(ModelError, match="does not fit"):
        Loaded(replace(checkpoint, transformer=tmp_path / "wrong.safetensors"), HERE, FULL)


def test_drawings_are_made_one_after_the_other_and_a_stopped_one_leaves_the_rest_alone() -> None:
    warm, stopped = Warm(), list[int]()
    options = Options(model=str(tiny.folder("flux")), device="cpu", cache="none")
    [alone] = draw(ASKED, options, warm=warm).pictures

    def stopping(done: float, doing: str) -> None:
        if doing.startswith("step"):
            stopped.append(int(doing.split()[1]))
            if stopped[-1] == 2:
                raise Cancelled("Stopped.")

    with ThreadPoolExecutor(4) as pool:
        long = pool.submit(draw, replace(ASKED, steps=50), options, progress=stopping, warm=warm)
        others = [pool.submit(draw, ASKED, options, warm=warm) for _ in range(3)]
        with pytest.raises(Cancelled):
            long.result(60)
        assert stopped == [1, 2]
        for other in others:
            assert np.array_equal(other.result(60).pictures[0], alone)
    assert len(warm.keys()) == 1
