"""Bodies and localities of the sample corpus: filters, orders, pages, and what is told of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.bodies import ORDERS, find_body, kinds_named, list_bodies, place_of_body, show_body
from graph.derive import derive
from graph.duties import duties
from graph.keyset import Order, by_count, by_words, page_of, place_in
from graph.linked import Named
from graph.listing import Place, fold, natural
from graph.localities import ORDERS as ORDERS_OF_LOCALITIES
from graph.localities import find_locality, list_localities, place_of_locality, show_locality
from graph.store import GraphStore, memory_store, open_store
from loaders.corpus import FileResult
from loaders.pipeline import extract_text
from loaders.triples import to_nquads
from ontology.errors import Ambiguous, InputError, NotFound
from tests.graph.corpus import IRIS

TAY_NINH = IRIS.locality("2008", "72", "Tây Ninh")
NEW_TAY_NINH = IRIS.locality("2025", "80", "Tây Ninh")


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Iterator[GraphStore]:
    with open_store(sample_store, read_only=True) as store:
        assert store.files is not None
        yield store


def labels(store: GraphStore, **asked: Any) -> list[str]:
    return [one.label for one in list_bodies(store, limit=500, **asked).bodies]


WORDS = [  # words, a body that they find, one that they do not
    ("ban dan van tinh uy tay ninh", "Ban Dân vận Tỉnh ủy Tây Ninh", "Ban Dân vận Tỉnh ủy Cà Mau"),
    ("TÂY NINH, Dân vận", "Ban Dân vận Tỉnh ủy Tây Ninh", "Tỉnh ủy Tây Ninh"),
    ("BDVTU", "Ban Dân vận Tỉnh ủy Cà Mau", "Ban Dân vận Huyện ủy Đại Lộc"),
    ("bdvtu ca mau", "Ban Dân vận Tỉnh ủy Cà Mau", "Ban Dân vận Tỉnh ủy Tây Ninh"),
    ("UBND Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "Ủy ban nhân dân tỉnh Quảng Nam"),
    ("LDLD", "Liên đoàn Lao động tỉnh Tây Ninh", "Tỉnh đoàn Tây Ninh"),
    ("doi ngoai - trung uong", "Ban Đối ngoại Trung ương", "Ban Kinh tế Trung ương"),
    ("van", "Ban Dân vận Tỉnh ủy Tây Ninh", "Ban Kinh tế Trung ương"),
]


@pytest.mark.parametrize(("words", "found", "other"), WORDS, ids=[row[0] for row in WORDS])
def test_words_and_abbreviations_find_bodies(sample: GraphStore, words: str, found: str, other: str) -> None:
    listed = labels(sample, q=words)
    assert found in listed
    assert other not in listed


def test_a_word_is_a_whole_word(sample: GraphStore) -> None:
    assert labels(sample, q="uyen") == []
    assert len(labels(sample, q=" - ")) == list_bodies(sample).total


def test_filters(sample: GraphStore) -> None:
    party, state = labels(sample, system="party"), labels(sample, system="state")
    assert "Tỉnh ủy Tây Ninh" in party and "Chính phủ" in state
    assert not {*party} & {*state}
    here = labels(sample, province="tinh tay ninh")
    assert {"Công an tỉnh Tây Ninh", "Huyện ủy Dương Minh Châu", "Các huyện ủy"} <= {*here}
    assert "Tỉnh ủy Quảng Nam" not in here
    assert "Ban Tuyên giáo Huyện ủy Dương Minh Châu" in labels(sample, locality="duong minh chau, Tây Ninh")
    assert labels(sample, locality="Dương Minh Châu, Quảng Nam") == []
    issued = list_bodies(sample, min_documents=1, limit=500).bodies
    assert 0 < len(issued) < list_bodies(sample).total and all(one.documents for one in issued)
    owing = list_bodies(sample, min_duties=2, limit=500).bodies
    assert owing and all(one.duties > 1 for one in owing)


@pytest.mark.parametrize("name", [TAY_NINH, "2008/72-tay-ninh", "locality/2008/72-tay-ninh"])
def test_the_bodies_of_just_one_locality(sample: GraphStore, name: str) -> None:
    found = list_bodies(sample, locality=name, limit=500).bodies
    assert {place.iri for one in found for place in one.places} == {TAY_NINH}
    assert show_locality(sample, TAY_NINH).bodies.total == len(found) > 5
    assert list_bodies(sample, locality="https://example.org/other").total == 0


def test_a_kind_has_all_narrower_ones(sample: GraphStore) -> None:
    wide, narrow = {*labels(sample, kind="ban-can-su-dang")}, {*labels(sample, kind="Ban Cán sự đảng Chính phủ")}
    assert "Ban Cán sự đảng Chính phủ" in wide and narrow < wide
    assert kinds_named("bcs") == kinds_named("ban cán sự đảng") == kinds_named("ban-can-su-dang")


@pytest.mark.parametrize(
    "asked",
    [{"kind": "no such"}, {"system": "none"}, {"order": "date"}, {"limit": 0}, {"limit": 10_001}, {"offset": -1}],
)
def test_what_cannot_be_asked_is_refused(sample: GraphStore, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        list_bodies(sample, **asked)
    if "kind" not in asked and "system" not in asked:
        with pytest.raises(InputError):
            list_localities(sample, **asked)


@pytest.mark.parametrize("order", [sign + name for name in ORDERS for sign in ("", "-")])
def test_pages_of_bodies_are_the_list(sample: GraphStore, order: str) -> None:
    whole = [one.iri for one in list_bodies(sample, order=order, limit=500).bodies]
    seen, after = list[str](), None
    while page := list_bodies(sample, order=order, limit=7, after=after).bodies:
        seen += [one.iri for one in page]
        after = place_of_body(sample, seen[-1], order)
    assert seen == whole
    assert len({*whole}) == len(whole) > 100


@pytest.mark.parametrize("order", [sign + name for name in ORDERS_OF_LOCALITIES for sign in ("", "-")])
def test_pages_of_localities_are_the_list(sample: GraphStore, order: str) -> None:
    asked: dict[str, Any] = {"order": order, "province": "tây ninh"}
    whole = [one.iri for one in list_localities(sample, **asked, limit=500).localities]
    seen, after = list[str](), None
    while page := list_localities(sample, **asked, limit=20, after=after).localities:
        seen += [one.iri for one in page]
        after = place_of_locality(sample, seen[-1], order)
    assert seen == whole
    assert len({*whole}) == len(whole) > 100


ITEMS = st.lists(st.tuples(st.text(max_size=3), st.integers(0, 5)), max_size=12, unique=True)


@given(ITEMS, st.booleans(), st.booleans(), st.integers(1, 4))
def test_a_page_begins_behind_any_place(found: list[tuple[str, int]], words: bool, downward: bool, size: int) -> None:
    items = [Named(f"urn:{number}-{label}", label) for label, number in found]
    counts = {item.iri: number for item, (_, number) in zip(items, found, strict=True)}
    by_label: Order[Named] = by_words(lambda item: natural(fold(item.label)), lambda item: item.label)
    order = by_label if words else by_count(lambda item: counts[item.iri])
    whole = page_of(items, order, downward=downward, after=None, limit=100, offset=0)
    seen, after = list[Named](), None
    while page := page_of(items, order, downward=downward, after=after, limit=size, offset=0):
        seen += page
        after = place_in(seen[-1], order)
    assert seen == whole


@given(st.text(), st.text())
def test_a_place_that_somebody_made_up_breaks_nothing(value: str, iri: str) -> None:
    items = [Named("urn:a", "Tỉnh ủy"), Named("urn:b", "9")]
    by_label: Order[Named] = by_words(lambda item: natural(fold(item.label)), lambda item: item.label)
    for order in (by_label, by_count(lambda item: 1)):
        page_of(items, order, downward=False, after=Place(value, iri), limit=9, offset=0)


NAMES = [  # name, the end of the IRI that it means
    ("trung-uong/chinh-phu", "trung-uong/chinh-phu"),
    ("body/trung-uong/chinh-phu", "trung-uong/chinh-phu"),
    (IRIS.body("chinh-phu", "trung-uong"), "trung-uong/chinh-phu"),
    ("chinh phu", "trung-uong/chinh-phu"),
    ("Tỉnh ủy Tây Ninh", "tay-ninh/tinh-uy"),
    ("BDVTU Quảng Nam", "quang-nam/ban-dan-van-tinh-uy"),
]


@pytest.mark.parametrize(("name", "end"), NAMES)
def test_a_body_is_found_by_what_means_one(sample: GraphStore, name: str, end: str) -> None:
    assert find_body(sample, name).iri == f"{IRIS.base}body/{end}"


def test_a_name_of_several_bodies_is_not_guessed(sample: GraphStore) -> None:
    with pytest.raises(Ambiguous) as caught:
        find_body(sample, "các huyện ủy")
    assert len(caught.value.candidates) > 2
    assert {one.label for one in caught.value.candidates} == {"Các huyện ủy"}
    for name in ("no such body", "body/nowhere", "https://example.org/x", "", " - "):
        with pytest.raises(NotFound):
            find_body(sample, name)


def test_what_is_told_of_a_body(sample: GraphStore) -> None:
    found = show_body(sample, IRIS.body("tinh-uy", "tay-ninh"))
    assert found.summary.label == "Tỉnh ủy Tây Ninh"
    assert [one.label for one in found.kinds] == ["Tỉnh ủy"]
    assert [place.iri for place in found.summary.places] == [TAY_NINH]
    assert "Ban Thường vụ Tỉnh ủy Tây Ninh" in [one.label for one in found.below.items]
    assert found.below.total == len(found.below.items)
    assert (found.documents.total, found.truncated) == (found.summary.documents, False)
    part = show_body(sample, IRIS.body("ban-chap-hanh-trung-uong-dang", "trung-uong"), limit=2)
    rest = show_body(sample, part.summary.iri, limit=2, offset=2)
    assert part.truncated and not rest.truncated
    assert {one.iri for one in (*part.documents.items, *rest.documents.items)}.__len__() == part.documents.total == 3
    with pytest.raises(NotFound):
        show_body(sample, TAY_NINH)


def test_what_became_of_a_body_and_what_it_was_before(sample: GraphStore) -> None:
    newer = [one for one in list_bodies(sample, limit=500).bodies if "/body/2025/" in one.iri]
    told = [show_body(sample, one.iri) for one in newer]
    earlier = [before for one in told for before in one.before]
    assert earlier
    for before in earlier:
        assert {after.iri for after in show_body(sample, before.iri).after} & {one.iri for one in newer}


def test_duties_are_those_that_are_listed(sample: GraphStore) -> None:
    every = duties(sample, quoted=False).duties
    for one in list_bodies(sample, order="-duties", limit=20).bodies:
        assert one.duties == sum(duty.body == one.iri for duty in every)


def test_localities_of_a_day(sample: GraphStore) -> None:
    def count(**asked: Any) -> int:
        return list_localities(sample, limit=1, **asked).total

    assert count(level="province", as_of=date(2025, 6, 30)) == count(level="province", edition="2008") == 63
    assert count(level="province", as_of=date(2025, 7, 1)) == count(level="province", edition="2025") == 34
    assert count(level="district", as_of=date(2025, 7, 1)) == 0
    assert count(level="commune", as_of=date(2025, 7, 1)) == 3321
    (one,) = list_localities(sample, q="tây ninh", level="province", edition="2025").localities
    assert one.iri == NEW_TAY_NINH
    assert {before.name for before in one.predecessors} == {"Tây Ninh", "Long An"}
    assert (one.valid_from, one.lies_in, one.successors) == (date(2025, 7, 1), None, ())


def test_what_is_told_of_a_locality(sample: GraphStore) -> None:
    found = show_locality(sample, TAY_NINH)
    assert [one.iri for one in found.summary.successors] == [NEW_TAY_NINH]
    assert [one.iri for one in found.namesakes] == [NEW_TAY_NINH]
    assert len(found.below) == 9 and {one.level for one in found.below} == {"district"}
    assert found.documents.total == found.summary.documents > 1
    assert {one.jurisdiction for one in found.documents.items} == {TAY_NINH}
    assert found.bodies.total == found.summary.bodies
    new = show_locality(sample, NEW_TAY_NINH)
    assert {one.level for one in new.below} == {"commune"} and len(new.below) > 50


def test_a_locality_is_found_by_what_means_one(sample: GraphStore) -> None:
    for name in (TAY_NINH, "2008/72-tay-ninh", "locality/2008/72-tay-ninh", "tỉnh Long An"):
        assert find_locality(sample, name).level == "province"
    assert find_locality(sample, "tỉnh Tây Ninh", as_of=date(2025, 6, 30)).iri == TAY_NINH
    assert find_locality(sample, "tỉnh Tây Ninh", as_of=date(2025, 7, 1)).iri == NEW_TAY_NINH
    with pytest.raises(Ambiguous) as caught:
        find_locality(sample, "Tây Ninh")
    assert {TAY_NINH, NEW_TAY_NINH} <= {one.iri for one in caught.value.candidates}
    for name in ("no such place", "2008/72-other", "https://example.org/x", ""):
        with pytest.raises(NotFound):
            find_locality(sample, name)


def test_what_comes_file_by_file_is_told_as_of_the_whole(tmp_path: Path) -> None:
    """Kinds, systems, places, documents and duties, after each change of a store of texts that were read."""
    files = sorted((Path(__file__).parents[1] / "data" / "corpus").glob("*.txt"))[:8]
    read = {file.name: _read(file) for file in files}
    whole = memory_store()
    whole.load_static()
    with open_store(tmp_path / "store") as store:
        store.load_static()
    for name, quads in read.items():
        whole.replace_source(IRIS.source(name), quads)
        derive(whole)
        with open_store(tmp_path / "store") as store:
            store.replace_source(IRIS.source(name), quads)
            derive(store)
        with open_store(tmp_path / "store", read_only=True) as store:
            assert store.files is not None and store.files.changes is not None
            assert list_bodies(store, limit=500) == list_bodies(whole, limit=500)
            assert list_localities(store, order="-documents") == list_localities(whole, order="-documents")
    assert any(one.kinds and one.systems and one.places for one in list_bodies(whole, min_documents=1).bodies)


def _read(file: Path) -> bytes:
    text = file.read_text(encoding="utf-8")
    result = FileResult(file, file.name, f"{len(file.name):064x}", extract_text(file.name, text), text=text)
    return to_nquads(result, IRIS)
