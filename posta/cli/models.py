"""Commands for the engines with real models: models, serve-mllm, expand, plan, train."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posta.cli.common import app, say, told

if TYPE_CHECKING:
    from posta.upscale.plan import Source

models = typer.Typer(
    help="Picture models: what there is, what is on this machine, and their licences.", no_args_is_help=True
)
app.add_typer(models, name="models")


@models.command(name="list")
def list_models() -> None:
    """Every model and upscaling network, its size, its licence and whether its files are here."""
    from posta.engines.device import plans_for
    from posta.engines.models import MODELS, card
    from posta.engines.weights import at_hand
    from posta.upscale import upscalers

    for row in MODELS.values():
        say(f"{card(row)}  {'here' if at_hand(row) else 'not downloaded'}")
        needs = ", ".join(f"{plan.name} {plan.needs_gb:.0f}" for plan in plans_for(row, nf4=True))
        say(f"    {row.about} GPU memory by plan, in GB: {needs}.")
    say("\nupscalers (upscale=spandrel):")
    for name, network in upscalers.UPSCALERS.items():
        say(f"{network.card}  {'here' if upscalers.at_hand(name) else 'not downloaded'}")
    for file in upscalers.own_files():
        say(f"{file.stem}: your own file, {file.stat().st_size / 1e6:.0f} MB, here")


@models.command()
def get(name: Annotated[str, typer.Argument(help="A model's or upscaler's name.")]) -> None:
    """Download a model's files (safetensors only), after telling its size and licence."""
    from posta.engines.licences import require
    from posta.engines.models import card, model
    from posta.engines.weights import find, snapshot
    from posta.upscale import upscalers

    if name in upscalers.UPSCALERS:
        say(upscalers.UPSCALERS[name].card)
        with told() as progress:
            upscalers.find_file(name, download=True, progress=progress)
        say(f"{name} is here.")
        return
    row = model(name)
    say(card(row))
    require(row)
    with told() as progress:
        progress(0.0, f"downloading {name}")
        find(name, download=True)
        if row.control:
            snapshot(row.control, download=True)
    say(f"{name} is here.")


@models.command()
def accept(name: Annotated[str, typer.Argument(help="A model's name.")]) -> None:
    """Say that you hold, or keep to, a licence that restricts a model; it is remembered on this machine."""
    from posta.engines.licences import accept as remember
    from posta.engines.models import card, model

    row = model(name)
    say(card(row))
    remember(row)
    say(f"Remembered: you keep to the licence of {name}.")


