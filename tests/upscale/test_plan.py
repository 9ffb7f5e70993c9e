"""Plans for a print size: which routes there are, what they take, in what order, and what is said of this machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posta.engines.keep import recall
from posta.errors import StageError
from posta.ultra.plan import plans
from posta.ultra.sizes import fit_size
from posta.upscale import machine as machines
from posta.upscale.machine import KEPT, Machine, Speed, note, this_machine
from posta.upscale.plan import Source, duration, routes, table

A2 = (4961, 7016)
SMALL = Machine(
    "2 cores", 8.0, Speed(10.0, True), Speed(0.5, True), Speed(0.003, False),
    lacks_network="no file", lacks_model="needs an NVIDIA GPU",
)  # fmt: skip
LARGE = Machine(
    "NVIDIA H100", 200.0, Speed(40.0, True), Speed(2.0, True), Speed(2.0, True),
    gpu="NVIDIA H100", gpu_free_gb=79.0, drawing=Speed(1.0, False),
)  # fmt: skip


def names(found: list) -> list[str]:
    return [r.name for r in found]


def test_a_painted_picture_is_painted_at_the_pages_own_pixels() -> None:
    best, last = routes(A2, Source("painted", 1240, 1754), 300, SMALL)
    assert (best.name, best.ppi, best.detail_px, best.lacks) == ("paint", 300, A2, "")
    assert best.seconds == pytest.approx(4961 * 7016 / 1e6 / 0.5)
    assert best.measured
    assert last.name == "lanczos"
    assert last.ppi == pytest.approx(75, abs=0.1)


def test_a_generated_picture_goes_by_drawing_then_networks_then_lanczos() -> None:
    found = routes(A2, Source("generated"), 300, LARGE)
    assert names(found) == [
        "generate, draw larger, network", "generate, network", "generate, draw larger", "generate, lanczos",
    ]  # fmt: skip
    size = fit_size(A2[0] / A2[1])
    assert [round(r.ppi) for r in found] == [300, 205, 175, 51], "248 ppi on A3 and 175 on A2 are 4096 px"
    assert found[-1].ppi == pytest.approx(300 * size.height / 7016, rel=0.01)
    drawing = plans(size, 4096, "projected", card="NVIDIA H100", steps=8)[0]
    assert found[2].seconds > drawing.seconds
    assert found[2].gpu_gb == pytest.approx(drawing.bytes / 1e9)
    assert not found[2].measured
    assert found[2].engines == ("background=diffusion", "upscale=urae")
    assert found[0].commands == (
        "posta redo POSTER background --engine background=diffusion --option background.model=flux1-schnell",
        "posta redo POSTER upscale --engine upscale=urae --option upscale.model=flux1-schnell "
        "--option upscale.finish=spandrel",
    )


def test_the_plan_reckons_with_the_model_at_hand() -> None:
    flux, z_image = (
        next(r for r in routes(A2, Source("generated"), 300, machine) if r.name == "generate, draw larger")
        for machine in (LARGE, replace(LARGE, model="z-image-turbo"))
    )
    assert z_image.gpu_gb < flux.gpu_gb, "6 billion parameters, not 12"
    assert "upscale.model=z-image-turbo" in z_image.commands[1]


def test_times_measured_on_the_machine_replace_the_estimate() -> None:
    source = Source("picture", 848, 1200)
    guess, known = (
        next(r for r in routes(A2, source, 300, replace(LARGE, drawing=speed)) if r.name == "draw larger")
        for speed in (Speed(1.0, False), Speed(3.0, True))
    )
    assert 2.5 < known.seconds / guess.seconds < 3
    assert (guess.measured, known.measured) == (False, True)


def test_a_photograph_without_a_gpu_or_a_network_is_left_to_lanczos_and_the_rest_says_what_it_lacks() -> None:
    found = routes(A2, Source("picture", 3000, 2000), 300, SMALL)
    assert found[0].name == "lanczos"
    assert found[0].ppi == pytest.approx(300 * 2000 / 7016, rel=0.001), "the picture covers the page by its height"
    assert {r.name: r.lacks for r in found[1:]} == {
        "network": "no file", "draw larger": "needs an NVIDIA GPU", "draw larger, network": "needs an NVIDIA GPU",
    }  # fmt: skip
    with_file = routes(A2, Source("picture", 3000, 2000), 300, replace(SMALL, lacks_network=""))
    assert names(with_file)[:2] == ["network", "lanczos"]
    assert with_file[0].ppi == 300
    assert with_file[0].seconds > 1000


def test_a_picture_with_enough_pixels_is_left_as_it_is() -> None:
    [only] = routes((1000, 1500), Source("picture", 1200, 1600), 150, SMALL)
    assert (only.name, only.ppi, only.seconds) == ("as it is", 150, 0)


def test_a_smaller_card_takes_a_thriftier_plan_and_a_tiny_one_none() -> None:
    def drawn(free: float) -> object:
        card = replace(LARGE, gpu="NVIDIA GeForce RTX 3090", gpu_free_gb=free)
        return next(r for r in routes(A2, Source("picture", 848, 1200), 300, card) if r.name == "draw larger")

    large, small, tiny = drawn(80.0), drawn(12.0), drawn(2.0)
    assert large.gpu_gb > small.gpu_gb < 12
    assert small.seconds > large.seconds
    assert "are free" in tiny.lacks


def test_a_picture_drawn_at_its_largest_already_is_not_drawn_again() -> None:
    found = routes((9933, 14043), Source("picture", 4096, 5792), 300, LARGE)
    drawn = next(r for r in found if r.name == "draw larger")
    assert "already" in drawn.lacks
    assert found[0].name == "network"


def test_sizes_past_what_the_engines_make_are_told() -> None:
    huge = routes((30_000, 42_000), Source("picture", 8000, 6000), 1200, LARGE)
    assert all(r.lacks for r in huge)
    network = next(r for r in routes((9000, 6750), Source("picture", 8000, 6000), 300, LARGE) if r.name == "network")
    assert "48 megapixels are too many" in network.lacks


def test_too_little_main_memory_is_told() -> None:
    poor = replace(SMALL, host_free_gb=0.2)
    assert "main memory" in routes(A2, Source("painted"), 300, poor)[0].lacks


def test_the_table_says_it_all_in_aligned_columns() -> None:
    found = routes(A2, Source("picture", 1240, 1754), 300, replace(SMALL, lacks_network=""))
    text = table(found, A2, 300, SMALL)
    lines = text.splitlines()
    assert lines[0] == "4961 x 7016 px at 300 ppi, on 2 cores"
    network, lanczos = (next(row for row in lines if row.startswith(name)) for name in ("network", "lanczos"))
    assert "≈" in network
    assert "≈" not in lanczos
    assert "resampled: no detail is added" in lanczos
    assert "not here:" in text
    assert network.index("a learned") == lanczos.index("resampled")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "under 1 s"), (42, "42 s"), (150, "2 min"), (3600, "60 min"), (9000, "2.5 h")]
)
def test_durations_are_said_as_people_do(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_sizes_that_are_none_are_refused() -> None:
    with pytest.raises(StageError, match="No route"):
        routes((0, 10), Source("painted"), 300, SMALL)
    with pytest.raises(StageError, match="No route"):
        routes(A2, Source("picture"), 300, SMALL)
    with pytest.raises(StageError, match="aspect"):
        routes((100, 2000), Source("generated"), 300, SMALL)


def test_this_machine_is_probed_once_and_remembers_what_work_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path))
    monkeypatch.delenv("POSTA_UPSCALER", raising=False)
    painted: list[tuple[int, int]] = []

    def paint(width: int, height: int) -> np.ndarray:
        painted.append((width, height))
        return np.zeros((height, width, 3))

    first = this_machine()
    assert not first.paint.measured
    assert first.lanczos.measured
    assert first.lanczos.value > 0.1
    probed = this_machine(paint)
    assert painted
    assert probed.paint.measured
    monkeypatch.setattr(machines, "_lanczos", lambda: pytest.fail("probed again"))
    again = this_machine(paint)
    assert (again.lanczos, again.paint, again.network) == (probed.lanczos, probed.paint, probed.network)
    note("paint", machines._cpu(), 7.0)
    assert this_machine().paint == Speed(7.0, True)
    assert len(recall(KEPT)) == 3
    assert routes(A2, Source("painted"), 300, first)[0].name == "paint"
