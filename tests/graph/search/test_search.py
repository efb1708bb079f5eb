"""What words find, in a store on disk that is built, changed and built again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.derive import derive
from graph.documents import list_documents, place_of
from graph.listing import ORDERS, natural
from graph.model import DocumentSummary
from graph.search.files import Files
from graph.search.search import GROUPS, FoundBody, FoundLocality, Passage, cut_out, search
from graph.search.tables import SCHEMA, sort_key, tokens
from graph.store import GraphStore, memory_store, open_store
from loaders.corpus import FileResult
from loaders.pipeline import extract_text
from loaders.triples import to_nquads
from ontology.errors import InputError, NotFound
from ontology.iris import Iris

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
IRIS = Iris()


def nquads(name: str, text: str) -> bytes:
    return to_nquads(
        FileResult(Path(name), name, f"{hash(text) & 0xFFFF:064x}", extract_text(name, text), text=text), IRIS
    )


def put(store: GraphStore, name: str, text: str) -> None:
    store.replace_source(IRIS.source(name), nquads(name, text))
    derive(store)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("search") / "store"
    with open_store(found) as store:
        store.load_static()
        texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(CORPUS.glob("*.*"))}
        store.load_sources((IRIS.source(name), nquads(name, text)) for name, text in texts.items())
        derive(store)
    return found


@pytest.fixture
def store(path: Path) -> Iterator[GraphStore]:
    with open_store(path, read_only=True) as opened:
        assert opened.files is not None
        yield opened


def labels(store: GraphStore, words: str, limit: int = 10) -> list[str]:
    group = search(store, words, groups=["documents"], limit=limit).of("documents")
    assert group is not None
    return [item.label for item in group.items if isinstance(item, DocumentSummary)]


FIRST = [  # words, the label that comes first
    ("chi thi 12", "Chỉ thị 12-CT/TW"),
    ("CHỈ THỊ SỐ 12-CT/TW", "Chỉ thị 12-CT/TW"),
    ("12-ct/tw", "Chỉ thị 12-CT/TW"),
    ("12 ct tw", "Chỉ thị 12-CT/TW"),
    ("4-CT/TW", "Chỉ thị 04-CT/TW"),
    ("457/ldld", "Công văn 457/LĐLĐ"),
    ("cong van 457/LĐLĐ", "Công văn 457/LĐLĐ"),
    ("to cong tac doi ngoai nhan dan tinh", "Quyết định 1690/QĐ-UBND"),
]


@pytest.mark.parametrize(("words", "label"), FIRST)
def test_the_document_that_is_meant_comes_first(store: GraphStore, words: str, label: str) -> None:
    assert labels(store, words)[0] == label


def test_all_bearers_of_a_number_come_before_those_that_name_it(store: GraphStore) -> None:
    assert labels(store, "chi thi 12", 40)[:3] == ["Chỉ thị 12-CT/TW"] * 3


def test_bodies_localities_and_texts_are_found(store: GraphStore) -> None:
    found = search(store, "tay ninh")
    assert found.searched == GROUPS
    bodies, places, texts = (found.of(group) for group in ("bodies", "localities", "texts"))
    assert bodies and places and texts
    assert any(isinstance(item, FoundBody) and item.label == "Tỉnh ủy Tây Ninh" for item in bodies.items)
    first = places.items[0]
    assert isinstance(first, FoundLocality)
    assert (first.name, first.level, first.edition) == ("Tây Ninh", "province", "2025")
    assert isinstance(texts.items[0], Passage)


def test_a_passage_shows_the_words_where_they_stand_in_the_file(store: GraphStore) -> None:
    group = search(store, "lich lam viec cua to cong tac", groups=["texts"]).of("texts")
    assert group is not None
    (passage,) = group.items
    assert isinstance(passage, Passage)
    assert passage.document.label == "Quyết định 1690/QĐ-UBND"
    said = "".join(piece.text for piece in passage.pieces)
    assert said == (CORPUS / "tay-ninh-1690-qd-ubnd.txt").read_text(encoding="utf-8")[passage.start : passage.end]
    assert {"lịch", "việc"} <= {piece.text.lower() for piece in passage.pieces if piece.found}


def test_beginnings_of_words_are_found_where_whole_words_are_not(store: GraphStore) -> None:
    assert "Quyết định 1690/QĐ-UBND" in labels(store, "thanh lap to congt") or labels(store, "quyet dinh thanh la")


@pytest.mark.parametrize(
    "words", ["", " ", "???", '"', "zzzz qqqq", "a" * 500, "AND OR NOT", "label:x*", "\ud800", "\x00"]
)
def test_odd_words_find_nothing_and_break_nothing(store: GraphStore, words: str) -> None:
    assert all(not one.items for one in search(store, words).groups)


def test_pages_are_parts_of_the_whole(store: GraphStore) -> None:
    whole = search(store, "tay ninh", groups=["documents"], limit=100).groups[0]
    pages = [search(store, "tay ninh", groups=["documents"], limit=3, offset=at).groups[0] for at in range(0, 100, 3)]
    assert [item for page in pages for item in page.items] == list(whole.items)
    assert {page.total for page in pages} == {whole.total}
    with pytest.raises(InputError, match="no page of 0"):
        search(store, "x", limit=0)
    with pytest.raises(InputError, match="no group"):
        search(store, "x", groups=["people"])  # type: ignore[list-item]


def test_a_store_without_files_is_searched_for_documents_and_localities() -> None:
    with memory_store() as store:
        put(store, "a.txt", (CORPUS / "tay-ninh-1690-qd-ubnd.txt").read_text(encoding="utf-8"))
        found = search(store, "1690/QD-UBND")
        assert found.searched == ("documents", "localities")
        assert [item.label for item in found.groups[0].items] == ["Quyết định 1690/QĐ-UBND"]  # type: ignore[union-attr]


@pytest.mark.parametrize("order", [*ORDERS, *(f"-{order}" for order in ORDERS)])
def test_lists_are_the_same_with_and_without_the_files(store: GraphStore, path: Path, order: str) -> None:
    with open_store(path, read_only=True) as plain:
        plain.files = None
        for filters in ({}, {"q": "tay ninh"}, {"province": "tỉnh tây ninh"}, {"status": "cited"}, {"type": "chi-thi"}):
            one, other = (list_documents(each, order=order, limit=1000, **filters) for each in (store, plain))  # type: ignore[arg-type]
            assert [item.iri for item in one.documents] == [item.iri for item in other.documents], filters
            assert one.total == other.total


@pytest.mark.parametrize("order", [*ORDERS, *(f"-{order}" for order in ORDERS)])
def test_a_list_goes_on_behind_a_place_with_and_without_the_files(store: GraphStore, path: Path, order: str) -> None:
    whole = [item.iri for item in list_documents(store, order=order, limit=1000).documents]
    with open_store(path, read_only=True) as plain:
        plain.files = None
        for each in (store, plain):
            for begin, iri in enumerate(whole, 1):
                page = list_documents(each, order=order, limit=3, after=place_of(each, iri, order))
                assert [item.iri for item in page.documents] == whole[begin : begin + 3]
                assert page.total == len(whole)
            with pytest.raises(NotFound):
                place_of(each, "https://example.org/none", order)


def test_a_change_is_found_and_what_it_replaced_is_not(tmp_path: Path) -> None:
    text = (CORPUS / "tay-ninh-1690-qd-ubnd.txt").read_text(encoding="utf-8")
    place = tmp_path / "store"
    with open_store(place) as store:
        put(store, "a.txt", text)
    with open_store(place) as store:
        put(store, "a.txt", text.replace("lịch làm việc", "chương trình quýnh quáng"))
        put(store, "b.txt", (CORPUS / "duong-minh-chau-457-ldld.txt").read_text(encoding="utf-8"))
        assert store.files is not None and store.files.changes is not None
    with open_store(place, read_only=True) as store:
        assert store.files is not None and store.files.changes is not None
        assert not search(store, "lich lam viec cua to", groups=["texts"]).groups[0].items
        assert len(search(store, "quynh quang", groups=["texts"]).groups[0].items) == 1
        assert labels(store, "1690/QD-UBND") == ["Quyết định 1690/QĐ-UBND"]
        assert labels(store, "457/LDLD")[0] == "Công văn 457/LĐLĐ"
        assert list_documents(store, q="457").total == 1
    with open_store(place) as store:
        store.remove_source(IRIS.source("b.txt"))
        derive(store)
    with open_store(place, read_only=True) as store:
        assert labels(store, "457/LDLD") == []
        assert sorted(file.suffix for file in (place / "index").iterdir()) == [".bin", ".db", ".db", ".json", ".json"]


def test_bodies_that_come_with_a_change_are_found_and_those_that_stay_keep_their_names(tmp_path: Path) -> None:
    place = tmp_path / "store"
    with open_store(place) as store:
        put(store, "a.txt", (CORPUS / "tay-ninh-1690-qd-ubnd.txt").read_text(encoding="utf-8"))
    with open_store(place, read_only=True) as store:
        assert store.files is not None
        (group,) = search(store, "uy ban nhan dan tinh", groups=["bodies"]).groups
        body = next(item.iri for item in group.items if isinstance(item, FoundBody))
        names = store.files.body(body)
        assert names and not search(store, "lien doan lao dong", groups=["bodies"]).groups[0].items
    with open_store(place) as store:
        put(store, "b.txt", (CORPUS / "duong-minh-chau-457-ldld.txt").read_text(encoding="utf-8"))
    with open_store(place, read_only=True) as store:
        assert store.files is not None and store.files.changes is not None
        assert search(store, "lien doan lao dong", groups=["bodies"]).groups[0].items
        assert set(names) <= set(store.files.body(body) or ())
        found = search(store, "uy ban nhan dan tinh tay ninh", groups=["bodies"]).groups[0].items
        listed = [item.iri for item in found if isinstance(item, FoundBody)]
        assert listed and len(listed) == len(set(listed))


def test_damaged_files_are_as_none_and_the_next_build_mends_them(tmp_path: Path) -> None:
    place = tmp_path / "store"
    text = (CORPUS / "tay-ninh-1690-qd-ubnd.txt").read_text(encoding="utf-8")
    with open_store(place) as store:
        put(store, "a.txt", text)
    (file,) = (place / "index").glob("search-*.db")
    file.write_bytes(b"no database at all, and long enough to be taken for a header of one" * 100)
    with open_store(place, read_only=True) as store:
        assert store.files is None
        assert labels(store, "1690/QD-UBND") == ["Quyết định 1690/QĐ-UBND"]
    with open_store(place) as store:
        derive(store)
    with open_store(place, read_only=True) as store:
        assert store.files is not None


def test_what_is_common_is_counted_up_to_a_bound(tmp_path: Path) -> None:
    file = tmp_path / "many.db"
    with sqlite3.connect(file) as database:
        database.executescript(SCHEMA)
        for number in range(1, 10_051):
            row = (f"iri:{number:05}", f"{number}-ct", f"{number}-ct", "", 1, *[""] * 10)
            database.execute(f"INSERT INTO document VALUES ({number}, {', '.join('?' * 15)})", row)
            values = (number, "chi thi", "", "", "")
            database.execute(
                "INSERT INTO document_text (rowid, label, title, issuer, place) VALUES (?, ?, ?, ?, ?)", values
            )
    database.close()
    found = Files(file, None).documents("chi thi")
    assert found.more and len(found.iris) == 10_000
    assert found.iris[0] == "iri:00001"
    assert Files(file, None).documents("7-CT").iris[0] == "iri:00007"


@pytest.mark.parametrize("one", ["9-KH", "83-KH/TU", "83-KH", "", "2022-01-05", "b", "a 2", "a 10", "đ"])
@pytest.mark.parametrize("other", ["9-KH", "83-KH/TU", "083-KH", "2022-1-5", "a", "a 2 b", "a10"])
def test_sort_keys_order_as_lists_do(one: str, other: str) -> None:
    from graph.listing import fold

    if one and other:
        assert (sort_key(one) < sort_key(other)) == (natural(fold(one)) < natural(fold(other)))


def test_tokens_and_passages_of_decomposed_and_capital_letters() -> None:
    assert tokens("Đường DẪN") == ("duong", "dan")
    first, last, pieces = cut_out("x " * 200 + "ĐÔ\u0301I NGOẠI", ("doi", "ngoai"))
    assert [piece.text for piece in pieces if piece.found] == ["ĐÔ\u0301I", "NGOẠI"]
    assert (first > 300, last) == (True, 400 + len("ĐÔ\u0301I NGOẠI"))
    assert cut_out("", ("x",)) == (0, 0, ()) or cut_out("", ("x",))[:2] == (0, 0)
