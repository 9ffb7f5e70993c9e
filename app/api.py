"""The HTTP API: JSON in, JSON, pictures and files out; documented at /api/docs. All state lives in the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, File, Form, Query, Request, UploadFile
from fastapi import Path as PathParameter
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from app.api_work import add_work
from app.asked import Expected, PosterId, read_upload
from app.catalogue import add_catalogue
from app.examples import Examples
from app.printing import Conditions
from app.session import Desk, Opened, View, small_picture
from app.typefaces import OwnFonts
from app.work import Work
from posta.document.assets import Assets
from posta.document.files import dumps, faults, loads, pack, unpack
from posta.document.patch import Patch
from posta.errors import ExportError, LibraryError, Missing, Outdated, PostaError


def add_api(server: FastAPI, desk: Desk, work: Work) -> None:
    """Add every route under /api/v1 to a server, and turn POSTA's errors into JSON with a fitting status."""
    router = APIRouter(prefix="/api/v1")
    _posters(router, desk, work.conditions)
    _history(router, desk)
    add_work(router, work)
    add_catalogue(router, OwnFonts(desk), Examples(desk.library.root))
    server.include_router(router)

    @server.exception_handler(RequestValidationError)
    async def unfit(_: Request, problem: RequestValidationError) -> JSONResponse:
        # What was sent is not sent back: it may hold numbers that JSON does not know.
        found = [{"where": _where(e["loc"]), "says": str(e["msg"])} for e in problem.errors()[:20]]
        told = "; ".join(f"{f['where']}: {f['says']}" if f["where"] else f["says"] for f in found[:3])
        return JSONResponse({"error": told, "hint": "", "detail": found}, status_code=422)

    @server.exception_handler(PostaError)
    async def told(_: Request, problem: PostaError) -> JSONResponse:
        full = isinstance(problem, ExportError) and isinstance(problem.__context__, OSError)
        status = 409 if isinstance(problem, Outdated) else 404 if isinstance(problem, Missing) else 507 if full else 422
        return JSONResponse({"error": problem.message, "hint": problem.hint}, status_code=status)


def _where(path: Sequence[int | str]) -> str:
    """("body", "set", "title", 0) as set.title[0]."""
    told = ""
    for step in path[1:]:
        told += f"[{step}]" if isinstance(step, int) else f".{step}" if told else str(step)
    return told


def state(desk: Desk, poster_id: str, opened: Opened) -> dict[str, Any]:
    """Everything a client needs to show a poster."""
    line = opened.folder.timeline()
    return {
        "id": poster_id,
        "revision": opened.revision,
        "poster": opened.poster.model_dump(mode="json"),
        "layout": desk.layout(opened),
        "can_undo": line.can_undo,
        "can_redo": line.can_redo,
    }


