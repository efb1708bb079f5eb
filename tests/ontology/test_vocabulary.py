"""The controlled vocabularies: what extraction relies on, and that every file is whole."""

from collections import Counter

import pyoxigraph as ox
import pytest

from ontology.gazetteer import fold_name
from ontology.iris import VOCABULARIES, slug
from ontology.turtle import package_file, package_files, parse_file
from ontology.vocabulary import SCHEMES, BodyKind, DocumentType, load_vocabulary

SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPES = {one.slug: one for one in load_vocabulary().document_types}
KINDS = {one.slug: one for one in load_vocabulary().body_kinds}

SYMBOLS = [  # slug, label, Party, State
    ("chi-thi", "Chỉ thị", "CT", "CT"),
    ("nghi-quyet", "Nghị quyết", "NQ", "NQ"),
    ("quyet-dinh", "Quyết định", "QĐ", "QĐ"),
    ("quy-dinh", "Quy định", "QĐ", "QyĐ"),
    ("thong-tri", "Thông tri", "TT", ""),
    ("thong-tu", "Thông tư", "", "TT"),
    ("huong-dan", "Hướng dẫn", "HD", "HD"),
    ("hop-dong", "Hợp đồng", "", "HĐ"),
    ("cong-van", "Công văn", "CV", ""),
    ("chuong-trinh", "Chương trình", "CTPH CTr", "CTPH CTr"),
    ("nghi-quyet-lien-tich", "Nghị quyết liên tịch", "", "NQLT"),
    ("van-ban-hop-nhat", "Văn bản hợp nhất", "", "VBHN"),
    ("cong-dien", "Công điện", "", "CĐ"),
    ("thoa-thuan", "Bản thỏa thuận", "", "BTT"),
    ("ban-giao-uoc", "Bản giao ước", "", ""),
    ("luat", "Luật", "", ""),
]


@pytest.mark.parametrize(("slug_", "label", "party", "state"), SYMBOLS)
def test_symbols_of_types(slug_: str, label: str, party: str, state: str) -> None:
    found = TYPES[slug_]
    assert found == DocumentType(slug_, label, tuple(party.split()), tuple(state.split()), found.alt_labels)


def members(name: str) -> set[str]:
    collection = f"{VOCABULARIES}type-{name}"
    triples = parse_file(package_file("vocab", "type.ttl"))
    return {
        triple.object.value.rpartition("/")[2]
        for triple in triples
        if isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.NamedNode)
        and triple.subject.value == collection
        and triple.predicate.value == f"{SKOS}member"
    }


def test_collections_of_types() -> None:
    # 25 types and 8 administrative papers (399-QĐ/TW); 29 types (Nghị định 30/2020, Điều 7) and 3 kinds of copies.
    assert (len(members("party")), len(members("state"))) == (33, 32)
    assert {"luat", "nghi-dinh", "thong-tu"} <= members("legal")
    assert members("party") | members("state") | members("legal") <= set(TYPES)


def test_every_party_symbol_belongs_to_a_party_type() -> None:
    assert {slug_ for slug_, one in TYPES.items() if one.party_symbols} - members("party") == {"chuong-trinh-hanh-dong"}


BODIES = [  # slug, label, abbreviation, system, level
    ("ban-bi-thu-trung-uong-dang", "Ban Bí thư Trung ương Đảng", "TW", "party", "central"),
    ("bo-chinh-tri", "Bộ Chính trị", "TW", "party", "central"),
    ("ban-doi-ngoai-trung-uong", "Ban Đối ngoại Trung ương", "BĐNTW", "party", "central"),
    ("ban-dan-van-trung-uong", "Ban Dân vận Trung ương", "BDVTW", "party", "central"),
    ("tinh-uy", "Tỉnh ủy", "TU", "party", "province"),
    ("thanh-uy-truc-thuoc-trung-uong", "Thành ủy trực thuộc Trung ương", "TU", "party", "province"),
    ("thanh-uy-thuoc-tinh", "Thành ủy thuộc tỉnh", "ThU", "party", "district"),
    ("huyen-uy", "Huyện ủy", "HU", "party", "district"),
    ("quan-uy", "Quận ủy", "QU", "party", "district"),
    ("ban-tuyen-giao-tinh-uy", "Ban Tuyên giáo Tỉnh ủy", "BTGTU", "party", "province"),
    ("ban-dan-van-huyen-uy", "Ban Dân vận Huyện ủy", "BDVHU", "party", "district"),
    ("van-phong-tinh-uy", "Văn phòng Tỉnh ủy", "VPTU", "party", "province"),
    ("uy-ban-kiem-tra-huyen-uy", "Ủy ban Kiểm tra Huyện ủy", "UBKTHU", "party", "district"),
    ("uy-ban-nhan-dan", "Ủy ban nhân dân", "UBND", "state", None),
    ("hoi-dong-nhan-dan", "Hội đồng nhân dân", "HĐND", "state", None),
    ("lien-doan-lao-dong", "Liên đoàn Lao động", "LĐLĐ", "front", None),
    ("bo-ngoai-giao", "Bộ Ngoại giao", "BNG", "state", "central"),
    ("so-ngoai-vu", "Sở Ngoại vụ", "SNgV", "state", "province"),
    ("thu-tuong-chinh-phu", "Thủ tướng Chính phủ", "TTg", "state", "central"),
    ("uy-ban-thuong-vu-quoc-hoi", "Ủy ban Thường vụ Quốc hội", "UBTVQH", "state", "central"),
    ("toa-an-nhan-dan-toi-cao", "Tòa án nhân dân tối cao", "TANDTC", "judiciary", "central"),
    ("bo-chi-huy-bo-doi-bien-phong", "Bộ Chỉ huy Bộ đội Biên phòng", "BCHBĐBP", "armed-forces", "province"),
    (
        "uy-ban-trung-uong-mat-tran-to-quoc-viet-nam",
        "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
        "MTTW",
        "front",
        "central",
    ),
]


