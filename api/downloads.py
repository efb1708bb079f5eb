"""Answers that are saved as files, under names that tell what is in them."""

from __future__ import annotations

import re
from typing import Final

from starlette.responses import Response

from api.negotiation import CSV

_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")


def csv_file(rows: str, *words: str | None) -> Response:
    """A table in CSV; the words make the name under which a browser saves it, in ASCII.

    >>> csv_file("a", "cascade", "12-CT/TW", None).headers["content-disposition"]
    'attachment; filename="cascade-12-CT-TW.csv"'
    """
    return Response(rows, media_type=f"{CSV}; charset=utf-8", headers=saved_as("csv", *words))


def saved_as(ending: str, *words: str | None) -> dict[str, str]:
    """The header that names a file.

    >>> saved_as("graphml", "lineage", "457/LĐLĐ")
    {'Content-Disposition': 'attachment; filename="lineage-457-L-L.graphml"'}
    """
    name = _NO_NAME.sub("-", "-".join(word for word in words if word)).strip("-")
    return {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
