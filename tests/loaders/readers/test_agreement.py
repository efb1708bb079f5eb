"""One document in every format gives one record."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from loaders.pipeline import Tools, extract_text
from loaders.readers import Options, Source, read_source

from .documents import DATA, PLAN, as_docx, as_html, as_text

OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
OCR = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def kept(name: str) -> Callable[[], bytes]:
    return lambda: (DATA / name).read_bytes()


FORMATS = [
    pytest.param("plan.html", lambda: as_html().encode(), id="html"),
    pytest.param("plan.docx", as_docx, id="docx"),
    pytest.param("plan.pdf", kept("plan.pdf"), id="pdf"),
    pytest.param("plan.doc", kept("plan.doc"), id="doc", marks=OFFICE),
    pytest.param("plan.rtf", kept("plan.rtf"), id="rtf", marks=OFFICE),
    pytest.param("plan.odt", kept("plan.odt"), id="odt", marks=OFFICE),
]


def record(name: str, data: bytes, tools: Tools) -> dict[str, Any]:
    (found,) = extract_text("plan", read_source(Source(name, data)).text, tools)
    return found.to_json()


def said(found: dict[str, Any]) -> dict[str, Any]:
    """Return what a record says, without the places where it says it."""
    return {
        **{field: found[field] for field in ("number", "date", "type", "place", "title", "issuer")},
        "citations": {(item["number"], item["date"], item["role"]) for item in found["citations"]},
        "recipients": [item["name"] for item in found["recipients"]],
        "signers": [(item["name"], item["position"], item["on_behalf_of"]) for item in found["signers"]],
        "tasks": {
            (item["task"], item["agency"], item["role"]) for item in found["assignments"] if item["agency"][0] == "S"
        },
    }


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """What the document says, as its plain text was written."""
    return {
        "number": "2718/KH-UBND", "date": "2022-05-17", "type": "ke-hoach", "place": "Quảng Nam",
        "title": str(PLAN[2]),
        "issuer": {
            "name": "Ủy ban nhân dân tỉnh Quảng Nam", "organization": "Ủy ban nhân dân tỉnh Quảng Nam",
            "level": "province", "province": "Quảng Nam", "district": None, "commune": None,
        },
        "citations": {
            ("83-KH/TU", "2022-05-20", "implements"), ("30/2020/NĐ-CP", "2020-03-05", "based-on"),
            ("1690/QĐ-UBND", "2021-08-18", "cites"),
        },
        "recipients": ["Thường trực Tỉnh ủy", "Các sở, ban, ngành", "VT, KGVX"],
        "signers": [("Trần Văn Sơn", "Chủ tịch", "Ủy ban nhân dân")],
        "tasks": {
            ("II.1.a", "Sở Thông tin và Truyền thông", "lead"), ("II.1.b", "Sở Ngoại vụ", "implement"),
            ("III", "Sở Ngoại vụ", "monitor"),
        },
    }  # fmt: skip


def test_the_plain_text_says_what_was_written(expected: dict[str, Any], tools: Tools) -> None:
    found = said(record("plan.txt", as_text().encode(), tools))
    for field in ("number", "date", "type", "place", "title", "issuer", "citations", "recipients"):
        assert found[field] == expected[field]
    assert [name for name, _, _ in found["signers"]] == ["Trần Văn Sơn"]


@pytest.mark.parametrize(("name", "make"), FORMATS)
def test_every_format_says_the_same(name: str, make: Callable[[], bytes], tools: Tools) -> None:
    assert said(record(name, make(), tools)) == said(record("plan.txt", as_text().encode(), tools))


@OCR
def test_a_scan_says_nearly_the_same(expected: dict[str, Any], tools: Tools) -> None:
    heard: list[tuple[int, int]] = []
    options = Options(progress=lambda _, done, total: heard.append((done, total)))
    reading = read_source(Source("scan.pdf", kept("scan.pdf")(), options))
    assert reading.described == "read as pdf: 2 pages by OCR"
    assert "pages 1-2 were recognised" in reading.warnings[0]
    assert heard == [(0, 2), (1, 2), (2, 2)]
    (found,) = extract_text("scan", reading.text, tools)
    for field in ("number", "date", "type", "place", "title"):
        assert found.to_json()[field] == expected[field]
    assert {item["number"] for item in found.to_json()["citations"]} == {item[0] for item in expected["citations"]}
    assert reading.text.count("\f") == 1


@pytest.mark.parametrize("make", [lambda: ("plan.docx", as_docx()), lambda: ("plan.pdf", kept("plan.pdf")())])
def test_tables_keep_rows_and_columns(make: Callable[[], tuple[str, bytes]]) -> None:
    text = read_source(Source(*make())).text
    assert "| STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Thời gian |" in text
    assert "| 2 | Tổ chức gặp mặt các đoàn khách quốc tế đến thăm tỉnh | Sở Ngoại vụ | Hằng năm |" in text


@pytest.mark.parametrize(("name", "make"), FORMATS)
def test_numbers_notes_and_columns_stand_in_the_text(name: str, make: Callable[[], bytes]) -> None:
    lines = read_source(Source(name, make())).text.replace("\f", "\n").split("\n")
    for line in ("I. MỤC ĐÍCH, YÊU CẦU", "2. Phân công thực hiện", "III. TỔ CHỨC THỰC HIỆN"):
        assert line in lines
    assert any(line.startswith("b) Sở Ngoại vụ biên soạn") for line in lines)
    assert "[1] Quyết định ban hành quy định về quản lý kinh phí đối ngoại." in lines
    assert any("nhân dân tỉnh.[1]" in line for line in lines)
    left, right = "ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"
    assert not any(left in line and right in line and not line.startswith("| ") for line in lines)