@pytest.mark.parametrize(("slug_", "label", "abbreviation", "system", "level"), BODIES)
def test_kinds_of_bodies(slug_: str, label: str, abbreviation: str, system: str, level: str | None) -> None:
    found = KINDS[slug_]
    assert (found.label, found.system, found.level) == (label, system, level)
    assert abbreviation in found.abbreviations


def test_misreadings_are_hidden() -> None:
    assert "BDNTW" in KINDS["ban-doi-ngoai-trung-uong"].hidden_labels
    assert not any("BDNTW" in kind.abbreviations + kind.alt_labels for kind in KINDS.values())


def names(kind: BodyKind) -> set[str]:
    return {fold_name(name) for name in (kind.label, *kind.alt_labels)}


def test_a_name_belongs_to_one_kind() -> None:
    count = Counter(name for kind in KINDS.values() for name in names(kind))
    assert [name for name, times in count.items() if times > 1] == []


@pytest.mark.parametrize("alt", ["Ban Bí thư", "Ban Bí thư Trung ương"])
def test_the_secretariat_has_one_name(alt: str) -> None:
    assert alt in KINDS["ban-bi-thu-trung-uong-dang"].alt_labels


def test_small_schemes() -> None:
    vocabulary = load_vocabulary()
    assert [one.slug for one in vocabulary.roles] == ["advise", "coordinate", "implement", "lead", "monitor"]
    assert [one.slug for one in vocabulary.milestones] == ["deadline", "final-review", "preliminary-review", "report"]
    assert [one.slug for one in vocabulary.levels] == ["central", "commune", "district", "province"]
    assert {"implements", "based-on", "attaches", "continues", "cites"} <= {one.slug for one in vocabulary.relations}
    assert {kind.system for kind in KINDS.values()} == {one.slug for one in vocabulary.systems}
    assert {kind.level for kind in KINDS.values()} - {None} == {one.slug for one in vocabulary.levels}


def test_every_kind_has_a_system() -> None:
    expected = {
        "ban-chi-huy-quan-su": "armed-forces",
        "bo-chi-huy-quan-su": "armed-forces",
        "cong-an": "armed-forces",
        "cong-an-tinh": "armed-forces",
        "toa-an-nhan-dan": "judiciary",
        "vien-kiem-sat-nhan-dan": "judiciary",
        "dang-uy-cong-an": "party",
        "bo-cong-an": "state",
        "lien-doan-lao-dong-tinh": "front",
        "benh-vien": "other",
    }
    assert {slug: KINDS[slug].system for slug in expected} == expected
    for kind in KINDS.values():
        for wider in kind.broader:
            apart = {kind.system, KINDS[wider].system}
            assert len(apart) == 1, f"{kind.slug} and {wider} are of {apart}"


def test_no_kind_is_below_itself_but_by_level() -> None:
    for kind in KINDS.values():
        assert kind.slug not in kind.units_of
        assert kind.level is None or kind.slug not in kind.below, f"{kind.slug} exists at one level"
        assert {*kind.units_of, *kind.below} <= set(KINDS)


