from __future__ import annotations

import pytest

from graph.conflicts import KINDS, conflicts
from graph.derive import derive
from graph.store import memory_store
from ontology.errors import InputError, NotFound
from ontology.vocabulary import load_vocabulary
from tests.graph.corpus import CT12, IRIS, KH83, KL12, LD457, Doc, build, build_parts, held

PLAN = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020", "2022-03-01", "Tỉnh ủy Tây Ninh", "province", "Tây Ninh")


def test_a_store_lists_its_conflicts_with_both_sentences() -> None:
    found = conflicts(build())
    assert (found.total, found.counts) == (2, {"date": 2})
    by_document = {conflict.document.iri: conflict for conflict in found.conflicts}
    assert by_document.keys() == {KH83.iri, KL12.iri}
    assert by_document[KH83.iri].better_supported == "2022-06-11"
    assert by_document[KH83.iri].reason == "the document's own text outweighs citations"
    assert all(side.quotations for conflict in found.conflicts for side in conflict.sides)
    assert found.to_json() is not None


def test_pages_and_filters() -> None:
    store = build()
    first, second = (conflicts(store, limit=1, offset=offset) for offset in (0, 1))
    assert [page.total for page in (first, second)] == [2, 2]
    assert {page.conflicts[0].document.iri for page in (first, second)} == {KH83.iri, KL12.iri}
    assert conflicts(store, kind="number").total == 0
    assert [item.document.iri for item in conflicts(store, document=KL12.iri).conflicts] == [KL12.iri]
    assert conflicts(store, document=LD457.iri).total == 0
    assert conflicts(memory_store()).conflicts == ()


def test_what_cannot_be_asked() -> None:
    store = build()
    for asked in ({"kind": "opinion"}, {"limit": 0}, {"offset": -1}):
        with pytest.raises(InputError):
            conflicts(store, **asked)
    with pytest.raises(NotFound):
        conflicts(store, document=IRIS.document("trung-uong", "chi-thi", "99-CT/TW", "k13"))


def test_every_kind_is_a_concept() -> None:
    assert set(KINDS) == {concept.slug for concept in load_vocabulary().conflicts}


def test_a_plan_older_than_what_it_implements() -> None:
    part = held(PLAN, "a.txt", 1, date="2021-12-01").cites(CT12, "implements").states(PLAN.iri, "implements", CT12.iri)
    found = conflicts(build_parts(part, held(CT12, "b.txt", 1, date="2022-01-05")))
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.document.iri, conflict.reason) == (
        "older-than-implemented",
        CT12.iri,
        "2021-12-01 is before 2022-01-05",
    )
    assert conflict.against is not None
    assert conflict.against.iri == PLAN.iri
    assert {side.value for side in conflict.sides} == {"2021-12-01", "2022-01-05"}
    assert conflicts(build_parts(part, held(CT12, "b.txt", 1, date="2022-01-05")), document=PLAN.iri).total == 1


def test_a_heading_later_than_its_citation() -> None:
    letter = Doc("cong-van", "5-CV/TU", "ca-mau", "nk2020")
    part = held(letter, "a.txt", 1, date="2021-11-11").cites(PLAN, date="2022-03-01")
    (conflict,) = conflicts(build_parts(part, held(PLAN, "b.txt", 1, date="2022-03-01"))).conflicts
    assert conflict.kind == "later-than-citation"
    assert conflict.against is not None
    assert (conflict.document.iri, conflict.against.iri) == (PLAN.iri, letter.iri)
    assert all(side.quotations for side in conflict.sides)


def test_two_documents_with_one_number_in_a_term() -> None:
    one = held(PLAN, "a.txt", 1, date="2022-03-01", title="phòng, chống lãng phí trong cơ quan nhà nước")
    other = held(PLAN, "b.txt", 1, date="2023-08-09", title="chăm sóc người cao tuổi trên địa bàn tỉnh")
    (conflict,) = conflicts(build_parts(one, other)).conflicts
    assert (conflict.kind, conflict.better_supported) == ("number", None)
    again = held(PLAN, "b.txt", 1, date="2023-08-09", title="phòng, chống lãng phí trong cơ quan nhà nước")
    (conflict,) = conflicts(build_parts(one, again)).conflicts
    assert conflict.kind == "date"


def test_a_body_that_did_not_exist_then() -> None:
    part = held(PLAN, "a.txt", 1, date="2025-08-08").assigns("II.1", "Huyện ủy Tân Châu", "lead")
    kind = IRIS.concept("body-kind", "huyen-uy")
    part.link(part.body("Huyện ủy Tân Châu"), "http://www.w3.org/ns/org#classification", kind)
    (conflict,) = conflicts(build_parts(part)).conflicts
    assert (conflict.kind, conflict.reason) == (
        "body-not-existing",
        "there was no body of the kind huyen-uy on 2025-08-08",
    )
    assert {side.value for side in conflict.sides} == {"2025-08-08", "Huyện ủy Tân Châu"}
    assert all(side.quotations for side in conflict.sides)


def test_a_type_that_the_body_may_not_issue() -> None:
    (norm,) = (one for one in load_vocabulary().competences if one.slug == "ban-thuong-vu-tinh-uy-66")
    notice = Doc("thong-cao", "1-TC/TU", "tay-ninh", "nk2020")
    part = held(notice, "a.txt", 1, date="2022-03-01", issuer="Ban Thường vụ Tỉnh ủy Tây Ninh")
    kind = IRIS.concept("body-kind", "ban-thuong-vu-tinh-uy")
    part.link(part.body("Ban Thường vụ Tỉnh ủy Tây Ninh"), "http://www.w3.org/ns/org#classification", kind)
    store = build_parts(part)
    assert conflicts(store).total == 0, "without the vocabulary there is no norm"
    store.load_static()
    derive(store)
    (conflict,) = conflicts(store).conflicts
    assert (conflict.kind, {side.value for side in conflict.sides}) == ("type-not-allowed", {"thong-cao", norm.slug})
