"""PDF: layers, tables, page numbers, old fonts, pictures without a program for them, and broken files."""

import io
import logging
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from loaders.readers import FileText, Limits, Options, Source, ocr, read_source
from loaders.readers.programs import run
from ontology.errors import EmptyInput, InputError, LimitExceeded, LineageError, UnsupportedFormat

from .documents import DATA
from .test_encodings import SENTENCE, to_tcvn3, to_vni

PLAN = (DATA / "plan.pdf").read_bytes()
SCAN = (DATA / "scan.pdf").read_bytes()


def made(*pages: Callable[[FPDF], Any], **options: Any) -> bytes:
    """A PDF of these pages, in a font that has the letters of Latin-1."""
    document = FPDF()
    document.set_auto_page_break(False)
    if "password" in options:
        document.set_encryption(owner_password="owner", user_password=options["password"])
    for draw in pages:
        document.add_page()
        document.set_font("Helvetica", size=12)
        draw(document)
    return bytes(document.output())


def lines(*texts: str, top: float = 20) -> Callable[[FPDF], None]:
    def draw(document: FPDF) -> None:
        for place, text in enumerate(texts):
            document.text(20, top + 8 * place, text)

    return draw


def read(data: bytes, options: Options | None = None) -> FileText:
    return read_source(Source("a.pdf", data, options or Options()))


def test_pages_are_parted_by_a_form_feed_and_lose_their_numbers() -> None:
    def page(number: str, text: str) -> Callable[[FPDF], None]:
        def draw(document: FPDF) -> None:
            document.text(100, 15, number)
            lines(text, "12", top=40)(document)

        return draw

    reading = read(made(page("- 1 -", "mot hai"), page("2", "ba bon")))
    assert reading.text == "mot hai\n12\n\fba bon\n12"
    assert reading.described == "read as pdf: text layer of 2 pages"
    assert reading.warnings == ()


def test_a_ruled_table_keeps_its_cells_and_joins_what_a_narrow_cell_broke() -> None:
    def draw(document: FPDF) -> None:
        lines("truoc")(document)
        document.set_y(30)
        with document.table(width=120, col_widths=(20, 60, 40)) as table:
            for cells in (("TT", "Noi dung", "Co quan"), ("1", "Tap huan can bo cap huyen trong tinh", "So Noi vu")):
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        lines("sau", top=90)(document)

    assert read(made(draw)).text.split("\n") == [
        "truoc", "", "| TT | Noi dung | Co quan |",
        "| 1 | Tap huan can bo cap huyen trong tinh | So Noi vu |", "", "sau",
    ]  # fmt: skip


def test_a_frame_around_a_page_is_no_table() -> None:
    def draw(document: FPDF) -> None:
        document.rect(10, 10, 190, 270)
        document.rect(12, 12, 186, 266)
        lines("mot", "hai", top=40)(document)

    assert read(made(draw)).text == "mot\nhai"


@pytest.mark.parametrize(("name", "encode"), [("TCVN3", to_tcvn3), ("VNI", to_vni)])
def test_old_fonts_are_told_by_spelling(name: str, encode: Callable[[str], str]) -> None:
    text = SENTENCE[3:].split(", ")
    reading = read(made(lines(*(encode(line).replace("\u00ad", "\u00ad") for line in text))))
    assert f"decoded as {name}" in reading.steps
    assert reading.text.split("\n")[0].startswith("ban nhân dân tỉnh Tây Ninh ban hành Kế hoạch")


def test_a_page_whose_letters_cannot_be_told_is_taken_for_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "unavailable", lambda: "no program")
    broken = PLAN.replace(b"/ToUnicode", b"/ToNothing")
    with pytest.raises(UnsupportedFormat, match="pages 1-2 were not recognised, being pictures: no program"):
        read(broken)


# -- pictures ---------------------------------------------------------------------------------------------------------