EXISTED = [  # kind, level, day, whether there were such bodies then
    ("huyen-uy", None, "2025-06-30", True),
    ("huyen-uy", None, "2025-07-01", False),
    ("huyen-uy", None, "2025", None),
    ("huyen-uy", None, "2026", False),
    ("uy-ban-nhan-dan-quan", None, "2025-07-01", False),
    ("lien-doan-lao-dong-huyen", None, "2025-07-01", False),
    ("hoi-nong-dan-viet-nam", None, "2025-07-01", None),
    ("hoi-nong-dan-viet-nam", "district", "2025-07-01", False),
    ("hoi-nong-dan-viet-nam", "district", "2022-01-01", True),
    ("hoi-nong-dan-viet-nam", "province", "2025-07-01", None),
    ("ban-tuyen-giao-trung-uong", None, "2025-02-02", True),
    ("ban-tuyen-giao-trung-uong", None, "2025-02-03", False),
    ("ban-tuyen-giao-va-dan-van-trung-uong", None, "2025-02-02", False),
    ("ban-tuyen-giao-va-dan-van-trung-uong", None, "2025-02-03", True),
    ("ban-tuyen-giao-va-dan-van-tinh-uy", None, "2024-12-31", False),
    ("ban-tuyen-giao-va-dan-van-tinh-uy", None, "2025-03-01", None),
    ("ban-tuyen-giao-va-dan-van-tinh-uy", None, "2026-01-01", True),
    ("ban-dan-van-tinh-uy", None, "2024-12-31", True),
    ("ban-dan-van-tinh-uy", None, "2025-03-01", None),
    ("ban-dan-van-tinh-uy", None, "2026-01-01", False),
    ("dang-doan-quoc-hoi", None, "2025-01-31", True),
    ("dang-doan-quoc-hoi", None, "2025-02-10", None),
    ("dang-doan-quoc-hoi", None, "2025-03-01", False),
    ("dang-uy-quoc-hoi", None, "2025-02", None),
    ("bo-giao-thong-van-tai", None, "2025-03-01", False),
    ("tinh-uy", None, "2025-07-01", None),
    ("no-such-kind", None, "2025-07-01", None),
]


@pytest.mark.parametrize(("kind", "level", "day", "expected"), EXISTED)
def test_when_there_were_bodies_of_a_kind(kind: str, level: str | None, day: str, expected: bool | None) -> None:
    assert load_vocabulary().kind_valid_on(kind, day, level) is expected


CHANGES = load_vocabulary().changes


def test_changes_and_periods_of_kinds_agree() -> None:
    ended = {kind: one.date for one in CHANGES for kind in one.original_kinds if kind not in one.resulting_kinds}
    assert set(ended) == {kind.slug for kind in KINDS.values() if kind.period.last}
    for kind, day in ended.items():
        assert not KINDS[kind].period.holds_on(day), kind
    for one in CHANGES:
        for kind in set(one.resulting_kinds) - set(one.original_kinds) - {"dang-uy"}:  # which there was before
            assert KINDS[kind].period.first == one.date, kind


def test_changes_say_how_sure_they_are() -> None:
    sure = {one.slug: one.confidence for one in CHANGES}
    assert sure["ban-tuyen-giao-va-dan-van-trung-uong"] > sure["ban-tuyen-giao-va-dan-van-huyen-uy"]
    assert sure["ket-thuc-cap-huyen"] > sure["ket-thuc-cong-doan-cap-huyen"]
    assert all(one.source == "general knowledge" for one in CHANGES if one.confidence < 0.7)


PERIODS = [  # norm, day, whether it held then
    ("tinh-uy-66", "2017-02-05", False),
    ("tinh-uy-66", "2017-02-06", True),
    ("tinh-uy-66", "2017-02", False),
    ("tinh-uy-66", "2017-03", True),
    ("tinh-uy-66", "2017", False),
    ("tinh-uy-66", "2018", True),
    ("tinh-uy-66", "2026-01-08", True),
    ("tinh-uy-66", "2026-01-09", False),
    ("tinh-uy-66", "2026-01", False),
    ("chi-bo-399", "2026-01-08", False),
    ("chi-bo-399", "2026-01-09", True),
    ("chi-bo-399", "2027", True),
]


@pytest.mark.parametrize(("norm", "day", "held"), PERIODS)
def test_when_a_norm_held(norm: str, day: str, held: bool) -> None:
    (found,) = [one for one in load_vocabulary().competences if one.slug == norm]
    assert found.holds_on(day) is held


def test_norms_name_known_types_and_kinds() -> None:
    for norm in load_vocabulary().competences:
        assert set(norm.types) <= set(TYPES)
        assert set(norm.body_kinds) <= set(KINDS)
        assert norm.norm.startswith("Quy định ")


def test_slugs_of_types_are_their_names() -> None:
    exceptions = {"cuong-linh", "dieu-le", "thoa-thuan"}
    assert {one.slug for one in TYPES.values() if slug(one.label) != one.slug} == exceptions


def statements(scheme: str) -> list[tuple[str, str, str]]:
    found = []
    for triple in parse_file(package_file("vocab", f"{scheme}.ttl")):
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode | ox.Literal)
        found.append((triple.subject.value, triple.predicate.value, triple.object.value))
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_concept_is_defined_and_in_its_scheme(scheme: str) -> None:
    prefix = f"{VOCABULARIES}{scheme}/"
    found = statements(scheme)
    concepts = {subject for subject, _, _ in found if subject.startswith(prefix)}
    assert concepts
    assert concepts == {subject for subject, name, _ in found if name == f"{SKOS}definition" and subject in concepts}
    assert concepts == {
        s for s, name, value in found if name == f"{SKOS}inScheme" and value == f"{VOCABULARIES}{scheme}"
    }


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_concept_that_is_referred_to_exists(scheme: str) -> None:
    exists = {subject for path in package_files("vocab", ".ttl") for subject, _, _ in statements(path.stem)}
    referred = {value for _, _, value in statements(scheme) if value.startswith(VOCABULARIES)}
    assert referred <= exists
