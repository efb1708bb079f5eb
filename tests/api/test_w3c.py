"""The W3C's SPARQL evaluation and syntax tests, asked of the query workers.

The suites are not part of this project: name a folder that holds their manifests in LINEAGE_W3C_SUITES, such as
``test/data/suites/w3c`` of the source distribution of rdflib 7. Each graph of a test is a named graph of a store, and
the test names its dataset as a client of the protocol does.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace
from rdflib.compare import isomorphic
from rdflib.plugins.sparql.results.rdfresults import RDFResult
from rdflib.query import Result
from rdflib.term import Node

from api.sparql.frames import Answer, Question
from api.sparql.lanes import PoolLimits
from ontology.errors import QueryError
from tests.api.pools import Pool, pool_of

SUITES = os.environ.get("LINEAGE_W3C_SUITES")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
DAWGT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
SYNTAX: dict[Node, bool] = {MF.PositiveSyntaxTest: True, MF.PositiveSyntaxTest11: True}
SYNTAX |= {MF.NegativeSyntaxTest: False, MF.NegativeSyntaxTest11: False}
EVALUATION = {MF.QueryEvaluationTest, MF.CSVResultFormatTest}
APART = {"entailment", "service", "service-description", "protocol", "http-rdf-update", "syntax-fed"}
"""Entailment is not offered, SERVICE is refused; the protocol has tests of its own (test_protocol.py)."""


_FORMATS = {".srx": "xml", ".srj": "json", ".csv": "csv", ".tsv": "tsv"}


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    name: str
    folder: Path
    query: Path
    valid: bool
    data: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None

    @property
    def format(self) -> str:
        """The format in which a test is answered that has its solutions in no other one of SPARQL."""
        return _FORMATS.get(self.result.suffix, "json") if self.result else "json"


UPDATES = {
    "add",
    "basic-update",
    "clear",
    "copy",
    "delete",
    "delete-data",
    "delete-insert",
    "delete-where",
    "drop",
    "move",
}
UPDATES |= {"syntax-update-1", "syntax-update-2", "update-silent"}


DIFFERS = {
    "Oxigraph keeps numbers and dates by their values: 01 is 1": (
        "term-6 distinct-1 distinct-2 distinct-9 dawg-str-1 dawg-str-2 dawg-datatype-2 date-2 csv03 tsv03 "
        "sameTerm-simple sameTerm-eq sameTerm-not-eq eq-graph-1 eq-graph-2 "
        "open-eq-01 open-eq-07 open-eq-08 open-eq-10 open-eq-11"
    ),
    "SPARQL 1.1 writes no number with a point at its end": "term-7 syntax-lit-08",
    "REDUCED may leave out any of the same rows": "reduced-1 reduced-2",
    "by SPARQL 1.1, 18.2, an inner filter does not see the outer group": "dawg-optional-filter-005-simplified",
    "Oxigraph does not know the rule of the longest token here": "syn-bad-26",
    "withdrawn later, or approved in another form": "agg-empty-group strbefore01 strafter01 strdt03 strlang03",
    "Oxigraph gives BNODE(text) one node for all rows": "bnode01",
    "paths with counts did not get into SPARQL 1.1": "pp04 pp05 pp13 pp15 pp20 pp22 pp24 pp26 pp27 pp29",
    "a colon is no character to be escaped in a local name": "test_52",
}
"""Why the answers to some tests differ: the engine's doing, or the tests are of an older SPARQL than 1.1."""
KNOWN = {name: reason for reason, names in DIFFERS.items() for name in names.split()}


def cases(root: Path) -> Iterator[Case]:
    """The tests of all manifests under a folder."""
    for path in sorted(root.rglob("manifest*.ttl")):
        if path.parent.name in APART | UPDATES:
            continue
        manifest = Graph().parse(path)
        for test, _, kind in manifest.triples((None, RDF.type, None)):
            if (found := _case(manifest, path.parent, test, kind)) is not None:
                yield found


