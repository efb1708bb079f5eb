"""What lists of a whole store tell is the same from the files as from the graph, after changes, too; pages are parts
of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Final

import pytest

from graph.bodies import find_body, list_bodies, show_body
from graph.conflicts import conflicts
from graph.derive import derive
from graph.details import cited_by, show
from graph.documents import find_documents
from graph.duties import duties
from graph.gaps import gaps
from graph.localities import list_localities, show_locality
from graph.reading import label_of
from graph.store import GraphStore, open_store
from graph.views.about import data_state
from ontology.errors import InputError, NotFound
from tests.bench.corpora import quads
from tests.cascades import BELOW
from tests.graph.corpus import CT04, CT12, IRIS, KH83, LIN, RDF, RDFS, Doc, Part, digest, nquads, sources
from tests.graph.test_duties import PLAN, letter, other, plan

DAY: Final = date(2022, 10, 1)
QUESTIONS: Final[dict[str, Callable[[GraphStore], object]]] = {
    "all duties": duties,
    "the first duties": lambda store: duties(store, limit=3),
    "the next duties": lambda store: duties(store, limit=3, offset=3),
    "duties behind the last": lambda store: duties(store, limit=3, offset=1000),
    "duties without quotations": lambda store: duties(store, quoted=False),
    "duties of an agency": lambda store: duties(store, agency="ban dan van"),
    "duties of an abbreviation": lambda store: duties(store, agency="BDVTU"),
    "duties of nobody": lambda store: duties(store, agency="bo quoc phong"),
    "duties in a role": lambda store: duties(store, role="coordinate"),
    "duties of an agency in a role": lambda store: duties(store, agency="so ngoai vu", role="coordinate"),
    "duties in a province": lambda store: duties(store, locality="Tây Ninh"),
    "duties in a district": lambda store: duties(store, locality="Dương Minh Châu, Tây Ninh", agency="van phong"),
    "duties by a day": lambda store: duties(store, due_before=DAY),
    "duties of an agency by a day": lambda store: duties(store, due_before=DAY, agency="ban dan van"),
    "conflicts": conflicts,
    "conflicts of dates": lambda store: conflicts(store, kind="date"),
    "a page of conflicts": lambda store: conflicts(store, limit=1, offset=1),
    "the state of the data": data_state,
    "gaps": gaps,
    "the first gaps": lambda store: gaps(store, limit=2),
    "the next gaps": lambda store: gaps(store, limit=2, offset=2),
    "gaps with one citer": lambda store: gaps(store, max_citers=1),
    "gaps without citers": lambda store: gaps(store, max_citers=0),
    "gaps of a type": lambda store: gaps(store, type="ke-hoach"),
    "gaps of a level": lambda store: gaps(store, level="central"),
    "gaps of a province": lambda store: gaps(store, province="tinh binh dinh"),
    "gaps in a role": lambda store: gaps(store, role="implements"),
    "duties in a document": lambda store: duties(store, document=PLAN.iri),
    "duties under a directive": lambda store: duties(store, directive=CT12.iri, role="lead"),
    "bodies": list_bodies,
    "bodies by their documents": lambda store: list_bodies(store, order="-documents", min_documents=1),
    "bodies by their duties": lambda store: list_bodies(store, order="-duties", min_duties=1),
    "bodies of a system": lambda store: list_bodies(store, system="party"),
    "bodies of a kind": lambda store: list_bodies(store, kind="Tỉnh ủy"),
    "bodies of a province": lambda store: list_bodies(store, province="tay ninh"),
    "bodies of some words": lambda store: list_bodies(store, q="ban dan van"),
    "a body": lambda store: [show_body(store, one.iri) for one in list_bodies(store, limit=10).bodies],
    "a page of the documents of a body": lambda store: [
        show_body(store, one.iri, limit=1, offset=1) for one in list_bodies(store, order="-documents", limit=3).bodies
    ],
    "a body by its name": lambda store: [
        find_body(store, one.label) for one in list_bodies(store, q="so ngoai vu").bodies
    ],
    "localities by their documents": lambda store: list_localities(store, order="-documents", limit=20),
    "localities by their bodies": lambda store: list_localities(store, order="-bodies", limit=20),
    "a locality": lambda store: show_locality(store, IRIS.locality("2008", "72", "Tây Ninh")),
    "duties in a copy": lambda store: duties(store, document=IRIS.unnumbered_document("copy.txt", 1)),
}


def unnumbered(name: str, text: str) -> Part:
    """A letter without a number, of which each file of the same text is a copy."""
    iri = IRIS.unnumbered_document(name, 1)
    part = Part(name, 1, iri, "cong-van", issuer="Ban Dân vận", date="2022-08-01", sha256=digest(text))
    return part.assigns("1", "Ban Dân vận Huyện ủy", "lead", "2022-09").due("report", "2022-12")


def stages() -> Iterator[dict[str, Part | None]]:
    """Files that come, change and go; None for one that goes."""
    yield {"plan.txt": plan(), "letter.txt": letter(), "copy.txt": unnumbered("copy.txt", "a"), "other.txt": other()}
    yield {"another.txt": unnumbered("another.txt", "a")}
    yield {"plan.txt": plan().assigns("II.3", "Sở Ngoại vụ", "lead", "2022-08").cites(CT04, "continues")}
    yield {"copy.txt": unnumbered("copy.txt", "b"), "other.txt": None}
    yield {"another.txt": None, "late.txt": _late()}


def _late() -> Part:
    return Part("late.txt", 1, PLAN.iri, "ke-hoach", PLAN.number, "tay-ninh", "province", "Tây Ninh", date="2022-06-12")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A store after each of the stages."""
    place, found = tmp_path_factory.mktemp("lists"), list[Path]()
    for number, files in enumerate(stages()):
        path = place / f"store-{number}"
        if found:
            copytree(found[-1], path)
        with open_store(path) as store:
            if not found:
                store.load_static()
                store.load_sources(sources().items())
            for name, part in files.items():
                if part is None:
                    store.remove_source(IRIS.source(name))
                else:
                    store.replace_source(IRIS.source(name), nquads([part])[IRIS.source(name)])
            derive(store)
        found.append(path)
    return found