@app.command(name="serve-mllm")
def serve_mllm(
    model: Annotated[str, typer.Option(help="A repository id or a folder; empty: the default.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0: a free one.")] = 8000,
    memory_share: Annotated[float, typer.Option(min=0.1, max=0.98, help="Share of the GPU's memory.")] = 0.85,
    context: Annotated[int, typer.Option(min=4096, max=262_144, help="Tokens of one talk.")] = 16_384,
    wait: Annotated[float, typer.Option(min=1, max=86_400, help="Seconds it may take until it answers.")] = 900,
    cpu: Annotated[bool, typer.Option(help="For a vLLM built for CPUs (slow): no GPU is looked for.")] = False,
    arg: Annotated[
        list[str] | None, typer.Option("--arg", help="A further argument of `vllm serve`; may be repeated.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="File for its output.")] = None,
) -> None:
    """Start vLLM for the design engine `mllm`, wait until it answers, and stop it with Ctrl-C."""
    import signal
    import time

    from posta.engines.vllm_server import DEFAULT_MODEL, Config, serve
    from posta.errors import EngineError

    def asked_to_end(*_: object) -> None:
        raise KeyboardInterrupt

    on_cpu = ("--dtype", "bfloat16", "--enforce-eager") if cpu else ()
    config = Config(
        model or DEFAULT_MODEL, port, context, memory_share, log, wait, (*on_cpu, *(arg or ())), needs_gpu=not cpu
    )
    signal.signal(signal.SIGTERM, asked_to_end)  # whoever stops it, the server goes, too
    try:
        with told() as progress, serve(config, progress=progress) as server:
            progress.stop()
            say(f"{server.model} answers at {server.url}; its log is {server.log}. Ctrl-C stops it.")
            say(f"posta make BRIEF --engine design=mllm --option design.url={server.url}")
            sys.stdout.flush()
            while server.alive():
                time.sleep(0.2)
            raise EngineError("vLLM has ended by itself.", hint=f"Its log is {server.log}.")
    except KeyboardInterrupt:
        say("Stopped.")


@app.command()
def expand(
    theme: Annotated[str, typer.Argument(help="A short theme.")],
    url: Annotated[str, typer.Option(help="The model server; empty: the default address.")] = "",
) -> None:
    """Turn a short theme into a full description of the picture, to read and change before it is used."""
    from posta.design.expand import expand as describe
    from posta.engines.chat import Server

    with told() as progress:
        described = describe(theme, Server(url) if url else None, progress=progress)
    say(described.text)


@app.command()
def plan(
    poster: Annotated[
        Path | None, typer.Argument(help="A .posta file, a poster.json or its folder; or use --format.")
    ] = None,
    format: Annotated[str, typer.Option(help="The sheet: a2, 24x36in, 50x70cm …")] = "a3",
    ppi: Annotated[float, typer.Option(min=10, max=2400, help="Pixels per inch wanted.")] = 300,
    picture: Annotated[str, typer.Option(help="Your own picture's size, as 4000x3000.")] = "",
    generated: Annotated[bool, typer.Option(help="For a picture made by a diffusion model.")] = False,
    again: Annotated[bool, typer.Option(help="Measure this machine anew.")] = False,
) -> None:
    """Say which ways reach the pixels of a print, with memory, time and true resolution for each."""
    from posta.document.brief import Brief, brief_from
    from posta.document.files import load_poster
    from posta.errors import BriefError
    from posta.output import paint_sample, source_of
    from posta.upscale.machine import this_machine
    from posta.upscale.plan import routes, table
    from posta.upscale.upscalers import usual

    if poster is not None:
        if picture or generated:
            raise BriefError("A poster has its own picture.", hint="Give a poster, or --picture or --generated.")
        document, assets = load_poster(poster)
        page, source = document.page, source_of(document, assets)
    else:
        brief: Brief = brief_from({"title": "plan", "format": format}, source="The plan")
        page, source = brief.page, _source(picture, generated)
    width, height, _ = page.grid(ppi)
    with told() as progress:
        progress(0.0, "measuring this machine")
        machine = this_machine(paint_sample, again=again)
    say(table(routes((width, height), source, ppi, machine), (width, height), ppi, machine))
    if source.kind != "painted":
        engine, why = usual()
        say(f"Without a choice, `posta redo POSTER upscale` takes {engine}: {why}")


def _source(picture: str, generated: bool) -> Source:
    """The picture a plan is for. Raises BriefError."""
    from posta.errors import BriefError
    from posta.upscale.plan import Source

    if not picture:
        return Source("generated" if generated else "painted")
    wide, _, high = picture.lower().partition("x")
    if generated:
        raise BriefError("A picture of your own is not generated.", hint="Give --picture or --generated, not both.")
    if not (wide.isdigit() and high.isdigit() and int(wide) and int(high)):
        raise BriefError(f"{picture!r} is not a size.", hint="Write it as 4000x3000.")
    return Source("picture", int(wide), int(high))


train = typer.Typer(help="Train adapters.", no_args_is_help=True)
app.add_typer(train, name="train")


@train.command()
def ultra(
    config: Annotated[
        Path, typer.Argument(help="A training configuration (.json), as the run writes beside its result.")
    ],
) -> None:
    """Train an ultra-resolution adapter (URAE) for FLUX.1.

    The least configuration: {"model": "flux1-dev", "pictures": "FOLDER", "out": "FOLDER"}; every picture has a .json of its name
    beside it with "prompt" (and "generated_prompt"). "adapter": "minor" with "two_k" is for 4K; "resume": true goes on.
    """
    from pydantic import ValidationError

    from posta.document.explain import explain
    from posta.errors import AssetError
    from posta.ultra.train import UltraTrainConfig
    from posta.ultra.train import train as run

    try:
        wanted = UltraTrainConfig.model_validate_json(config.read_bytes())
    except OSError as problem:
        raise AssetError(f"{config} cannot be read: {problem.strerror}.") from None
    except ValidationError as problem:
        raise AssetError(f"{config}: {explain(problem, UltraTrainConfig)}") from None
    with told() as progress:
        result = run(wanted, lambda step, steps, loss: progress(step / steps, f"step {step}, loss {loss:.4f}"))
    say(f"{result}")
