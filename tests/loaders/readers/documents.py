"""One document in every format. Run as a program, it makes the files of tests/data/readers again.

    python -m tests.loaders.readers.documents

DOC, RTF, ODT and PDF are made by LibreOffice (with a font that has Vietnamese), the scan by drawing the PDF; those
files are kept, as they need programs that are not everywhere. Text, HTML and DOCX are made by the tests when they run.
"""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

DATA = Path(__file__).parents[2] / "data" / "readers"
FONT = "Noto Serif"
LABELS = (["I", "II", "III", "IV", "V"], [str(number) for number in range(1, 9)], list("abcdefgh"))
FORMS = ("{}. ", "{}. ", "{}) ")


@dataclass(frozen=True, slots=True)
class Columns:
    """Two blocks side by side, as a letterhead or an ending."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that the program numbers."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A table."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A paragraph with a footnote at its end."""

    text: str
    note: str


Block = str | Columns | Item | Rows | Noted

PLAN: tuple[Block, ...] = (
    Columns(
        ("ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NAM", "Số: 2718/KH-UBND"),
        (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Quảng Nam, ngày 17 tháng 5 năm 2022",
        ),
    ),
    "KẾ HOẠCH",
    "Triển khai thực hiện Kế hoạch số 83-KH/TU ngày 20/5/2022 của Ban Thường vụ Tỉnh ủy về công tác đối ngoại nhân dân",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư;",
    "Thực hiện Kế hoạch số 83-KH/TU ngày 20/5/2022 của Ban Thường vụ Tỉnh ủy, Ủy ban nhân dân tỉnh ban hành Kế hoạch "
    "triển khai như sau:",
    Item(0, "MỤC ĐÍCH, YÊU CẦU"),
    Item(1, "Nâng cao nhận thức của cán bộ, công chức về công tác đối ngoại nhân dân trong tình hình mới."),
    Item(1, "Phân công rõ trách nhiệm của từng cơ quan, bảo đảm tiến độ và hiệu quả."),
    Item(0, "NHIỆM VỤ"),
    Item(1, "Công tác tuyên truyền"),
    Item(2, "Sở Thông tin và Truyền thông chủ trì, phối hợp với Báo Quảng Nam tuyên truyền Kế hoạch này."),
    Item(2, "Sở Ngoại vụ biên soạn tài liệu giới thiệu, hoàn thành trước ngày 30/9/2022."),
    Item(1, "Phân công thực hiện"),
    Rows(
        (
            ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời gian"),
            ("1", "Tập huấn kỹ năng đối ngoại cho cán bộ cấp huyện", "Sở Nội vụ", "Quý IV/2022"),
            ("2", "Tổ chức gặp mặt các đoàn khách quốc tế đến thăm tỉnh", "Sở Ngoại vụ", "Hằng năm"),
        )
    ),
    Item(0, "TỔ CHỨC THỰC HIỆN"),
    Noted(
        "Kinh phí thực hiện theo Quyết định số 1690/QĐ-UBND ngày 18/8/2021 của Ủy ban nhân dân tỉnh.",
        "Quyết định ban hành quy định về quản lý kinh phí đối ngoại.",
    ),
    "Giao Sở Ngoại vụ theo dõi, đôn đốc việc thực hiện Kế hoạch này, báo cáo Ủy ban nhân dân tỉnh trước ngày 15 tháng "
    "12 hằng năm./.",
    Columns(
        ("Nơi nhận:", "- Thường trực Tỉnh ủy (b/c);", "- Các sở, ban, ngành;", "- Lưu: VT, KGVX."),
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "Trần Văn Sơn"),
    ),
)


def labelled(blocks: tuple[Block, ...]) -> list[tuple[Block, str]]:
    """The blocks, each with the number that is printed before it."""
    reached = [0, 0, 0]
    found = []
    for block in blocks:
        label = ""
        if isinstance(block, Item):
            reached[block.level] += 1
            reached[block.level + 1 :] = [0] * (2 - block.level)
            label = FORMS[block.level].format(LABELS[block.level][reached[block.level] - 1])
        found.append((block, label))
    return found


def as_text(blocks: tuple[Block, ...] = PLAN) -> str:
    """The document as plain text."""
    pieces: list[str] = []
    notes: list[str] = []
    for block, label in labelled(blocks):
        if isinstance(block, Columns):
            pieces += ["\n".join(block.left), "\n".join(block.right)]
        elif isinstance(block, Rows):
            pieces.append("\n".join(f"| {' | '.join(row)} |" for row in block.rows))
        elif isinstance(block, Noted):
            notes.append(f"[{len(notes) + 1}] {block.note}")
            pieces.append(f"{block.text}[{len(notes)}]")
        else:
            pieces.append(label + (block.text if isinstance(block, Item) else block))
    return "\n\n".join([*pieces, *notes]) + "\n"