def mixed() -> bytes:
    """A page with text, a picture, and a page with text."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for data, page in ((PLAN, 0), (SCAN, 0), (PLAN, 1)):
        with pypdfium2.PdfDocument(data) as source:
            document.import_pages(source, [page])
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def test_without_the_program_other_pages_are_read_and_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    reading = read(mixed())
    assert "2718/KH-UBND" in reading.text
    (warning,) = reading.warnings
    assert "page 2 was not recognised, being pictures: the program tesseract is not installed" in warning
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in warning
    with pytest.raises(UnsupportedFormat, match="apt-get install tesseract-ocr tesseract-ocr-vie"):
        read(SCAN)


def scanned(*layer: str) -> bytes:
    """A page that is a picture, with a layer of text on it."""
    import pypdfium2

    with pypdfium2.PdfDocument(SCAN) as source:
        picture = source[0].render(scale=2).to_pil()

    def draw(document: FPDF) -> None:
        document.image(picture, x=0, y=0, w=210, h=297)
        lines(*layer)(document)

    return made(draw)


LAYERS = [
    ("Nguoi ky: UBND tinh", "Thoi gian ky: 17/05/2022"),
    ("Uy ban nhdn ddn tinh Qudng Nam trien khai ke hoach",) * 9,
]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_scan_with_a_stamp_or_a_layer_without_vietnamese_is_a_picture(
    layer: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "unavailable", lambda: None)
    monkeypatch.setattr(ocr, "recognise", lambda picture, seconds, what: f"{picture[:2]!r} of {what}")
    reading = read(scanned(*layer))
    assert reading.text == "b'P5' of a.pdf, page 1"
    kept = read(scanned(*layer), Options(ocr=False))
    assert kept.text == "\n".join(layer)
    assert "page 1 was not recognised" in kept.warnings[0]


def test_a_picture_behind_a_text_leaves_it_a_text() -> None:
    assert read(scanned(*[to_tcvn3(SENTENCE[3:70])] * 9)).steps[0] == "text layer of 1 page"


def test_a_page_that_cannot_be_drawn_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        raise RuntimeError("Failed to load document")

    monkeypatch.setattr(ocr, "unavailable", lambda: None)
    monkeypatch.setattr("pypdfium2.PdfDocument", broken)
    with pytest.raises(EmptyInput, match="page 1 could not be recognised: Failed to load document"):
        read(SCAN)


def test_without_its_vietnamese_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/nowhere/{name}")
    monkeypatch.setattr(ocr, "_languages", lambda program: frozenset({"eng"}))
    with pytest.raises(UnsupportedFormat, match="without Vietnamese"):
        read(SCAN)


def test_recognition_can_be_switched_off() -> None:
    with pytest.raises(UnsupportedFormat, match="LINEAGE_OCR is off"):
        read(SCAN, Options(ocr=False))


@pytest.mark.skipif(ocr.unavailable() is not None, reason="tesseract with Vietnamese is not installed")
def test_pages_with_and_without_text_in_their_order() -> None:
    heard: list[tuple[str, int, int]] = []
    reading = read(mixed(), Options(progress=lambda *told: heard.append(told)))
    first, second, third = reading.text.split("\f")
    assert first.split("\n")[0] == "ỦY BAN NHÂN DÂN"
    assert "Số: 2718/KH-UBND" in second
    assert "Trần Văn Sơn" in third
    assert reading.steps == ("text layer of 2 pages", "1 page by OCR")
    assert heard == [("a.pdf", 0, 1), ("a.pdf", 1, 1)]


@pytest.mark.skipif(ocr.unavailable() is not None, reason="tesseract with Vietnamese is not installed")
def test_a_page_that_takes_too_long_costs_that_page() -> None:
    reading = read(mixed(), Options(Limits(program_seconds=0.05)))
    assert "Trần Văn Sơn" in reading.text
    assert "page 2 could not be recognised" in reading.warnings[0]
    assert "within 0.05 seconds" in reading.warnings[0]


def test_a_program_that_takes_too_long_ends_with_its_children() -> None:
    with pytest.raises(LimitExceeded, match=r"a\.pdf: sh did not finish"):
        run(["sh", "-c", "sleep 60 & sleep 60"], 0.2, "a.pdf")


# -- broken and hostile files -----------------------------------------------------------------------------------------


def streamed(packed: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """A file of one page whose content is this stream."""
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter %s>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"
    ) % (len(packed), filters, packed)


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    piece = packer.compress(b" " * 1024 * 1024)
    for _ in range(megabytes - 1):
        piece += packer.compress(b" " * 1024 * 1024)
    return piece + packer.flush()


BROKEN = [  # data, error, words
    ("cut short", PLAN[:6_000], InputError, "no whole PDF|no pages|no text"),
    ("a head alone", b"%PDF-1.7\n", InputError, "no whole PDF|no pages"),
    ("junk", b"%PDF-1.7\n" + bytes(range(256)) * 50, InputError, "no whole PDF|no pages"),
    ("no pages", made()[:200] + b"%%EOF", InputError, "no whole PDF|no pages|no text"),
    ("an empty page", made(lambda document: None), EmptyInput, "no text"),
    ("a password", made(lines("mot"), password="x"), InputError, "locked with a password"),
    ("a bomb", streamed(bomb(600)), LimitExceeded, "unpacks to more"),
    ("packed twice", streamed(zlib.compress(bomb(2)), b"[/FlateDecode /FlateDecode]"), LimitExceeded, "several times"),
    ("pages in a circle", streamed(b"").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"), InputError, "a.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "data", "kind", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_broken_files_are_refused(case: str, data: bytes, kind: type[LineageError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        read(data)
    assert "a.pdf" in str(caught.value)


def test_a_file_that_only_forbids_printing_is_read() -> None:
    assert read(made(lines("mot hai ba"), password="")).text == "mot hai ba"


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="has 3 pages, more than the 2"):
        read(made(*[lines("x")] * 3), Options(Limits(pages=2)))


@given(st.integers(0, len(PLAN)), st.binary(max_size=40))
def test_a_file_with_any_damage_is_read_or_refused(place: int, junk: bytes) -> None:
    try:
        read(PLAN[:place] + junk + PLAN[place + len(junk) :], Options(ocr=False))
    except LineageError as error:
        assert "a.pdf" in str(error)


def test_the_library_does_not_talk(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        read(PLAN)
    assert caplog.records == []


def test_a_sentence_that_a_page_cuts_goes_on_behind_the_form_feed() -> None:
    first = lines("mot dong day chu cua trang nay", "va cau nay con di tiep sang trang")
    reading = read(made(first, lines("sau khong co cau moi", "het.")))
    assert "sang trang\fsau khong" in reading.text
