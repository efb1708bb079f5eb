"""Tables as pandas frames and as NetworkX graphs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import networkx as nx

from graph.answers.tables import Table, all_tables
from ontology.errors import InputError, UnsupportedFormat

if TYPE_CHECKING:
    from pandas import DataFrame

DTYPES: Final[Mapping[type, str]] = MappingProxyType({str: "string", int: "Int64", float: "Float64", bool: "boolean"})
"""The types of pandas that know of values that are not known."""


def frame(table: Table) -> DataFrame:
    """A table as a pandas frame.

    Raises:
        UnsupportedFormat: where pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise UnsupportedFormat(
            "frames need the library pandas, which is not installed",
            hint='Install it with: pip install "directive-lineage[notebooks]"',
        ) from None
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    series = (
        pandas.Series(list(values), dtype=DTYPES[kind])
        for values, kind in zip(columns, table.columns.values(), strict=True)
    )
    return pandas.DataFrame(dict(zip(table.columns, series, strict=True)), columns=list(table.columns))


def network(answer: object) -> nx.MultiDiGraph[str]:
    """The documents and steps of an answer as a graph.

    Raises:
        InputError: for an answer that has no steps.
    """
    found = all_tables(answer)
    if "steps" not in found:
        raise InputError(f"{type(answer).__name__} has no steps", hint="Ask for a lineage, a network or paths")
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for cells in _cells(found["documents"]):
        made.add_node(str(cells.pop("iri")), **cells)
    for cells in _cells(found["steps"]):
        source, target = str(cells.pop("iri")), str(cells.pop("above_iri"))
        made.add_edge(source, target, key=str(cells["relation"]), **cells)
    return made


def _cells(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
