"""The HTTP API of long work: orders in JSON in, jobs out whose progress, pictures and files are then asked for."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Query, UploadFile
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse, Response
from pydantic import AfterValidator, Field

from app.asked import Expected, JobId, PosterId, read_upload
from app.choices import Choices, Strict, as_made, read_choices, server_address
from app.models import accept_licence, describe, download, told_models
from app.printing import ExportOrder, plan_for, read_export
from app.work import MOST_FORMATS, Again, Work
from posta.document.brief import Brief
from posta.document.finish import FINISHES
from posta.engines.chat import Server
from posta.errors import Missing

ModelName = Annotated[str, PathParameter(max_length=120, description="A model's name.")]
Seed = Annotated[int | None, Field(ge=0, lt=2**53, description="Same seed, same result; absent: the next one.")]


def _known_finish(name: str) -> str:
    if name and name not in FINISHES:
        raise ValueError(f"there is no print finish {name!r}; choose from {', '.join(FINISHES)}")
    return name


FinishName = Annotated[
    str, AfterValidator(_known_finish), Field(description="How the picture is printed; empty: as the design says.")
]


class MakeOrder(Strict):
    """Posters wanted from a brief."""

    brief: Brief
    variants: int = Field(default=4, ge=1, le=12)
    seed: int = Field(default=0, ge=0, lt=2**53)
    painter: str = Field(default="", max_length=60)
    style: str = Field(default="", max_length=120)
    lettering: str = Field(default="", max_length=400)
    finish: FinishName = ""
    choices: Choices = Choices()


class StageOrder(Strict):
    """One stage wanted again."""

    seed: Seed = None
    painter: str = Field(default="", max_length=60)
    style: str = Field(default="", max_length=120)
    lettering: str = Field(default="", max_length=400, description="A material, or free words for a model.")
    finish: FinishName = ""
    theme: str = Field(default="", max_length=5000)
    layer: str = Field(default="", max_length=64)
    ppi: float = Field(default=300, ge=10, le=1200)
    choices: Choices = Choices()


class ResizeOrder(Strict):
    """Other formats wanted."""

    formats: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(
        min_length=1, max_length=MOST_FORMATS, description="Names of formats: a3, story, 50x70cm …"
    )


class ThemeOrder(Strict):
    """A fuller description wanted of what a picture shows."""

    theme: str = Field(min_length=1, max_length=600)
    style: str = Field(default="", max_length=200)
    url: str = Field(default="", max_length=300, description="The model server; empty: the usual address.")
    model: str = Field(default="", max_length=120)


def add_work(router: APIRouter, work: Work) -> None:
    """Add the routes of jobs, printing and models."""
    _work(router, work)
    _printing(router, work)
    _models(router, work)


def _work(router: APIRouter, work: Work) -> None:
    jobs = work.jobs

    @router.post("/uploads", status_code=201, summary="Bring a picture or logo for a brief")
    async def upload(file: Annotated[UploadFile, File()]) -> dict[str, str]:
        data = await read_upload(file)
        path = work.desk.library.keep_upload(data, source=(file.filename or "the picture")[:80])
        return {"path": str(path), "id": path.name}

    @router.post("/posters:make", status_code=202, summary="Make posters from a brief (a job)")
    def make(order: MakeOrder) -> dict[str, Any]:
        chosen = read_choices(order.choices, work.desk.library, any_server=work.any_server)
        told = {name: getattr(order, name) for name in ("painter", "style", "lettering", "finish")}
        wishes = replace(chosen.wishes, **told)
        brief, engines = chosen.brief(order.brief), chosen.engines
        return work.make(brief, wishes, count=order.variants, seed=order.seed, engines=engines).told()

    @router.post("/posters/{poster_id}/stages/{stage}", status_code=202, summary="Run one stage again (a job)")
    def stage_again(
        poster_id: PosterId,
        stage: Literal["background", "design", "arttext", "upscale"],
        order: StageOrder,
        expected: Expected,
    ) -> dict[str, Any]:
        base = as_made(work.desk.open(poster_id).poster)
        chosen = read_choices(order.choices, work.desk.library, any_server=work.any_server, base=base)
        told = {name: getattr(order, name) for name in ("painter", "style", "lettering", "finish", "theme")}
        engines = chosen.engines if stage in order.choices.model_fields_set else None
        again = Again(
            stage, replace(chosen.wishes, **told), engines, order.seed, order.layer, order.ppi, chosen.picture
        )  # fmt: skip
        return work.again(poster_id, again, expected=expected).told()

    @router.post("/posters/{poster_id}/resize", status_code=202, summary="The poster on other formats (a job)")
    def resize(poster_id: PosterId, order: ResizeOrder) -> dict[str, Any]:
        return work.resize(poster_id, order.formats).told()

    @router.get("/jobs/{job_id}", summary="How far a job is")
    async def job(
        job_id: JobId, wait: Annotated[float, Query(ge=0, le=25, description="Seconds to wait for news.")] = 0
    ) -> dict[str, Any]:
        found = jobs.get(job_id)
        before, until = found.news(), time.monotonic() + wait
        while found.news() == before and not found.ended.is_set() and time.monotonic() < until:
            await asyncio.sleep(0.05)
        return found.told()

    @router.delete("/jobs/{job_id}", summary="Stop a job; what was there before stays")
    def cancel(job_id: JobId) -> dict[str, Any]:
        return jobs.cancel(job_id).told()

    @router.get(
        "/jobs/{job_id}/preview", summary="What a picture looks like while it is drawn (image/jpeg)",
        response_class=Response, responses={404: {"description": "Nothing was drawn yet."}},
    )  # fmt: skip
    def shown(job_id: JobId) -> Response:
        job = jobs.get(job_id)
        if not job.preview:
            raise Missing("Nothing was drawn yet.", hint="Ask again when the job's `previews` is above 0.")
        return Response(job.preview, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    @router.get("/jobs/{job_id}/file", summary="The file an export wrote")
    def exported(job_id: JobId) -> FileResponse:
        path = work.file(job_id)
        return FileResponse(path, filename=path.name, headers={"X-Content-Type-Options": "nosniff"})


def _printing(router: APIRouter, work: Work) -> None:
    desk = work.desk

    @router.post("/posters/{poster_id}/exports", status_code=202, summary="Write a file (a job)")
    def export(poster_id: PosterId, order: ExportOrder) -> dict[str, Any]:
        options = read_export(order, desk.open(poster_id).poster, work.conditions)
        return work.export(poster_id, order.kind, options).told()

    @router.post(
        "/posters/{poster_id}/checks", status_code=202, summary="Look for what a print shop stumbles over (a job)"
    )
    def check(poster_id: PosterId, order: ExportOrder) -> dict[str, Any]:
        options = read_export(order, desk.open(poster_id).poster, work.conditions)
        return work.check(poster_id, options).told()

    @router.get("/posters/{poster_id}/plan", summary="Which ways reach the pixels of a print")
    def plan(poster_id: PosterId, ppi: Annotated[float, Query(ge=10, le=2400)] = 300) -> dict[str, Any]:
        opened = desk.open(poster_id)
        return plan_for(opened.poster, opened.folder.assets, ppi)

    @router.get("/conditions", summary="The printing conditions")
    def conditions() -> list[dict[str, Any]]:
        return work.conditions.listed()

    @router.post("/conditions", status_code=201, summary="Bring a press profile (ICC, CMYK)")
    async def bring(file: Annotated[UploadFile, File()]) -> dict[str, Any]:
        return work.conditions.bring(await read_upload(file))


def _models(router: APIRouter, work: Work) -> None:
    @router.get("/models", summary="Picture models, styles and upscalers, and which of them are on this computer")
    def models() -> dict[str, Any]:
        return told_models()

    @router.post("/models/{name}/licence", summary="Keep to the licence of a model that restricts its use")
    def licence(name: ModelName) -> dict[str, Any]:
        return accept_licence(name)

    @router.post("/models/{name}/download", status_code=202, summary="Fetch a model's files (a job)")
    def fetch(name: ModelName) -> dict[str, Any]:
        return work.jobs.submit("download", download(name), line="device").told()

    @router.post("/themes", status_code=202, summary="Turn a short theme into a description of the picture (a job)")
    def themes(order: ThemeOrder) -> dict[str, Any]:
        server = Server(server_address(order.url, any_server=work.any_server), order.model)
        return work.jobs.submit("theme", describe(order.theme, order.style, server), line="device").told()
