"""A client that nobody here wrote: generated from the OpenAPI document, it asks a running server, and gets what the
store says, with types.
"""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from api import Settings, create_app
from graph.bodies import list_bodies, show_body
from graph.conflicts import conflicts
from graph.coverage import coverage
from graph.details import show
from graph.documents import find_documents, list_documents, resolve_one
from graph.duties import duties
from graph.gaps import gaps
from graph.lineage import trace_document
from graph.localities import list_localities, show_locality
from graph.paths import paths
from graph.search.search import search
from graph.store import GraphStore, open_store
from tests.api.served import serving

PACKAGE = "generated_lineage_client"
CONFIGURATION = {
    "post_hooks": [],
    "content_type_overrides": {"application/sparql-query": "application/octet-stream"},
}
DIRECTIVE = {"number": "12-CT/TW", "date": "2022-01-05"}
PLAN = "eli/tay-ninh/ke-hoach/83-KH_TU/nk2020"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the package that is generated, which can be imported."""
    pytest.importorskip("openapi_python_client")
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(create_app(Settings()).openapi()), encoding="utf-8")
    (folder / "configuration.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("openapi-python-client")),
        *("generate", "--path", str(folder / "openapi.json"), "--output-path", str(folder / PACKAGE)),
        *("--meta", "none", "--fail-on-warning", "--config", str(folder / "configuration.json")),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield folder / PACKAGE
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def models(package: Path) -> ModuleType:
    return importlib.import_module(f"{package.name}.models")


@pytest.fixture(scope="module")
def server(sample_store: Path) -> Iterator[int]:
    with serving(sample_store, query_workers=1) as running:
        yield running.port


@pytest.fixture(scope="module")
def store(sample_store: Path) -> Iterator[GraphStore]:
    with open_store(sample_store, read_only=True) as opened:
        yield opened


class Asking:
    """Calls the functions of the generated package, by their tags and names."""

    def __init__(self, package: Path, client: Any) -> None:
        self._package = package
        self._client = client

    def operation(self, tag: str, name: str) -> Any:
        return importlib.import_module(f"{self._package.name}.api.{tag}.{name}")

    def __call__(self, tag: str, name: str, *path: str, **parameters: Any) -> Any:
        return self.operation(tag, name).sync(*path, client=self._client, **parameters)

    def detailed(self, tag: str, name: str, *path: str, **parameters: Any) -> Any:
        return self.operation(tag, name).sync_detailed(*path, client=self._client, **parameters)


@pytest.fixture(scope="module")
def ask(package: Path, server: int) -> Iterator[Asking]:
    module = importlib.import_module(package.name)
    with module.Client(base_url=f"http://127.0.0.1:{server}", httpx_args={"trust_env": False}) as client:
        yield Asking(package, client)


def test_there_is_a_function_for_every_operation(package: Path) -> None:
    document = create_app(Settings()).openapi()
    wanted = {
        (operation["tags"][0].replace(" ", "_"), operation["operationId"])
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    made = {(file.parent.name, file.stem) for file in (package / "api").glob("*/*.py") if file.stem != "__init__"}
    assert made == wanted
    assert {"Lineage", "Coverage", "DocumentDetails", "DocumentList", "Problem"} <= set(
        importlib.import_module(f"{package.name}.models").__all__
    )


def test_documents(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("documents", "documents", q="doi ngoai", type_="Kế hoạch", status=models.DocumentsStatus.HELD)
    expected = list_documents(store, q="doi ngoai", type="ke-hoach", status="held")
    assert isinstance(found, models.DocumentList)
    assert found.total == expected.total > 1
    assert [(one.iri, one.number, one.date, one.issuer) for one in found.documents] == [
        (one.iri, one.number, one.date, one.issuer) for one in expected.documents
    ]
    assert {one.status for one in found.documents} == {models.ListedDocumentStatus.HELD}


def test_all_documents_by_cursors(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    seen: list[str] = []
    following: dict[str, str] = {}
    while True:
        found = ask("documents", "documents", limit=7, sort="number", **following)
        assert isinstance(found, models.DocumentList)
        assert not found.data_changed
        seen += [one.iri for one in found.documents]
        if found.next_ is None:
            break
        following = {"cursor": found.next_}
    assert seen == [one.iri for one in list_documents(store, limit=500, order="number").documents]
    assert len(seen) == found.total > 30


def test_bodies(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    seen: list[tuple[str, int, int]] = []
    following: dict[str, str] = {}
    while True:
        found = ask("bodies", "bodies", system=models.BodiesSystem.PARTY, sort="-duties", limit=9, **following)
        assert isinstance(found, models.BodyList)
        seen += [(one.iri, one.documents, one.duties) for one in found.bodies]
        if found.next_ is None:
            break
        following = {"cursor": found.next_}
    expected = list_bodies(store, system="party", order="-duties", limit=500)
    assert seen == [(one.iri, one.documents, one.duties) for one in expected.bodies]
    assert len(seen) == found.total > 20


def test_a_body(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("bodies", "body", "Ban Dân vận Tỉnh ủy Tây Ninh")
    assert isinstance(found, models.BodyAnswer)
    assert found.id == "tay-ninh/ban-dan-van-tinh-uy"
    expected = show_body(store, found.summary.iri)
    assert (found.summary.label, found.summary.duties) == (expected.summary.label, expected.summary.duties)
    assert [one.iri for one in found.above] == [one.iri for one in expected.above]
    assert [one.iri for one in found.documents.items] == [one.iri for one in expected.documents.items]
    assert ask("bodies", "body", found.id) == found


def test_localities(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    day = date(2025, 7, 1)
    found = ask("localities", "localities", level=models.LocalitiesLevel.PROVINCE, as_of=day)
    expected = list_localities(store, level="province", as_of=day)
    assert isinstance(found, models.LocalityList)
    assert found.total == expected.total == len(found.localities) == 34
    assert [(one.iri, one.valid_from, len(one.predecessors)) for one in found.localities] == [
        (one.iri, one.valid_from, len(one.predecessors)) for one in expected.localities
    ]


def test_a_locality(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("localities", "locality", "tỉnh Tây Ninh", as_of=date(2025, 6, 30))
    assert isinstance(found, models.LocalityAnswer)
    expected = show_locality(store, found.summary.iri)
    assert (found.id, found.bodies.total, found.documents.total) == (
        "2008/72-tay-ninh",
        expected.bodies.total,
        expected.documents.total,
    )
    assert [one.iri for one in found.summary.successors] == [one.iri for one in expected.summary.successors]


def test_a_document(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("documents", "document", PLAN)
    expected = show(store, resolve_one(store, "83-KH/TU", date="2022-06-11").iri)
    assert isinstance(found, models.DocumentDetails)
    assert (found.id, found.summary.label) == (PLAN, "Kế hoạch 83-KH/TU")
    assert [(fact.property_, fact.value, [quote.text for quote in fact.quotations]) for fact in found.facts] == [
        (fact.property, fact.value, [quote.text for quote in fact.quotations]) for fact in expected.facts
    ]
    assert [one.citing.iri for one in found.cited_by] == [one.citing.iri for one in expected.cited_by]
    assert found.conflicts[0].better_supported == "2022-06-11"


def test_the_lineage(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("documents", "lineage", "12-CT/TW", date="2022-01-05", direction=models.LineageDirection.DOWN)
    root = resolve_one(store, "12-CT/TW", date="2022-01-05")
    expected = trace_document(store, root.iri, direction="down")
    assert isinstance(found, models.Lineage)
    assert found.root.iri == root.iri
    assert [(node.document.iri, node.depth) for node in found.nodes] == [
        (node.document.iri, node.depth) for node in expected.nodes
    ]
    assert [(edge.source, edge.target, edge.days) for edge in found.edges] == [
        (edge.source, edge.target, edge.days) for edge in expected.edges
    ]
    assert found.truncated is expected.truncated is False
    assert found.as_of is None


def test_the_coverage(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    day = date(2025, 6, 30)
    found = ask("coverage", "coverage_of", **DIRECTIVE, level=models.CoverageOfLevel.PROVINCE, as_of=day)
    expected = coverage(store, resolve_one(store, "12-CT/TW", date="2022-01-05").iri, as_of=day)
    assert isinstance(found, models.Coverage)
    assert found.as_of == day
    assert found.denominator == expected.denominator == 63
    assert found.counts.issued == expected.count("issued") > 0
    assert [(row.name, row.status.value, row.first_date, row.delay_days) for row in found.rows] == [
        (row.name, row.status, row.first_date, row.delay_days) for row in expected.rows
    ]


def test_gaps(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("gaps", "gaps_of", role="implements", citers=2)
    expected = gaps(store, role="implements", max_citers=2)
    assert isinstance(found, models.GapList)
    assert found.total == expected.total > 0
    assert [(gap.document.iri, gap.cited_by, len(gap.citers)) for gap in found.gaps] == [
        (gap.document.iri, gap.cited_by, len(gap.citers)) for gap in expected.gaps
    ]


def test_duties(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("duties", "list_duties", number="57-KH/HU", due_before=date(2023, 1, 1))
    iri = resolve_one(store, "57-KH/HU").iri
    expected = duties(store, document=iri, due_before=date(2023, 1, 1))
    assert isinstance(found, models.Duties)
    assert [(duty.agency, duty.role, duty.due) for duty in found.duties] == [
        (duty.agency, duty.role, duty.due) for duty in expected.duties
    ]
    assert found.duties[0].due == date(2022, 9, 30)
    assert (found.undated, found.truncated) == (expected.undated, False)
    assert [count.roles.additional_properties for count in found.by_agency] == [
        dict(count.roles) for count in expected.by_agency()
    ]


def test_a_path(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("paths", "path", from_="457/LĐLĐ", to="12-CT/TW", to_date="2022-01-05", limit=3)
    ends = (resolve_one(store, "457/LĐLĐ").iri, resolve_one(store, "12-CT/TW", date="2022-01-05").iri)
    expected = paths(store, *ends, limit=3)
    assert isinstance(found, models.Paths)
    assert [tuple(chain.documents) for chain in found.paths] == [chain.documents for chain in expected.paths]
    assert (found.shortest, found.reversed_, found.truncated) == (expected.shortest, False, expected.truncated)
    assert [(step.relation, step.days) for step in found.steps] == [
        (step.relation, step.days) for step in expected.steps
    ]


def test_conflicts(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("conflicts", "list_conflicts", document=PLAN)
    expected = conflicts(store, document=resolve_one(store, "83-KH/TU", date="2022-06-11").iri)
    assert isinstance(found, models.Conflicts)
    assert found.counts.additional_properties == dict(expected.counts)
    (conflict,) = found.conflicts
    assert [(side.value, side.support, side.from_heading) for side in conflict.sides] == [
        (side.value, side.support, side.from_heading) for side in expected.conflicts[0].sides
    ]
    assert conflict.against is None


def test_search(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    found = ask("search", "find", q="tây ninh", limit=3)
    expected = search(store, "tây ninh", limit=3)
    assert isinstance(found, models.SearchAnswer)
    kinds = [models.FoundDocuments, models.FoundBodies, models.FoundLocalities, models.FoundTexts]
    assert [type(group) for group in found.groups] == kinds
    assert [group.total for group in found.groups] == [group.total for group in expected.groups]
    assert [item.iri for item in found.groups[0].items] == [item.iri for item in expected.groups[0].items]  # type: ignore[union-attr]
    assert all(isinstance(item, models.Passage) for item in found.groups[3].items)


def test_sparql(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    query = "SELECT ?number (COUNT(DISTINCT ?d) AS ?n) { ?d eli:id_local ?number } GROUP BY ?number ORDER BY ?number"
    form = models.QueryByPostDataSparqlForm(query=query)
    body = importlib.import_module(f"{PACKAGE}.types").File(io.BytesIO(query.encode()))
    for found in (
        ask("sparql", "query_by_get", query=query),
        *(ask("sparql", "query_by_post", body=sent) for sent in (form, body)),
    ):
        assert isinstance(found, models.SparqlResults)
        assert found.head.vars_ == ["number", "n"]
        rows = [solution.additional_properties for solution in found.results.bindings]
        numbers = {row["number"].value: int(row["n"].value) for row in rows}
        assert numbers["12-CT/TW"] == len(find_documents(store, "12-CT/TW"))
        assert rows[0]["n"].type_ is models.SparqlTermType.LITERAL
    assert ask("sparql", "query_by_get", query="ASK { }").boolean is True


def test_files_and_rdf(ask: Asking) -> None:
    assert "BEGIN:VCALENDAR" in ask("duties", "calendar_of", "57-KH/HU")
    turtle = ask("linked_data", "resource_eli", "trung-uong/chi-thi/12-CT_TW/k13")
    assert "12-CT/TW" in turtle
    assert "Tây Ninh" in ask("linked_data", "resource_locality", "2025/80-tay-ninh")
    assert "lin:implements" in ask("linked_data", "terms")


def test_an_error_is_a_typed_problem(ask: Asking, models: ModuleType, store: GraphStore) -> None:
    answer = ask.detailed("documents", "document", "12-CT/TW")
    problem = answer.parsed
    assert isinstance(problem, models.Problem)
    assert (answer.status_code, problem.status, problem.code) == (409, 409, "ambiguous")
    assert [one.iri for one in problem.candidates] == [one.iri for one in find_documents(store, "12-CT/TW")]
    missing = ask("coverage", "coverage_of", "99999-XX/YY")
    assert isinstance(missing, models.Problem)
    assert (missing.status, missing.code) == (404, "not_found")
    wrong = ask("documents", "documents", cursor="nonsense")
    assert isinstance(wrong, models.Problem)
    assert (wrong.status, "next" in wrong.hint) == (400, True)
    refused = ask("sparql", "query_by_get", query="DELETE WHERE { ?s ?p ?o }")
    assert isinstance(refused, models.Problem)
    assert refused.status == 403


def test_answers_say_which_data_they_are_from(ask: Asking) -> None:
    answer = ask.detailed("documents", "documents", limit=1)
    assert answer.headers["lineage-data"] == ask("operation", "ready").data
    assert date.fromisoformat(answer.headers["lineage-as-of"][:10]) <= date.today()
