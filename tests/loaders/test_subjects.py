from __future__ import annotations

import pytest

from loaders.records import Citation, Quote
from loaders.subjects import khoa_of, subject_of

ROWS = [  # words behind the number, subject, khóa, why
    (
        " ngày 12/8/2021 của Bộ Chính trị về công tác dân vận khéo;",
        "công tác dân vận khéo",
        None,
        "date, issuer, subject",
    ),
    (
        ", ngày 06 tháng 7 năm 2011 của Ban Bí thư khoá XI “Về đổi mới công tác đối ngoại”, cấp ủy",
        "đổi mới công tác đối ngoại",
        11,
        "quoted",
    ),
    (
        " của Ban Bí thư khóa XIII về việc học và làm theo gương sáng.",
        "học và làm theo gương sáng",
        13,
        "no date",
    ),
    (
        " của Ban Bí thư (khoá XIII) về việc học và làm theo gương sáng.",
        "học và làm theo gương sáng",
        13,
        "khóa in brackets",
    ),
    (
        " ngày 21/6/2022 của Ban Thường vụ Tỉnh ủy thực hiện Chỉ thị số 12-CT/TW, ngày 05/01/2022",
        "thực hiện Chỉ thị số 12-CT/TW, ngày 05/01/2022",
        None,
        "a plan for a directive",
    ),
    (
        " ngày 20/6/2025 của Tỉnh ủy về bầu cử đại biểu Quốc hội khóa XVI và Hội đồng nhân dân",
        "bầu cử đại biểu Quốc hội khóa XVI và Hội đồng nhân dân",
        None,
        "the khóa of the subject",
    ),
    (
        " ngày 04/5/2012 của Ban Thường vụ Tỉnh ủy, tạo chuyển biến về nhận thức của cán bộ",
        None,
        None,
        "another clause",
    ),
    (
        " và Kế hoạch này.",
        None,
        None,
        "nothing",
    ),
    (
        "",
        None,
        None,
        "the end of the text",
    ),
    (
        " về giáo dục",
        None,
        None,
        "too short to tell anything apart",
    ),
    (
        " về phòng, chống lãng phí trong sinh hoạt và Kế hoạch số 5-KH/TU về nhà ở",
        "phòng, chống lãng phí trong sinh hoạt",
        None,
        "the next document",
    ),
]


def citation(*suffixes: str) -> Citation:
    return Citation(
        "chi-thi", "12-CT/TW", None, None, "cites", tuple(Quote((0, 8), "12-CT/TW", "", one) for one in suffixes)
    )


@pytest.mark.parametrize(("suffix", "subject", "khoa"), [row[:3] for row in ROWS], ids=[row[3] for row in ROWS])
def test_subject_and_term(suffix: str, subject: str | None, khoa: int | None) -> None:
    assert subject_of(citation(suffix)) == subject
    assert khoa_of(citation(suffix)) == khoa


def test_the_longest_mention_tells_the_subject_and_two_terms_tell_nothing() -> None:
    cited = citation(" về nếp sống văn minh ở cơ sở", " về nếp sống văn minh ở cơ sở và khu dân cư", "")
    assert subject_of(cited) == "nếp sống văn minh ở cơ sở và khu dân cư"
    assert khoa_of(citation(" của Ban Bí thư khóa XI", " của Ban Bí thư khóa XII")) is None


def test_a_hostile_sentence_takes_no_time() -> None:
    assert subject_of(citation(" của " + "a " * 100_000)) is None
    assert khoa_of(citation(" của " + "khóa " * 100_000)) is None