def _case(manifest: Graph, folder: Path, test: Node, kind: Node) -> Case | None:
    name = f"{folder.parent.name}/{folder.name}/{str(test).rpartition('#')[2]}"
    action = manifest.value(test, MF.action)
    if kind in SYNTAX and action is not None:
        return Case(name, folder, _file(action), SYNTAX[kind])
    if kind not in EVALUATION or action is None or manifest.value(test, DAWGT.approval) == DAWGT.Withdrawn:
        return None
    query, result = manifest.value(action, QT.query), manifest.value(test, MF.result)
    assert query is not None and result is not None
    if not _file(query).exists():
        return None
    data = tuple(_file(each) for each in manifest.objects(action, QT.data))
    named = tuple(_file(each) for each in manifest.objects(action, QT.graphData))
    return Case(name, folder, _file(query), True, data, named, _file(result))


def _file(iri: Node) -> Path:
    return Path(str(iri).removeprefix("file://"))


def _as_parameter(case: Case) -> Any:
    reason = KNOWN.get(case.name.rpartition("/")[2])
    return pytest.param(case, id=case.name, marks=() if reason is None else pytest.mark.xfail(reason=reason))


CASES = () if SUITES is None else tuple(cases(Path(SUITES).resolve()))


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with pool_of(PoolLimits(1, 20, 20, 512 * 1024 * 1024), start=True) as opened:
        yield opened


@pytest.mark.skipif(SUITES is None, reason="LINEAGE_W3C_SUITES names no folder of suites")
@pytest.mark.parametrize("case", [_as_parameter(case) for case in CASES])
def test_w3c(case: Case, pool: Pool, tmp_path: Path) -> None:
    if not case.valid:
        with pytest.raises(QueryError):
            _asked(case, pool, tmp_path / "store")
        return
    answer = _asked(case, pool, tmp_path / "store")
    if case.result is None:
        return
    if answer.kind == "graph":
        assert isomorphic(Graph().parse(data=answer.body, format="nt"), Graph().parse(case.result))
    else:
        found, expected = _rows(_result(answer.body, case.format)), _rows(_expected(case.result))
        assert _same(found, expected), (answer.body.decode(), case.query.read_text())


def _asked(case: Case, pool: Pool, directory: Path) -> Answer:
    """The answer to the query of a test over its dataset."""
    store = Store(str(directory))
    query = case.query.read_text(encoding="utf-8")
    every = {*case.data, *case.named}
    if not every and case.result is not None:  # the dataset stands in the query
        every = {each for each in case.folder.iterdir() if each.suffix in {".ttl", ".rdf"} and each.name in query}
    for path in every:
        form = RdfFormat.from_extension(path.suffix[1:])
        assert form is not None
        store.load(path=str(path), format=form, base_iri=path.as_uri(), to_graph=NamedNode(path.as_uri()))
    store.flush()
    del store
    default, named = (tuple(path.as_uri() for path in paths) for paths in (case.data, case.named))
    question = Question(query, str(directory), case.format, "nt", default, named, 10**6, 10**8, 10.0)
    return pool.ask(replace(question, base=case.query.as_uri()))


def _result(body: bytes, form: str) -> Result:
    return Result.parse(io.BytesIO(body), format=form)


def _expected(path: Path) -> Result:
    if path.suffix in {".ttl", ".rdf"}:
        return RDFResult(Graph().parse(path))
    return _result(path.read_bytes(), _FORMATS[path.suffix])


Row = frozenset[tuple[str, Node]]


def _rows(result: Result) -> list[Row]:
    """The solutions, or the one value of ASK as one."""
    if result.type == "ASK":
        return [frozenset({("", Literal(bool(result.askAnswer)))})]
    return [frozenset((str(name), _value(value)) for name, value in row.items()) for row in result.bindings]


def _value(term: Node) -> Node:
    """A term as RDF 1.1 has it (a plain literal is a string), and a number by its value: Oxigraph keeps no others."""
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    if isinstance(term, Literal) and isinstance(term.value, int | float | Decimal) and term.datatype != XSD.boolean:
        return Literal(f"{float(term.value):.12g}", datatype=term.datatype)
    return term


def _same(found: list[Row], expected: list[Row]) -> bool:
    """Whether there are the same solutions as often, whatever blank nodes are called; order counts for nothing."""
    if not any(isinstance(value, BNode) for row in expected for _, value in row):
        return Counter(found) == Counter(expected)
    return isomorphic(_graph(found), _graph(expected))


def _graph(rows: list[Row]) -> Graph:
    graph = Graph()
    for values in rows:
        row = BNode()
        graph.add((row, RDF.type, RS.solution))
        for name, value in values:
            graph.add((row, RS[name], value))
    return graph
