"""The named queries: each is documented, and each gives its answer on the small graph of the shapes' tests."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology.iris import Iris
from ontology.queries import load_queries
from ontology.static import commune_turtle, static_quads

CASE = Path(__file__).parent / "cases" / "conforms.ttl"
EXTRA = """
@prefix lin: <https://directive-lineage.example/ns#> .
@prefix e: <https://directive-lineage.example/eli/> .
e:a lin:provinceName "Tây Ninh" .
e:c a lin:Document ; rdfs:label "Kế hoạch 41-KH/TU"@vi ; lin:provinceName "Bình Định" ; lin:implements e:b .
e:late lin:citedDocument e:c ; lin:dateAsCited "2022-10-18"^^xsd:date .
e:early lin:citedDocument e:c ; lin:dateAsCited "2022-10-17"^^xsd:date .
"""

ANSWERS = [  # query, its text changed from, to, expected first row, number of rows (None: not counted)
    ("agencies-by-assignments", "", "", ["Ban Dân vận Tỉnh ủy Tây Ninh", "1", "1", "1"], 1),
    ("ancestors", "457/LĐLĐ", "83-KH/TU", ["/eli/a", "/eli/b", "Chỉ thị 12-CT/TW"], 1),
    ("cited-not-held", "", "", ["/eli/b", "Chỉ thị 12-CT/TW", "1"], 1),
    ("communes-after-a-district", "", "", ["21808", "Phú Phong", "21808", "Tây Sơn", "Gia Lai"], 15),
    ("communes-after-a-district", "Tây Sơn", "Sa Đéc", ["29902", "Phường 3", "29905", "Sa Đéc", "Đồng Tháp"], 9),
    ("conflicts", "", "", ["/eli/a", "Kế hoạch 83-KH/TU", "#date_document", "2022-06-21", "2", "2022-06-11"], 2),
    ("descendants", "", "", ["/eli/b", "/eli/c", "41-KH/TU", "2022-10-17", "Bình Định", "", "cited"], 2),
    ("documents-by-province", "", "", ["Tây Ninh", "1", "0"], 2),
    (
        "evidence",
        "",
        "",
        [
            "/eli/a",
            "#id_local",
            "/text/a.txt",
            "53",
            "61",
            "Thực hiện Chỉ thị số 12-CT/TW",
            "number.letterhead",
            "0.97",
        ],
        2,
    ),
    ("milestones", "", "", ["/eli/a", "Kế hoạch 83-KH/TU", "report", "--12"], 1),
    ("organs-by-abbreviation", "", "", ["TU", "/thanh-uy-truc-thuoc-trung-uong", "Thành ủy trực", "/province"], 2),
    ("successors-of-localities", "", "", ["01", "Hà Nội", "01", "Hà Nội"], None),
]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(static_quads())
    for turtle in commune_turtle():
        store.bulk_load(turtle, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(Iris().communes_graph))
    text = CASE.read_text(encoding="utf-8").partition("ex:tay-ninh a lin:Locality")[0] + EXTRA
    for graph in ("https://a.example/1", "https://a.example/2"):  # twice: two sources that state the same
        quads = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph)) for quad in quads)
    return store


@pytest.mark.parametrize(
    ("name", "old", "new", "first", "count"), ANSWERS, ids=[f"{row[0]}-{row[2]}" for row in ANSWERS]
)
def test_answers(store: ox.Store, name: str, old: str, new: str, first: list[str], count: int | None) -> None:
    solutions = store.query(load_queries()[name].replace(old, new), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    rows = [[str(getattr(cell, "value", "")) for cell in solution] for solution in solutions]
    assert all(expected in cell for expected, cell in zip(first, rows[0], strict=True)), rows[0]
    assert count in (None, len(rows))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("documents-by-province", [["Tây Ninh", "1", "0"], ["Bình Định", "0", "1"]]),
        ("descendants", [["Kế hoạch 41-KH/TU", "2022-10-17", "cited"], ["Kế hoạch 83-KH/TU", "2022-06-11", "held"]]),
    ],
)
def test_what_is_only_cited_counts_and_has_its_date(store: ox.Store, name: str, wanted: list[list[str]]) -> None:
    solutions = store.query(load_queries()[name], use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    rows = [[str(getattr(cell, "value", "")) for cell in solution] for solution in solutions]
    picked = [[row[2], row[3], row[6]] if name == "descendants" else row for row in rows]
    assert picked == wanted


def test_every_query_has_an_answer_here() -> None:
    assert list(load_queries()) == list(dict.fromkeys(row[0] for row in ANSWERS))


@pytest.mark.parametrize("name", load_queries())
def test_every_query_says_what_it_answers(name: str) -> None:
    head, _, rest = load_queries()[name].partition("\n")
    assert head.startswith("# ")
    assert ": " in head
    assert "DISTINCT" in rest, "two graphs may state the same"


def test_queries_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        load_queries()["x"] = ""  # type: ignore[index]
