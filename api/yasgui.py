"""The query editor YASGUI on the SPARQL page, where it was bundled: `make yasgui` puts its files below `static/yasgui`.

Without it the page has a plain form with the same queries, as it has in a browser that runs no scripts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request

from graph.store import PREFIXES
from graph.views.words import Lang, word
from ontology.iris import TERMS
from ontology.turtle import package_files, parse_file

FOLDER: Final = Path(__file__).with_name("static") / "yasgui"
FILES: Final = ("yasgui.min.css", "yasgui.min.js")
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""The editor sets widths in attributes, and has one style in its script, of this digest; the rest comes from files."""
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#label"


def bundled() -> bool:
    """Whether the editor is there."""
    return all((FOLDER / name).is_file() for name in FILES)


def headers() -> Mapping[str, str]:
    """The headers of a page with the editor: it may run this server's scripts and ask this server."""
    return {"Content-Security-Policy": _POLICY} if bundled() else {}


def settings_of(request: Request, query: str, lang: Lang) -> Markup | None:
    """What the editor is told, as JSON that may stand in a script element; None where there is no editor."""
    if not bundled():
        return None
    root = str(request.scope.get("root_path", "")).rstrip("/")
    told: dict[str, Any] = {
        "endpoint": f"{root}/sparql",
        "query": query,
        "name": word("query", lang),
        "prefixes": dict(PREFIXES),
        "terms": [
            {"iri": iri, "label": labels.get(lang) or labels.get("vi", "")} for iri, labels in own_terms().items()
        ],
    }
    text = json.dumps(told, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # no character that could end the element is left


@cache
def own_terms() -> Mapping[str, Mapping[str, str]]:
    """The classes and properties of the project with their labels by language."""
    found: dict[str, dict[str, str]] = {}
    for path in package_files(".", "lineage.ttl"):
        for triple in parse_file(path):
            iri, label = str(getattr(triple.subject, "value", "")), triple.object
            if iri.startswith(TERMS) and iri != TERMS and triple.predicate.value == _RDFS:
                found.setdefault(iri, {})[str(getattr(label, "language", "") or "")] = str(getattr(label, "value", ""))
    return dict(sorted(found.items()))
