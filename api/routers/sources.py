"""Taking documents from outside: off unless the settings name a folder for them, and for holders of tokens only."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from api.access.gate import require
from api.access.roles import Role
from api.context import Shared
from api.errors import ProtocolError
from api.schemas import answer
from api.uploads import Loaded, Uploads, too_large

router = APIRouter(tags=["sources"])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/sources",
    summary="Load a document",
    status_code=201,
    responses={**answer(Loaded, status=201), **answer(Loaded, said="The store had the file")},
    openapi_extra=_BODY,
)
async def load_source(
    request: Request,
    shared: Shared,
    name: Annotated[str, Query(description="Name of the file, such as `KH 83.docx`", max_length=150)],
) -> JSONResponse:
    """Reads the file that is the body, and loads it in the place of one of the same name.

    It needs a token that may write. The answer has the records and warnings; 200 says that the store had the file.
    """
    settings = shared.settings
    if settings.uploads_dir is None:
        raise ProtocolError(403, "This server takes no documents", "Its operator can set LINEAGE_UPLOADS_DIR")
    require(request, Role.write)
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > settings.max_upload_mb * 1024 * 1024:
        raise too_large(settings)
    uploads = request.app.state.uploads
    assert isinstance(uploads, Uploads)
    loaded = await uploads.take(name, request.stream())
    return JSONResponse(loaded.to_json(), 201 if loaded.changed else 200)
