"""The files that pages load: styles, and the scripts of the SPARQL page where they were bundled."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.styles import SHEET, stylesheet
from ontology.errors import NotFound

router = APIRouter(include_in_schema=False)

_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@router.get("/static/{path:path}")
def static(path: str) -> Response:
    """A file of the pages. Its address changes with its content, so browsers may keep it. Raises: NotFound."""
    if path != SHEET:
        raise NotFound(f"There is no file {path!r}", hint="The pages name the files that they load")
    return Response(stylesheet(), media_type="text/css; charset=utf-8", headers=_KEPT)