def same(one: GraphStore, other: GraphStore, question: str) -> None:
    try:
        expected: object = QUESTIONS[question](other)
    except NotFound as error:
        expected = str(error)
    try:
        found: object = QUESTIONS[question](one)
    except NotFound as error:
        found = str(error)
    assert found == expected


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("stage", range(len(list(stages()))))
def test_the_files_answer_as_the_graph_does(changed: list[Path], stage: int, question: str) -> None:
    path = changed[stage]
    with open_store(path, read_only=True) as store, open_store(path, read_only=True) as plain:
        assert store.files is not None and (store.files.changes is None) == (stage == 0)
        plain.files = None
        same(store, plain, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_long_lists_are_gone_through_in_their_order(
    changed: list[Path], question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.search.owed._SELECTIVE", 0)
    with open_store(changed[-1], read_only=True) as store, open_store(changed[-1], read_only=True) as plain:
        plain.files = None
        same(store, plain, question)


def test_pages_of_duties_are_parts_of_the_whole(changed: list[Path]) -> None:
    with open_store(changed[2], read_only=True) as store:
        whole = duties(store)
        pages = [duties(store, limit=2, offset=at) for at in range(0, whole.total, 2)]
        assert [item for page in pages for item in page.duties] == list(whole.duties)
        assert [item for page in pages for item in page.milestones] == list(whole.milestones)
        assert {page.total for page in pages} == {whole.total} and whole.total > 8
        with pytest.raises(InputError, match="offset of 0"):
            duties(store, offset=-1)


def test_a_change_of_the_date_or_the_text_of_a_document_is_told(changed: list[Path]) -> None:
    with open_store(changed[2], read_only=True) as store:
        added = [item for item in duties(store, document=PLAN.iri).duties if item.task == "II.3"]
        assert [item.due for item in added] == [date(2022, 8, 31)]
    with open_store(changed[1], read_only=True) as store:
        copies = duties(store, agency="Ban Dân vận Huyện ủy").duties
        assert [(item.document.copies, len(item.quotations)) for item in copies] == [(2, 1)]
    with open_store(changed[3], read_only=True) as store:
        assert [item.document.copies for item in duties(store, agency="Ban Dân vận Huyện ủy").duties] == [1, 1]


NUMBERS = [
    "12-ct/tw",
    "Chỉ thị 12-CT/TW",
    "chi thi 12-CT/TW",
    "7 - KH/TU",
    "7–kh/tu",
    "457/ldld",
    "4-CT/TW",
    "99-CT/TW",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("stage", [0, 2, 4])
def test_documents_are_found_by_numbers_as_in_the_graph(changed: list[Path], stage: int, number: str) -> None:
    path = changed[stage]
    with open_store(path, read_only=True) as store, open_store(path, read_only=True) as plain:
        plain.files = None
        assert find_documents(store, number) == find_documents(plain, number)
        found = {document.number for document in find_documents(store, number)}
        assert bool(found) == (number not in ("99-CT/TW", "chi thi 12-CT/TW"))


@pytest.mark.parametrize("document", [CT12, CT04, KH83, PLAN])
@pytest.mark.parametrize("stage", [0, 2, 4])
def test_who_cites_a_document_is_told_page_by_page(changed: list[Path], stage: int, document: Doc) -> None:
    path = changed[stage]
    with open_store(path, read_only=True) as store, open_store(path, read_only=True) as plain:
        plain.files = None
        total, whole = cited_by(store, document.iri, limit=1000)
        expected = show(plain, document.iri).cited_by
        assert cited_by(plain, document.iri, limit=1000)[0] == total
        assert sorted(whole, key=lambda one: one.iri) == sorted(expected, key=lambda one: one.iri)
        pages = [cited_by(store, document.iri, limit=2, offset=at) for at in range(0, total, 2)]
        assert [one for _, page in pages for one in page] == list(whole)
        assert {count for count, _ in pages} <= {total}
        bare = show(store, document.iri, whole=False)
        assert bare.citations == show(plain, document.iri).citations and not bare.cited_by


def grown() -> Iterator[Callable[[GraphStore], None]]:
    """Changes of a generated corpus, in which citations are misdated and numbers borne by several documents."""
    made = list(quads(3 * (BELOW + 1), IRIS))

    def load(store: GraphStore) -> None:
        store.load_static()
        store.load_sources(made[: -BELOW // 2])

    def add(store: GraphStore) -> None:
        store.load_sources(made[-BELOW // 2 :])

    def redate(store: GraphStore) -> None:
        source, data = made[0]
        store.replace_source(source, data.replace(b"-01-", b"-11-"))

    def remove(store: GraphStore) -> None:
        for source, _ in (made[0], made[5], made[BELOW + 1]):
            store.remove_source(source)

    yield from (load, add, redate, remove)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A generated store after each of its changes."""
    place, found = tmp_path_factory.mktemp("generated"), list[Path]()
    for number, change in enumerate(grown()):
        path = place / f"store-{number}"
        if found:
            copytree(found[-1], path)
        with open_store(path) as store:
            change(store)
            derive(store)
        found.append(path)
    return found


WHOLE: Final[dict[str, Callable[[GraphStore], object]]] = {
    "gaps": lambda store: gaps(store, limit=10_000, max_citers=5),
    "gaps in a role": lambda store: gaps(store, role="implements", limit=50),
    "conflicts": conflicts,
    "duties": lambda store: duties(store, limit=50, offset=20),
    "duties of an agency": lambda store: duties(store, agency="so y te"),
    "state": data_state,
}


@pytest.mark.parametrize("question", WHOLE)
@pytest.mark.parametrize("stage", range(4))
def test_a_corpus_that_changes_answers_as_its_graph_does(generated: list[Path], stage: int, question: str) -> None:
    path = generated[stage]
    with open_store(path, read_only=True) as store, open_store(path, read_only=True) as plain:
        assert store.files is not None and (store.files.changes is None) == (stage == 0)
        plain.files = None
        assert WHOLE[question](store) == WHOLE[question](plain)


def test_the_generated_corpus_has_something_of_each(generated: list[Path]) -> None:
    with open_store(generated[-1], read_only=True) as store:
        assert gaps(store).total > 3 and conflicts(store).total > 3 and duties(store).total > 100
        assert len({gap.cited_by for gap in gaps(store).gaps}) > 1


def test_what_two_numbers_share_as_one_text_is_told_as_in_the_graph(tmp_path: Path) -> None:
    other_number = Doc("ke-hoach", "17-KH/TU", "tay-ninh", "nk2020", "2022-06-11")
    texts = {
        name: Part(name, 1, doc.iri, "ke-hoach", doc.number, "tay-ninh", date="2022-06-11", sha256=digest("same"))
        .cites(CT12, "implements")
        .assigns("II.1", "Ban Dân vận Tỉnh ủy", "lead", "2022-Q4")
        for name, doc in (("a.txt", PLAN), ("b.txt", other_number), ("c.txt", PLAN))
    }
    for name, part in texts.items():
        with open_store(tmp_path / "store") as store:
            store.replace_source(IRIS.source(name), nquads([part])[IRIS.source(name)])
            derive(store)
        path = tmp_path / "store"
        with open_store(path, read_only=True) as store, open_store(path, read_only=True) as plain:
            plain.files = None
            for question in ("all duties", "duties in a document", "duties under a directive", "duties of an agency"):
                same(store, plain, question)
    with open_store(tmp_path / "store", read_only=True) as store:
        assert [item.document.copies for item in duties(store).duties] == [2]
        assert [item.document.number for item in duties(store, document=other_number.iri).duties] == ["17-KH/TU"]


def test_a_body_is_called_as_in_the_graph_when_another_name_comes(tmp_path: Path) -> None:
    def said(name: str, body: str, label: str) -> Part:
        part = Part(name, 1, PLAN.iri, "ke-hoach", PLAN.number, "tay-ninh", date="2022-06-11")
        node = part.node("assignment")
        part.link(node, f"{LIN}assignedIn", PLAN.iri)
        part.link(node, f"{LIN}isAssignedTo", body)
        part.text(node, f"{LIN}agencyAsWritten", name)
        part.link(body, f"{RDF}type", f"{LIN}Body")
        part.text(body, f"{RDFS}label", label)
        return part

    body = IRIS.body("so-y-te", "tay-ninh")
    for name, label in (("a.txt", "Sở Y tế"), ("b.txt", "Sở y tế"), ("c.txt", "SỞ Y TẾ")):
        with open_store(tmp_path / "store") as store:
            store.replace_source(IRIS.source(name), nquads([said(name, body, label)])[IRIS.source(name)])
            derive(store)
    with open_store(tmp_path / "store", read_only=True) as store:
        assert store.files is not None and store.files.changes is not None
        assert {item.body_label for item in duties(store).duties} == {"SỞ Y TẾ"} == {label_of(store, body)}
