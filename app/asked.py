"""What every route of the HTTP API is asked: ids, revisions and uploaded files in, checked values out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, HTTPException, UploadFile
from fastapi import Path as PathParameter

from posta.document.pictures import LARGEST_FILE

PosterId = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{12}$", description="A poster's id.")]
JobId = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{16}$", description="A job's id.")]
Expected = Annotated[str, Header(alias="If-Match", max_length=64, description="The revision the change was made to.")]


async def read_upload(file: UploadFile) -> bytes:
    """An uploaded file's bytes. Raises HTTPException 413 when it is too large."""
    data = await file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise HTTPException(413, "The file is too large.")
    return data