def as_html(blocks: tuple[Block, ...] = PLAN) -> str:
    """The document on a page of a portal, with its menu, its list of news and its foot."""
    links = "".join(f'<li><a href="/{place}">Mục số {place} của cổng thông tin</a></li>' for place in range(9))
    notes = [block.note for block in blocks if isinstance(block, Noted)]
    shown = "".join(f"<p><sup>{place}</sup> {note}</p>" for place, note in enumerate(notes, 1))
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Văn bản</title><style>p{margin:0}</style></head><body>"
        f"<div id='top-menu'><ul>{links}</ul></div><form><div class='wrap'><div class='left'>"
        "<h3>Tin mới</h3><ul><li><a href='/x'>Quyết định số 12/QĐ-UBND ngày 05/01/2020</a></li>"
        "<li><a href='/y'>Hội nghị tổng kết</a></li><li><a href='/z'>Lịch tiếp công dân</a></li></ul></div>"
        f"<div class='detail'><div class='content'>{document_body(blocks)}{shown}</div></div></div></form>"
        "<footer><p>Cổng thông tin điện tử. Giấy phép số 15/GP-TTĐT ngày 01 tháng 3 năm 2019.</p></footer>"
        "<script>var a = '<p>không</p>';</script></body></html>"
    )


def document_body(blocks: tuple[Block, ...] = PLAN) -> str:
    """The document as markup, without its notes."""
    return "".join(map(_html_block, labelled(blocks)))


def _html_block(labelled_block: tuple[Block, str]) -> str:
    block, label = labelled_block
    if isinstance(block, Columns):
        cells = "".join(f"<td>{'<br>'.join(map(html.escape, side))}</td>" for side in (block.left, block.right))
        return f"<table><tr>{cells}</tr></table>"
    if isinstance(block, Rows):
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block.rows)
        return f"<table border=1>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    if isinstance(block, Noted):
        return f"<p>{html.escape(block.text)}<sup>1</sup></p>"
    return f"<p>{label}{html.escape(block.text if isinstance(block, Item) else block)}</p>"


def as_docx(blocks: tuple[Block, ...] = PLAN) -> bytes:
    """The document as Word writes it: numbers in numbering.xml, the note in footnotes.xml, columns as tables."""
    from docx import Document

    from .wordparts import add_footnotes, add_numbering, footnote_reference, number

    document = Document()
    normal: Any = document.styles["Normal"]
    normal.font.name = FONT
    listed = add_numbering(document)
    notes: list[str] = []
    for block in blocks:
        if isinstance(block, Columns):
            _table(document, (("\n".join(block.left), "\n".join(block.right)),), ruled=False)
        elif isinstance(block, Rows):
            _table(document, block.rows, ruled=True)
        else:
            text = block if isinstance(block, str) else block.text
            paragraph = document.add_paragraph(text)
            if isinstance(block, Item):
                number(paragraph, listed, block.level)
            elif isinstance(block, Noted):
                notes.append(block.note)
                footnote_reference(paragraph, len(notes))
            elif text.isupper():
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_footnotes(document, notes)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _table(document: Any, rows: tuple[tuple[str, ...], ...], *, ruled: bool) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    if ruled:
        table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            first, *others = text.split("\n")
            cell.paragraphs[0].text = first
            for other in others:
                cell.add_paragraph(other)
            for paragraph in cell.paragraphs:
                paragraph.alignment = None if ruled or first == "Nơi nhận:" else WD_ALIGN_PARAGRAPH.CENTER


def main() -> None:
    """Makes the files that need LibreOffice, and the scan."""
    program = shutil.which("soffice")
    if program is None:
        sys.exit("LibreOffice is needed")
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.docx").write_bytes(as_docx())
        for kind in ("pdf", "doc:MS Word 97", "rtf", "odt"):
            subprocess.run(
                [program, "--headless", "--convert-to", kind, "--outdir", str(DATA), str(Path(folder) / "plan.docx")],
                check=True, capture_output=True,
            )  # fmt: skip
    scan((DATA / "plan.pdf").read_bytes(), DATA / "scan.pdf")


def scan(data: bytes, path: Path) -> None:
    """Draws a PDF, and saves the pictures of its pages as another."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in document]
    pages[0].save(path, "PDF", resolution=200, save_all=True, append_images=pages[1:], quality=40)


if __name__ == "__main__":
    main()