def _posters(router: APIRouter, desk: Desk, conditions: Conditions) -> None:
    @router.get("/posters", summary="Posters in the library, last changed first")
    def entries(
        search: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[dict[str, Any]]:
        found = desk.library.entries(search, limit=limit, offset=offset)
        return [{name: getattr(e, name) for name in e.__slots__} for e in found]

    @router.post("/posters", status_code=201, summary="Add a poster from its JSON or a .posta file")
    async def add(file: Annotated[UploadFile, File(description="poster.json or a .posta file")]) -> dict[str, Any]:
        data = await read_upload(file)
        if data[:2] == b"PK":
            poster, assets = unpack(data, source="the upload")
        else:
            poster, assets = loads(data, source="the upload"), Assets()
            if lost := poster.assets():
                raise LibraryError(
                    f"The document names {len(lost)} pictures it does not bring.", hint="Send a .posta file."
                )
        poster_id = desk.add(poster, assets, label="Uploaded")
        return state(desk, poster_id, desk.open(poster_id))

    @router.get("/posters/{poster_id}", summary="A poster as it is now")
    def show(poster_id: PosterId) -> dict[str, Any]:
        return state(desk, poster_id, desk.open(poster_id))

    @router.patch("/posters/{poster_id}", summary="One gesture: one saved change, one step of undo")
    def change(
        poster_id: PosterId,
        patch: Patch,
        expected: Expected,
        preview: Annotated[int, Query(ge=0, le=3000, description="Width of the preview that will be asked for.")] = 0,
    ) -> dict[str, Any]:
        width_px = max(preview, 64) if preview else 0
        return state(desk, poster_id, desk.change(poster_id, patch, expected, width_px=width_px))

    @router.put("/posters/{poster_id}", summary="The whole document, edited by hand")
    async def put(poster_id: PosterId, request: Request, expected: Expected) -> dict[str, Any]:
        poster = loads(await request.body(), source="the document")
        return state(desk, poster_id, desk.replace(poster_id, poster, label="Edit JSON", expected=expected))

    @router.delete("/posters/{poster_id}", status_code=204, summary="Put a poster into the bin")
    def delete(poster_id: PosterId) -> None:
        desk.library.delete(poster_id)

    @router.post("/posters/{poster_id}/duplicate", status_code=201, summary="A copy of a poster")
    def duplicate(poster_id: PosterId) -> dict[str, Any]:
        copy = desk.library.duplicate(poster_id)
        desk.thumbnail(copy)
        return state(desk, copy, desk.open(copy))

    @router.get("/bin", summary="Posters in the bin")
    def binned() -> list[dict[str, str]]:
        return [{"id": name, "title": desk.library.binned_title(name)} for name in desk.library.binned()]

    @router.post("/bin/{poster_id}/restore", summary="Take a poster out of the bin")
    def bring_back(poster_id: PosterId) -> dict[str, Any]:
        desk.library.bring_back(poster_id)
        return state(desk, poster_id, desk.open(poster_id))

    @router.get("/posters/{poster_id}/document", summary="The document as people edit it")
    def document(poster_id: PosterId) -> Response:
        opened = desk.open(poster_id)
        with opened.lock:
            poster, revision = opened.poster, opened.revision
        return Response(dumps(poster), media_type="application/json", headers={"X-Revision": revision})

    @router.post("/check", summary="Whether a text is a poster; if not, every problem with its place")
    async def judge(request: Request) -> dict[str, Any]:
        return {"problems": [asdict(fault) for fault in faults(await request.body())]}

    @router.get("/posters/{poster_id}/file", summary="The .posta file")
    def file(poster_id: PosterId) -> Response:
        opened = desk.open(poster_id)
        return Response(
            pack(opened.poster, opened.folder.assets),
            media_type="application/zip",
            headers={"Content-Disposition": 'attachment; filename="poster.posta"'},
        )

    @router.get("/posters/{poster_id}/preview.jpg", summary="The poster with its bleed, drawn")
    def preview(
        poster_id: PosterId,
        width: Annotated[int, Query(ge=64, le=3000)] = 1000,
        without: Annotated[str, Query(max_length=4000, description="Ids of layers to leave out, with commas.")] = "",
        proof: Annotated[str, Query(max_length=40, description="A printing condition: as its press shows it.")] = "",
        view: Annotated[
            View, Query(description="The proof, what the press cannot print, or the sums of its inks.")
        ] = "proof",
    ) -> Response:
        left_out = frozenset(filter(None, without.split(",")))
        press = (view, conditions.press(proof)) if proof else None
        data, revision = desk.preview(poster_id, width, without=left_out, proof=press)
        return Response(data, media_type="image/jpeg", headers={"X-Revision": revision, "Cache-Control": "no-cache"})

    @router.post("/posters/{poster_id}/draft.jpg", summary="The poster with a change that is not saved, drawn")
    def draft(poster_id: PosterId, patch: Patch, width: Annotated[int, Query(ge=64, le=3000)] = 1000) -> Response:
        return Response(desk.draft(poster_id, patch, width), media_type="image/jpeg")

    @router.get("/posters/{poster_id}/layers.png", summary="Some layers alone on a transparent ground, with the bleed")
    def alone(
        poster_id: PosterId,
        ids: Annotated[str, Query(max_length=4000, description="Ids of the layers, with commas.")],
        width: Annotated[int, Query(ge=64, le=3000)] = 1000,
    ) -> Response:
        data = desk.layers_alone(poster_id, width, set(ids.split(",")))
        return Response(data, media_type="image/png", headers={"Cache-Control": "no-cache"})

    @router.get("/posters/{poster_id}/thumbnail.jpg", summary="A small picture of the poster")
    def thumbnail(poster_id: PosterId) -> Response:
        data = desk.library.folder(poster_id).thumbnail() or desk.thumbnail(poster_id)
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": "no-cache"})

    @router.get("/posters/{poster_id}/problems", summary="What is wrong with a poster")
    def problems(poster_id: PosterId) -> list[dict[str, Any]]:
        return desk.problems(poster_id)

    @router.get("/posters/{poster_id}/assets/{name}.jpg", summary="One of a poster's pictures, at most 1600 px large")
    def picture(poster_id: PosterId, name: Annotated[str, PathParameter(pattern=r"^[0-9a-f]{64}$")]) -> Response:
        data = small_picture(desk.open(poster_id).folder.assets.pixels(f"sha256:{name}"))
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": "max-age=86400"})

    @router.get("/posters/{poster_id}/finishes", summary="The print finishes for one of a poster's pictures")
    def finishes(poster_id: PosterId, layer: Annotated[str, Query(max_length=64)]) -> dict[str, Any]:
        return desk.finishes(poster_id, layer)

    @router.post("/posters/{poster_id}/assets", status_code=201, summary="Bring a picture for a layer")
    async def asset(poster_id: PosterId, file: Annotated[UploadFile, File()]) -> dict[str, Any]:
        opened = desk.open(poster_id)
        data = await read_upload(file)
        ref = opened.folder.assets.put(data, source=(file.filename or "the picture")[:80])
        height, width = opened.folder.assets.pixels(ref).shape[:2]
        return {"asset": ref, "width": width, "height": height}


def _history(router: APIRouter, desk: Desk) -> None:
    @router.post("/posters/{poster_id}/undo", summary="One step back")
    def undo(poster_id: PosterId) -> dict[str, Any]:
        return state(desk, poster_id, desk.step(poster_id, -1)[0])

    @router.post("/posters/{poster_id}/redo", summary="One step forward again")
    def redo_step(poster_id: PosterId) -> dict[str, Any]:
        return state(desk, poster_id, desk.step(poster_id, 1)[0])

    @router.get("/posters/{poster_id}/history", summary="The states of a poster, oldest first")
    def history(
        poster_id: PosterId,
        last: Annotated[int, Query(ge=1, le=1_000_000, description="How many; snapshots come always.")] = 1_000_000,
    ) -> dict[str, Any]:
        line = desk.open(poster_id).folder.timeline()
        earlier = max(0, len(line.moments) - last)
        told = [(i, m) for i, m in enumerate(line.moments) if i >= earlier or i == line.cursor or m.snapshot]
        names = ("revision", "label", "at", "snapshot")
        return {
            "cursor": line.cursor,
            "count": len(line.moments),
            "moments": [{"n": i, **{name: getattr(m, name) for name in names}} for i, m in told],
        }

    @router.post("/posters/{poster_id}/snapshots", status_code=201, summary="Give the present state a name")
    def snapshot(poster_id: PosterId, name: Annotated[str, Form(max_length=120)]) -> dict[str, Any]:
        line = desk.open(poster_id).folder.name_snapshot(name)
        return {"revision": line.now.revision, "name": line.now.snapshot}

    @router.post("/posters/{poster_id}/restore/{revision}", summary="Back to an earlier state, as a new step")
    def restore(
        poster_id: PosterId, revision: Annotated[str, PathParameter(pattern=r"^[0-9a-f]{32}$")]
    ) -> dict[str, Any]:
        return state(desk, poster_id, desk.restore(poster_id, revision)[0])
