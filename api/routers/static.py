"""The files that pages load: styles, and the scripts of the SPARQL page where they were bundled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from fastapi import APIRouter
from starlette.responses import Response

from api.styles import SHEET, stylesheet
from api.yasgui import FILES, FOLDER
from ontology.errors import NotFound

router = APIRouter(include_in_schema=False)

_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_ASKED_AGAIN = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_FILES: Mapping[str, Path] = MappingProxyType(
    {
        "sparql.js": Path(__file__).parents[1] / "static" / "sparql.js",
        **{f"yasgui/{name}": FOLDER / name for name in FILES},
    }
)


@router.get("/static/{path:path}")
def static(path: str) -> Response:
    """A file of the pages; that of the style sheet has its version in the address and is kept. Raises: NotFound."""
    if path == SHEET:
        return Response(stylesheet(), media_type="text/css; charset=utf-8", headers=_KEPT)
    file = _FILES.get(path)
    if file is None or not file.is_file():
        raise NotFound(f"There is no file {path!r}", hint="The pages name the files that they load")
    return Response(file.read_bytes(), media_type=_TYPES[file.suffix], headers=_ASKED_AGAIN)
