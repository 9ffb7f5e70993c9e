"""What the HTTP API tells of POSTA itself: schemas, engines, painters, materials and typefaces, as JSON and font files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Query, UploadFile
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse, Response

from app.asked import read_upload
from app.examples import Examples
from app.typefaces import OwnFonts
from posta.document.files import SCHEMAS, json_schema
from posta.document.finish import FINISHES
from posta.errors import LibraryError
from posta.output import TABLES
from posta.typeset.fonts import FontLibrary
from posta.typeset.offers import offers


def add_catalogue(router: APIRouter, own: OwnFonts, examples: Examples) -> None:
    """Add the routes that tell what there is."""

    @router.get("/examples", summary="Briefs to start from")
    def listed() -> list[dict[str, Any]]:
        return examples.listed()

    @router.get("/examples/{number}/picture.jpg", summary="The poster an example leads to, small")
    def picture(number: Annotated[int, PathParameter(ge=0, le=99)]) -> Response:
        return Response(examples.picture(number), media_type="image/jpeg", headers={"Cache-Control": "max-age=86400"})

    @router.post("/fonts", status_code=201, summary="Bring a typeface (TrueType or OpenType)")
    async def bring(file: Annotated[UploadFile, File()]) -> dict[str, Any]:
        return own.bring(await read_upload(file), named=file.filename or "")

    @router.get("/schema/{name}", summary="The JSON Schema of a document")
    def schema(name: Annotated[str, PathParameter(pattern=r"^[a-z]{1,20}$")]) -> dict[str, Any]:
        if name not in SCHEMAS:
            raise LibraryError(f"There is no schema {name!r}.")
        return json_schema(name)

    @router.get("/engines", summary="The engines of every stage, painters, layouts, print finishes and materials")
    def engines() -> dict[str, list[str]]:
        from posta.arttext.materials import Materials
        from posta.background.painters import PAINTERS
        from posta.design.rules.archetypes import ARCHETYPES

        tables = {stage: list(table) for stage, table in TABLES.items()}
        materials = [s.name for s in Materials().styles()]
        more = {"painters": list(PAINTERS), "layouts": list(ARCHETYPES), "finishes": list(FINISHES)}
        return {**tables, **more, "materials": materials}

    @router.get("/fonts", summary="The typefaces at hand")
    def fonts() -> list[dict[str, Any]]:
        names = ("name", "weights", "has_italic", "own", "category", "moods", "scripts")
        library = FontLibrary.shipped()
        told = []
        for family in library.families():
            face = f"/api/v1/fonts/{quote(family.name)}/face"
            told.append({**{name: getattr(family, name) for name in names}, "face": face})
        return told

    @router.get("/fonts/{family}", summary="What a family's face lets a designer choose: axes and features")
    def offered(
        family: Annotated[str, PathParameter(max_length=120)],
        weight: Annotated[int, Query(ge=1, le=1000)] = 400,
        italic: Annotated[bool, Query()] = False,
    ) -> dict[str, Any]:
        return asdict(offers(FontLibrary.shipped(), family, weight, italic))

    @router.get("/fonts/{family}/face", summary="A family's regular face, for showing its name in it")
    def face(family: Annotated[str, PathParameter(max_length=120)]) -> FileResponse:
        found = FontLibrary.shipped().face(family, 400, False, ())
        return FileResponse(found.path, media_type="font/ttf", headers={"Cache-Control": "max-age=86400"})
