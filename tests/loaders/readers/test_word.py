"""Word documents: what Word prints and does not write, what it writes twice, and files that were made to do harm."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.readers import FileText, Limits, Options, Source, read_source
from ontology.errors import EmptyInput, InputError, LimitExceeded, LineageError

from .documents import as_docx
from .test_encodings import SENTENCE, to_tcvn3, to_vni
from .wordparts import add_footnotes, add_numbering, footnote_reference, number

Build = Callable[[Any], None]


def saved(build: Build) -> bytes:
    document = Document()
    build(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def read(build: Build) -> FileText:
    return read_source(Source("a.docx", saved(build)))


def lines(build: Build) -> list[str]:
    return [line for line in read(build).text.split("\n") if line]


def put(document: Any, xml: str) -> None:
    """Puts WordprocessingML at the end of the body."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


# -- numbers ----------------------------------------------------------------------------------------------------------

LISTS = [  # forms and texts of the levels, levels of the paragraphs, printed numbers
    ((("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")), (0, 1, 1, 2, 2, 0, 1),
     ["I.", "1.", "2.", "a)", "b)", "II.", "1."]),
    ((("decimal", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3")), (0, 1, 1, 2, 0, 1),
     ["1.", "1.1.", "1.2.", "1.2.1", "2.", "2.1."]),
    ((("upperLetter", "Phần %1"), ("lowerRoman", "(%2)")), (0, 1, 1, 0), ["Phần A", "(i)", "(ii)", "Phần B"]),
    ((("decimal", "Điều %1."),), (0, 0, 0), ["Điều 1.", "Điều 2.", "Điều 3."]),
    ((("decimalZero", "%1"),), (0, 0), ["01", "02"]),
    ((("bullet", "-"), ("bullet", "\uf0b7"), ("bullet", "+")), (0, 1, 2), ["-", "•", "+"]),
    ((("none", ""),), (0,), [""]),
    ((("upperRoman", "%1."), ("decimal", "%1.%2.")), (1, 1), ["I.1.", "I.2."]),
]  # fmt: skip


@pytest.mark.parametrize(("levels", "places", "printed"), LISTS)
def test_numbers_that_word_prints(
    levels: tuple[tuple[str, str], ...], places: tuple[int, ...], printed: list[str]
) -> None:
    def build(document: Any) -> None:
        listed = add_numbering(document, levels)
        for place in places:
            number(document.add_paragraph("x"), listed, place)

    assert [line.removesuffix("x").strip() for line in lines(build)] == printed


def test_a_list_may_start_later_and_others_go_on() -> None:
    def build(document: Any) -> None:
        first, second = add_numbering(document), add_numbering(document, number=72, start=4)
        for listed in (first, second, first, second):
            number(document.add_paragraph("x"), listed, 0)

    assert lines(build) == ["I. x", "IV. x", "II. x", "V. x"]


def test_numbers_of_a_style_and_none_where_they_are_taken_off() -> None:
    def build(document: Any) -> None:
        listed = add_numbering(document)
        properties = document.styles["Heading 1"].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{listed}"/></w:numPr>'))
        for text in ("MỤC ĐÍCH", "NHIỆM VỤ"):
            document.add_heading(text, 1)
        number(document.add_heading("KHÔNG SỐ", 1), 0, 0)

    assert lines(build) == ["I. MỤC ĐÍCH", "II. NHIỆM VỤ", "KHÔNG SỐ"]


# -- what stands beside, above and below ------------------------------------------------------------------------------


def test_notes_stand_behind_the_section_that_refers_to_them() -> None:
    def build(document: Any) -> None:
        footnote_reference(document.add_paragraph("Một"), 2)
        document.add_section()
        footnote_reference(document.add_paragraph("Hai"), 1)
        add_footnotes(document, ["chú thích A", "chú thích B"])

    text = read(build).text
    assert text == "Một[1]\n\n[1] chú thích B\n\n\f\n\nHai[2]\n\n[2] chú thích A"


def test_a_raised_number_that_was_typed_is_a_note_but_no_unit() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    xml = f"<w:p>{run('tỉnh')}{run('3', raised)}{run(', 5 km')}{run('2', raised)}</w:p>"
    assert lines(lambda document: put(document, xml)) == ["tỉnh[3], 5 km2"]


BOX = (
    '<w:p xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    f"{nsdecls('w')}><w:r><mc:AlternateContent>"
    "<mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>TỈNH ỦY X</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>*</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>TỈNH ỦY X</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>ĐẢNG CỘNG SẢN VIỆT NAM</w:t></w:r></w:p>"
)


def test_a_text_box_is_read_once() -> None:
    assert lines(lambda document: put(document, BOX)) == ["TỈNH ỦY X", "*", "ĐẢNG CỘNG SẢN VIỆT NAM"]


def test_the_first_header_is_kept_and_page_numbers_are_dropped() -> None:
    def build(document: Any) -> None:
        section = document.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = "ỦY BAN NHÂN DÂN TỈNH X"
        page = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        header = section.header.paragraphs[0]._p
        for child in parse_xml(f"<w:p {nsdecls('w')}>{run('- Trang ')}{page}{run(' -')}</w:p>"):
            header.append(child)
        section.footer.paragraphs[0].text = "2"
        document.add_paragraph("KẾ HOẠCH")

    assert lines(build) == ["ỦY BAN NHÂN DÂN TỈNH X", "KẾ HOẠCH"]


# -- how text shows ---------------------------------------------------------------------------------------------------

RUNS = [  # XML within a paragraph, text, why
    (run("kế hoạch", "<w:caps/>"), "KẾ HOẠCH", "capitals by format"),
    (run("kế hoạch", '<w:caps w:val="0"/>'), "kế hoạch", "capitals switched off"),
    (run("a") + run("ẩn", "<w:vanish/>") + run("b"), "ab", "hidden text"),
    (f"<w:ins>{run('thêm')}</w:ins><w:del><w:r><w:delText>bớt</w:delText></w:r></w:del>", "thêm", "revisions"),
    (f"<w:moveFrom>{run('cũ')}</w:moveFrom><w:moveTo>{run('mới')}</w:moveTo>", "mới", "moved text"),
    (f"<w:hyperlink>{run('Nghị định')}</w:hyperlink>{run(' số 5')}", "Nghị định số 5", "links"),
    (f"<w:sdt><w:sdtContent>{run('Số: 5/KH')}</w:sdtContent></w:sdt>", "Số: 5/KH", "content controls"),
    ("<w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>CT/TW</w:t></w:r>", "12-CT/TW", "hyphens that do not break"),
    ('<w:r><w:sym w:font="Wingdings" w:char="F0B7"/><w:t>việc</w:t></w:r>', "• việc", "symbols"),
    ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:softHyphen/></w:r>", "a\nb", "breaks"),
    (f'<w:fldSimple w:instr=" PAGE ">{run("3")}</w:fldSimple>{run("x")}', "x", "page numbers in the text"),
    (f'<w:fldSimple w:instr=" REF a ">{run("5/KH")}</w:fldSimple>', "5/KH", "other fields"),
    (run("1.") + "<w:r><w:tab/></w:r>" + run("Một"), "1. Một", "a tab behind a number"),
]


@pytest.mark.parametrize(("xml", "expected", "why"), RUNS, ids=[row[2] for row in RUNS])
def test_runs(xml: str, expected: str, why: str) -> None:
    assert read(lambda document: put(document, f"<w:p>{xml}</w:p>")).text == expected


def test_columns_made_with_tabs() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("TỈNH ỦY TÂY NINH\tĐẢNG CỘNG SẢN VIỆT NAM")
        document.add_paragraph("*")
        document.add_paragraph("Số 83-KH/TU\tTây Ninh, ngày 11 tháng 6 năm 2022")
        document.add_paragraph("KẾ HOẠCH")

    assert lines(build) == [
        "| TỈNH ỦY TÂY NINH<br>*<br>Số 83-KH/TU | ĐẢNG CỘNG SẢN VIỆT NAM<br>Tây Ninh, ngày 11 tháng 6 năm 2022 |",
        "KẾ HOẠCH",
    ]


# -- tables -----------------------------------------------------------------------------------------------------------


def test_merged_cells_give_their_text_once() -> None:
    def build(document: Any) -> None:
        table = document.add_table(3, 3)
        for place, cell in enumerate(table._cells):
            cell.text = str(place)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "rộng"
        table.cell(1, 2).merge(table.cell(2, 2)).text = "cao"

    assert lines(build) == ["| rộng |  | 2 |", "| 3 | 4 | cao |", "| 6 | 7 |  |"]


def test_a_table_in_a_table_that_places_blocks() -> None:
    def build(document: Any) -> None:
        outer = document.add_table(1, 2)
        outer.cell(0, 0).text = "trái"
        inner = outer.cell(0, 1).add_table(2, 2)
        for place, cell in enumerate(inner._cells):
            cell.text = "abcd"[place]

    assert lines(build) == ["trái", "| a | b |", "| c | d |"]


# -- old fonts --------------------------------------------------------------------------------------------------------

FONTS = [
    (".VnTime", to_tcvn3("Quyết định"), "Quyết định"),
    (".VnTimeH", to_tcvn3("quyết định"), "QUYẾT ĐỊNH"),
    ("VNI-Times", to_vni("Quyết định"), "Quyết định"),
    (".VnTime", "Quyết định", "Quyết định"),
    ("Times New Roman", "Quyết định", "Quyết định"),
]


@pytest.mark.parametrize(("font", "old", "new"), FONTS)
def test_letters_of_old_fonts(font: str, old: str, new: str) -> None:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    xml = f"<w:p>{run(old[:3], fonts)}{run(old[3:], fonts)}</w:p>"
    reading = read(lambda document: put(document, xml))
    assert reading.text == new
    assert bool(reading.warnings) == ((old != new and not font.endswith("H")) or font.endswith("H"))


def test_letters_without_a_font_are_told_by_spelling() -> None:
    reading = read(lambda document: document.add_paragraph(to_tcvn3(SENTENCE[3:])))
    assert reading.text == SENTENCE[3:]
    assert reading.steps == ("decoded as TCVN3",)


# -- files made to do harm --------------------------------------------------------------------------------------------


def repacked(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The plan with parts changed, or left out where the change gives None."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_docx())) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return made.getvalue()


def document_xml(content: str) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        return content.encode() if name == "word/document.xml" else data

    return repacked(change)


def without(part: str) -> bytes:
    return repacked(lambda name, data: None if name == part else data)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 100 + '"><!ENTITY c "' + "&b;" * 100
    + '"><!ENTITY e "' + "&c;" * 100 + '"><!ENTITY f "' + "&e;" * 100 + f'">]><w:document {nsdecls("w")}>'
    "<w:body><w:p><w:r><w:t>&f;x</w:t></w:r></w:p></w:body></w:document>"
)  # fmt: skip
DEEP = f"<w:document {nsdecls('w')}><w:body>" + "<w:sdt>" * 50_000
HOSTILE = [  # data, error, words
    ("truncated", as_docx()[:9_000], InputError, "damaged"),
    ("cut short", as_docx()[:-40], InputError, "damaged"),
    ("a bomb", document_xml(" " * 40_000_000), LimitExceeded, "times its size"),
    ("entities in entities", document_xml(LAUGHS), LineageError, "a.docx"),
    ("nested without end", document_xml(DEEP), InputError, "a.docx"),
    (
        "no document in it",
        without("word/document.xml"),
        InputError,
        "no whole DOCX",
    ),
    (
        "no types in it",
        without("[Content_Types].xml"),
        InputError,
        "no whole DOCX",
    ),
    ("XML cut short", document_xml("<w:document"), InputError, "a.docx"),
    ("another root", document_xml("<x/>"), InputError, "no body"),
    ("nothing in it", saved(lambda document: None), EmptyInput, "no text"),
]


@pytest.mark.parametrize(("case", "data", "kind", "words"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_files_are_refused(case: str, data: bytes, kind: type[LineageError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        read_source(Source("a.docx", data))
    assert "a.docx" in str(caught.value)


@settings(max_examples=60)
@given(st.integers(0, 20_000), st.binary(max_size=60))
def test_a_file_with_any_damage_is_read_or_refused(place: int, junk: bytes) -> None:
    data = as_docx()
    try:
        read_source(Source("a.docx", data[:place] + junk + data[place + len(junk) :]))
    except LineageError as error:
        assert "a.docx" in str(error)


@given(st.text(alphabet='<>/w:="&;!-[] tprsdbo1\n', max_size=200))
def test_any_content_of_the_main_part_is_read_or_refused(content: str) -> None:
    body = f"<w:document {nsdecls('w')}><w:body>{content}</w:body></w:document>"
    try:
        read_source(Source("a.docx", document_xml(body)))
    except LineageError as error:
        assert "a.docx" in str(error)


def test_parts_beyond_the_limit_are_refused() -> None:
    options = Options(Limits(unpacked_bytes=1000))
    with pytest.raises(LimitExceeded, match="unpacks to more"):
        read_source(Source("a.docx", as_docx(), options))


def test_a_style_that_is_based_on_itself_ends() -> None:
    def build(document: Any) -> None:
        style = document.styles["Heading 1"]
        style.element.find(f"{{{style.element.nsmap['w']}}}basedOn").set(
            f"{{{style.element.nsmap['w']}}}val", "Heading1"
        )
        document.add_heading("MỤC", 1)

    assert lines(build) == ["MỤC"]


def test_centred_paragraphs_are_lines_of_one_title_and_empty_ones_make_room() -> None:
    def build(document: Any) -> None:
        for text in ("KẾ HOẠCH", "về việc x"):
            document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text in ("Căn cứ a", "Căn cứ b", "", "", "Điều 1"):
            document.add_paragraph(text)

    assert read(build).text == "KẾ HOẠCH\nvề việc x\n\nCăn cứ a\n\nCăn cứ b\n\n\n\nĐiều 1"


def test_a_document_with_macros_is_read_without_them() -> None:
    plain = "wordprocessingml.document.main+xml"

    def change(name: str, data: bytes) -> bytes:
        return data.replace(plain.encode(), b"ms-word.document.macroEnabled.main+xml") if "Types" in name else data

    assert "2718/KH-UBND" in read_source(Source("a.docm", repacked(change))).text


def test_a_piece_in_another_format_is_taken_in() -> None:
    def build(document: Any) -> None:
        blob = f"<html><body><p>{SENTENCE}</p></body></html>".encode()
        part = Part(PackURI("/word/chunk.html"), "text/html", blob, document.part.package)
        identity = document.part.relate_to(part, f"{nsmap['r']}/aFChunk")
        document.element.body.insert(0, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{identity}"/>'))

    assert lines(build) == [SENTENCE]
