"""Examples for the OpenAPI document: what may be asked, and what the sample corpus answers to just that.

The answers stand beside this module, a file for each operation; a test asks for them and compares them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

ANSWERS: Final = Path(__file__).parent
_DIRECTIVE: Final = "eli/trung-uong/chi-thi/12-CT_TW/k13"
_PLAN: Final = "eli/tay-ninh/ke-hoach/83-KH_TU/nk2020"
_DUTIES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "number": "57-KH/HU",
        "directive": _DIRECTIVE,
        "agency": "văn hóa",
        "locality": "Đại Lộc, Quảng Nam",
        "due_before": "2023-01-01",
        "role": "implement",
        "date": "2022-07-15",
    }
)
_QUERY: Final = (
    'SELECT DISTINCT ?label { ?plan eli:id_local "83-KH/TU" . ?document lin:implements ?plan ; rdfs:label ?label } '
    "ORDER BY ?label"
)

PARAMETERS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "as_of": "2025-06-30",
        "citers": 1,
        "date": "2022-01-05",
        "depth": 1,
        "direction": "up",
        "format": "json",
        "from": "457/LĐLĐ",
        "from_date": "2022-07-11",
        "id": _DIRECTIVE,
        "lang": "vi",
        "level": "province",
        "limit": 1,
        "max_depth": 1,
        "max_length": 8,
        "number": "12-CT/TW",
        "offset": 0,
        "province": "Tây Ninh",
        "q": "đối ngoại",
        "relations": "implements,based-on",
        "role": "implements",
        "sort": "-date",
        "stated": False,
        "status": "held",
        "system": "party",
        "table": "gaps",
        "theme": "auto",
        "to": "12-CT/TW",
        "to_date": "2022-01-05",
        "type": "ke-hoach",
    }
)
"""An example for each parameter, by its name, for the operations that have none of their own."""

OF_OPERATIONS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "bodies": {
            "q": "ban dan van",
            "kind": "ban-dan-van-tinh-uy",
            "locality": "Tây Ninh",
            "min_documents": 0,
            "min_duties": 1,
            "sort": "-duties",
        },
        "body": {"id": "tay-ninh/ban-dan-van-tinh-uy"},
        "calendar_of": {"number": _PLAN, "date": "2022-06-11"},
        "dataset": {"format": "ttl"},
        "document": {"id": "3000/LĐLĐ", "date": "2022-07-11"},
        "duties_calendar": _DUTIES,
        "embed_cascade": {"format": "svg"},
        "embed_citations": {"format": "svg"},
        "embed_coverage": {"format": "svg"},
        "embed_lineage": {"format": "svg"},
        "find": {"group": "documents"},
        "gaps_of": {"province": "Bình Định"},
        "graph_by_name": {"graph": "https://directive-lineage.example/graph/derived", "format": "ttl"},
        "lineage": {"id": "83-KH/TU", "date": "2022-06-11"},
        "localities": {"q": "tân châu", "level": "district", "edition": "2008", "sort": "name"},
        "locality": {"id": "2008/72-tay-ninh"},
        "list_conflicts": {"kind": "date", "document": _PLAN},
        "list_duties": _DUTIES,
        "load_source": {"name": "KH 83.docx"},
        "query_by_get": {"query": _QUERY, "format": "json"},
        "resource_body": {"path": "trung-uong/chinh-phu", "format": "ttl"},
        "resource_eli": {"path": _DIRECTIVE.removeprefix("eli/"), "format": "ttl"},
        "resource_graph": {"path": "derived", "format": "ttl"},
        "resource_locality": {"path": "2025/80-tay-ninh", "format": "ttl"},
        "resource_text": {"path": "duong-minh-chau-457-ldld.txt/1", "format": "ttl"},
        "resource_vocab": {"path": "type/chi-thi", "format": "ttl"},
        "terms": {"format": "ttl"},
    }
)
"""Examples of single operations, by their ids; their parameters together are one question."""

BODIES: Final[Mapping[str, str]] = MappingProxyType({"application/sparql-query": _QUERY})
"""What may be sent, by the media types that have an example."""


def parameter_example(operation: str, name: str) -> Any:
    """An example for a parameter of an operation; None where it has none."""
    return OF_OPERATIONS.get(operation, {}).get(name, PARAMETERS.get(name))


def answer_example(operation: str) -> Any:
    """What the sample corpus answers to the examples of an operation; None where no answer is kept."""
    file = ANSWERS / f"{operation}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
