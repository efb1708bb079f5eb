"""Numbers and symbols: every form of the grammar, every damage that was met, and what only looks like a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.lexicon import Lexicon, load_lexicon
from loaders.numbers import find_numbers, parse_number, repair, settle_centre, type_by_symbol

FOUND = [  # text, canonical number, why
    ("Chỉ thị số 12-CT/TW", "12-CT/TW", "Party"),
    ("Chỉ thị 04-CT/TW của", "04-CT/TW", "without số, leading zero kept"),
    ("Hướng dẫn số 02-\n\nHD/BDNTW ngày", "02-HD/BDNTW", "a page break inside the number"),
    ("Số 100 - KL/TW", "100-KL/TW", "spaces at the joints"),
    ("số 12–CT/TW", "12-CT/TW", "en dash"),
    ("số 84 QĐ/TWĐTN", "84-QĐ/TWĐTN", "the hyphen is missing"),
    ("số 317-QĐ/TWĐTN-TNTH", "317-QĐ/TWĐTN-TNTH", "with a unit"),
    ("số 05-CT/T.Ư ngày", "05-CT/TW", "T.Ư for TW"),
    ("Số: 15/QĐ-UBND", "15/QĐ-UBND", "State"),
    ("30/2020/NĐ-CP", "30/2020/NĐ-CP", "with the year"),
    ("Luật số 20/2023/QH15", "20/2023/QH15", "National Assembly"),
    ("số 101/2025/UBTVQH15", "101/2025/UBTVQH15", "its Standing Committee"),
    ("Số: 457/LĐLĐ", "457/LĐLĐ", "no type symbol"),
    ("số 11298/VPCP-KTTH", "11298/VPCP-KTTH", "no type symbol, with a unit"),
    ("số 3257/TNI-QLDN1 về", "3257/TNI-QLDN1", "a unit with a digit"),
    ("số 1249a/CTPH-UBDT-BTP", "1249a/CTPH-UBDT-BTP", "a letter behind the number, two issuers"),
    ("số 75/KH- UBND ngày", "75/KH-UBND", "a space behind the hyphen"),
    ("số 3236/TTr -SNN ngày", "3236/TTr-SNN", "a space before the hyphen"),
    ("CHỈ THỊ SỐ 27/CT-TTG NGÀY", "27/CT-TTg", "capitals of a heading"),
    ("số 403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN, ngày", "403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN", "joint"),
    ("Quyết định số 34-CP ngày", "34-CP", "old form"),
    ("tuyến 34-CP chạy", None, "old form without số"),
    ("số 19/2008/NQLT/CP-UBTUMTTQVN", "19/2008/NQLT/CP-UBTUMTTQVN", "joint, with a bar"),
    ("Ban Chỉ đạo 35-16 tỉnh", None, "not a number of a document"),
    ("điện thoại 12-34", None, "a telephone"),
    ("ngày 15/7/2022", None, "a date"),
    ("81/100 nền kinh tế", None, "a rank"),
    ("tài liệu HTMT-26b", None, "a typist's mark"),
    ("tốc độ 120/km", None, "a unit of measure"),
]


@pytest.mark.parametrize(("text", "number", "why"), FOUND, ids=[row[2] for row in FOUND])
def test_find_numbers(text: str, number: str | None, why: str, lexicon: Lexicon) -> None:
    found = [str(item.value) for item in find_numbers(" ".join(text.split()), lexicon)]
    assert found == ([number] if number else []), why


REPAIRS = [  # as found, type named beside it, repaired
    ("3467/QD-BYT", "quyet-dinh", "3467/QĐ-BYT"),
    ("96/2023/ND-CP", "nghi-dinh", "96/2023/NĐ-CP"),
    ("27/CTTg", "chi-thi", "27/CT-TTg"),
    ("02-HĐ/BĐNTW", "huong-dan", "02-HD/BĐNTW"),
    ("08-CT/TU", "chuong-trinh", "08-CTr/TU"),
    ("08-CT/TU", "chi-thi", "08-CT/TU"),
    ("04/CT-TW", "chi-thi", "04-CT/TW"),
    ("15/QĐ-UBND", "quyet-dinh", "15/QĐ-UBND"),
    ("457/LĐLĐ", "cong-van", "457/LĐLĐ"),
]


@pytest.mark.parametrize(("found", "slug", "repaired"), REPAIRS)
def test_repair(found: str, slug: str, repaired: str, lexicon: Lexicon) -> None:
    number = parse_number(found, lexicon)
    assert number is not None
    assert str(repair(number, slug, lexicon)) == repaired


TYPES = [
    ("12-CT/TW", "chi-thi"),
    ("66-QĐ/TW", "quyet-dinh"),
    ("05-TT/TU", "thong-tri"),
    ("01/2011/TT-BNV", "thong-tu"),
    ("457/LĐLĐ", "cong-van"),
    ("20/2023/QH15", "luat"),
    ("10-CTr/TU", "chuong-trinh"),
]


@pytest.mark.parametrize(("text", "slug"), TYPES)
def test_type_by_symbol(text: str, slug: str, lexicon: Lexicon) -> None:
    number = parse_number(text, lexicon)
    assert number is not None
    assert type_by_symbol(number, lexicon) == slug


SEQ = st.from_regex(r"[1-9][0-9]{0,3}", fullmatch=True)
BODY = st.sampled_from(["TW", "TU", "HU", "BDVTU", "BĐNTW", "TWĐTN-TNTH"])
STATE = st.sampled_from(["UBND", "CP", "TTg", "BNV", "MTTQ-BTT", "HĐND"])


@given(SEQ, st.sampled_from(["CT", "KH", "CV", "QĐ", "CTr", "HD"]), BODY)
def test_a_party_number_parses_to_itself(seq: str, symbol: str, body: str) -> None:
    text = f"{seq}-{symbol}/{body}"
    assert str(parse_number(text, load_lexicon())) == text


@given(SEQ, st.none() | st.integers(1990, 2026), st.sampled_from(["QĐ", "NQ", "KH", "TTr"]), STATE)
def test_a_state_number_parses_to_itself(seq: str, year: int | None, symbol: str, body: str) -> None:
    text = f"{seq}/{f'{year}/' if year else ''}{symbol}-{body}"
    assert str(parse_number(text, load_lexicon())) == text


@pytest.mark.parametrize(
    ("issuer", "settled"),
    [("Tỉnh ủy Tây Ninh", "90-KH/TU"), ("Ban Bí thư", "90-KH/TW"), (None, "90-KH/TW")],
)
def test_settle_centre(issuer: str | None, settled: str, lexicon: Lexicon) -> None:
    number = parse_number("90-KH/TƯ", lexicon)
    assert number is not None
    assert str(settle_centre(number, issuer)) == settled
