"""Pages: the document without its site, lists with their numbers, tables with their rows, and pages made to do harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.readers import FileText, Source, read_source
from ontology.errors import EmptyInput, InputError, LimitExceeded, LineageError

from .documents import as_html, document_body
from .test_encodings import SENTENCE, to_tcvn3, to_vni, to_windows_1258


def read(markup: str | bytes, name: str = "a.html") -> FileText:
    return read_source(Source(name, markup.encode() if isinstance(markup, str) else markup))


def text(markup: str | bytes) -> str:
    return read(markup).text


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><body>{body}</body></html>"


def test_the_site_around_the_document_is_left_out() -> None:
    read_text = text(as_html())
    assert read_text.startswith("| ỦY BAN NHÂN DÂN<br>TỈNH QUẢNG NAM<br>Số: 2718/KH-UBND | CỘNG HÒA")
    assert read_text.endswith("[1] Quyết định ban hành quy định về quản lý kinh phí đối ngoại.")
    for foreign in ("Mục số", "Tin mới", "12/QĐ-UBND", "Giấy phép", "không"):
        assert foreign not in read_text


ROWS = [  # markup, text, why
    ("<p>a\n  b&nbsp;c</p><p>d</p>", "a b c\n\nd", "white space is one blank, paragraphs are apart"),
    ("<div>a</div><div>b<br>c</div>", "a\nb\nc", "blocks and breaks are lines"),
    ("<ol type=I start=2><li>a<ol><li>b</ol><li value=5>c</ol>", "II. a\n\n1. b\n\nV. c", "lists have their numbers"),
    ("<ol type=a><li>x<li>y</ol><ul><li>z<li>- w</ul>", "a. x\nb. y\n\n- z\n- w", "letters and dashes"),
    ("<ol><li>1. Một<li>2. Hai</ol>", "1. Một\n2. Hai", "a number that is written is not written twice"),
    ("<p>mới<sup>1</sup>, 5 km<sup>2</sup>, m<sup>3</sup></p>", "mới[1], 5 km2, m3", "notes, but no units"),
    ("<p>x<sup>(2)</sup><sup>th</sup></p>", "x[2]th", "other raised text stays"),
    ("<p>Ch&iacute;nh &#7911;y &lt;b&gt;</p>", "Chính ủy <b>", "entities"),
    ("<pre>a\n  b</pre>", "a\nb", "preformatted lines"),
    ("<p>a</p><p style='x'></p><p> </p><p>b</p>", "a\n\nb", "empty paragraphs"),
    ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\n\nb", "a paragraph that makes room"),
    ("<p>a</p>" + "<p>&nbsp;</p>" * 9 + "<p>b</p>", "a\n\n\n\nb", "no more than three blank lines"),
    (
        "<p align=center>KẾ HOẠCH</p> <p style='text-align: center'>về việc x</p><p>Căn cứ</p>",
        "KẾ HOẠCH\nvề việc x\n\nCăn cứ",
        "centred paragraphs are lines of one title",
    ),
    ("<center><p>a</p><h2>b</h2></center><p>c</p>", "a\nb\n\nc", "what stands in the centre"),
    ("<p>x<!-- ẩn --><script>y</script><style>z</style></p>", "x", "what is never shown"),
    ("<p hidden>x</p><p>y</p>", "y", "what is hidden"),
    ("<p><!--[if !supportLists]-->1.<span>&nbsp;&nbsp;</span><!--[endif]-->Một</p>", "1. Một", "numbers of Word"),
]


@pytest.mark.parametrize(("markup", "expected", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_markup_becomes_lines(markup: str, expected: str, why: str) -> None:
    assert text(page(markup)) == expected


TABLES = [
    ("<tr><th>a<th>b<tr><td>c<td>d", "| a | b |\n| c | d |", "rows and columns"),
    ("<tr><td>a<br>b<td>c|d", "| a<br>b | c¦d |", "breaks and bars"),
    ("<tr><td rowspan=2>a<td>b<tr><td>c", "| a | b |\n|  | c |", "text of a merged cell stands once"),
    ("<tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e", "| a |  | b |\n| c | d | e |", "a cell over two columns"),
    ("<tr><td rowspan=99999999999 colspan=999999999>a<td>b<tr><td>c<td>d", None, "spans without bound"),
    ("<tr><td>a<td><tr><td>b<td>", "a\n\nb", "one column is no table"),
    ("<caption>Bảng 1</caption><tr><td>a<td>b", "| Bảng 1 |  |\n| a | b |", "a caption"),
    ("<tr><td><table><tr><td>a<td>b</table><td>c", "| a | b |\n\nc", "tables in a table that places blocks"),
]


@pytest.mark.parametrize(("rows", "expected", "why"), TABLES, ids=[row[2] for row in TABLES])
def test_tables_become_rows(rows: str, expected: str | None, why: str) -> None:
    read_text = text(page(f"<table>{rows}</table>"))
    assert len(read_text) < 5_000
    assert expected is None or read_text == expected


def test_blanks_that_make_two_columns_are_told() -> None:
    wide = "&nbsp;" * 12
    markup = page(
        f"<p>UBND TỈNH X{wide}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>"
        f"<p>Số: 5/KH-UBND{wide}Độc lập - Tự do - Hạnh phúc</p><p>KẾ HOẠCH</p>"
    )
    assert text(markup) == (
        "| UBND TỈNH X<br>Số: 5/KH-UBND | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>"
        "Độc lập - Tự do - Hạnh phúc |\n\nKẾ HOẠCH"
    )


def test_a_page_without_marks_is_judged_by_its_text() -> None:
    body = "".join(f"<p>Đoạn văn số {place} nói về công tác dân vận của địa phương.</p>" for place in range(5))
    links = "".join(f"<li><a href=/{place}>Liên kết {place}</a></li>" for place in range(6))
    read_text = text(
        page(f"<div><ul>{links}</ul></div><div><div>{body}</div></div><div class='footer'>Bản quyền</div>")
    )
    assert read_text.count("Đoạn văn") == 5
    assert "Liên kết" not in read_text
    assert "Bản quyền" not in read_text


def test_links_within_the_text_stay() -> None:
    bases = "".join(f"<p>Căn cứ <a href='/{n}'>Nghị định số {n}/2020/NĐ-CP</a> của Chính phủ;</p>" for n in range(9))
    assert text(page(f"<div>{bases}</div>")).count("NĐ-CP của Chính phủ;") == 9


ENCODED = [
    ("utf-8", f"<meta charset=utf-8><p>{SENTENCE}".encode(), "UTF-8"),
    ("declared wrongly", f"<meta charset=iso-8859-1><p>{SENTENCE}".encode(), "UTF-8"),
    ("windows-1258", b"<meta charset=windows-1258><p>" + to_windows_1258(SENTENCE), "windows-1258"),
    ("windows-1258 undeclared", b"<p>" + to_windows_1258(SENTENCE), "windows-1258"),
    ("UTF-16", f"<html><p>{SENTENCE}".encode("utf-16"), "UTF-16"),
    ("TCVN3 bytes", b"<meta charset=x-user-defined><p>" + to_tcvn3(SENTENCE[3:]).encode("latin-1"), "TCVN3"),
    ("TCVN3 mojibake", f"<meta charset=utf-8><p>{to_tcvn3(SENTENCE[3:])}".encode(), "TCVN3"),
    ("VNI mojibake", f"<meta charset=utf-8><p>{to_vni(SENTENCE)}".encode(), "VNI"),
    ("VNI in entities", "".join(
        char if char.isascii() else f"&#{ord(char)};" for char in f"<p>{to_vni(SENTENCE)}").encode(), "VNI"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "data", "name"), ENCODED, ids=[row[0] for row in ENCODED])
def test_pages_in_old_encodings(case: str, data: bytes, name: str) -> None:
    reading = read(b"<html><body>" + data if data[:1] == b"<" else data)
    assert SENTENCE.endswith(reading.text[3:])
    assert reading.steps == (f"decoded as {name}",)


def test_a_codec_that_is_none_for_text_is_not_used() -> None:
    assert text(b"<html><meta charset=rot13><p>" + SENTENCE.encode()) == SENTENCE
    with pytest.raises(InputError):
        read(b"<html><meta charset=zip_codec><p>\xe9t\xe9 \xe7a")


def test_a_web_archive_gives_its_page() -> None:
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"<html><p>{SENTENCE}</p></html>\r\n--x--\r\n"
    )
    assert text(archive.encode()) == SENTENCE
    reading = read(archive.encode(), "a.doc")
    assert reading.text == SENTENCE
    assert "the content is mhtml" in reading.warnings[0]
    with pytest.raises(InputError, match="without a page"):
        read(archive.replace("text/html", "text/plain").encode(), "a.mht")


EMPTY = [
    (page("<script>document.write('x')</script>"), EmptyInput, "without text"),
    (page("<frameset><frame src=x></frameset>"), EmptyInput, "without text"),
    ("<html></html>", EmptyInput, "without text"),
]


@pytest.mark.parametrize(("markup", "kind", "words"), EMPTY)
def test_a_page_without_text_is_refused(markup: str, kind: type[LineageError], words: str) -> None:
    with pytest.raises(kind, match=words):
        read(markup)


def test_deep_nesting_is_refused_before_it_costs() -> None:
    began = time.monotonic()
    with pytest.raises(LimitExceeded, match="nests more than"):
        read(page("<div>" * 200_000 + "x"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("tag", ["table><tr><td", "ul><li", "b", "p", "ol><li><table><tr><td"])
def test_nesting_within_the_bounds_is_read(tag: str) -> None:
    assert "x" in text(page(f"<{tag}>" * 900 + "x"))


def test_time_grows_with_the_page() -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        read(page("<table>" + "<tr><td>a<td>b<td>c</tr>" * count + "</table>" + "<p>x <a>y</a> &nbsp;</p>" * count))
        return time.process_time() - began

    seconds(100)
    assert seconds(8_000) < 12 * max(0.02, seconds(2_000))


@given(st.text(alphabet=st.sampled_from("<>/= \"'&;!-[]\nabtdrpolisu1\x00ệ"), max_size=400))
def test_any_markup_is_read_or_refused(markup: str) -> None:
    try:
        assert read(f"<html>{markup}").text.strip()
    except LineageError as error:
        assert "a.html" in str(error)


def test_an_old_portal_that_is_laid_out_with_tables() -> None:
    menu = "".join(f"<tr><td><a href=/{place}>Chuyên mục {place}</a></td></tr>" for place in range(12))
    related = "".join(f"<li><a href=/{n}>Kế hoạch số {n}/KH-UBND ngày 05 tháng 01 năm 2020</a>" for n in range(3))
    facts = "<table border=1><tr><td>Số ký hiệu<td>2718/KH-UBND<tr><td>Trích yếu<td>Triển khai</table>"
    markup = page(
        "<form><table><tr><td colspan=3><h1>CỔNG THÔNG TIN ĐIỆN TỬ</h1></td></tr>"
        f"<tr><td><table>{menu}</table></td><td><table><tr><td>Chi tiết văn bản</td></tr><tr><td>{facts}</td></tr>"
        f"<tr><td>{document_body()}</td></tr><tr><td><ul>{related}</ul></td></tr></table></td><td>THÔNG BÁO</td></tr>"
        "<tr><td colspan=3>Giấy phép số 15/GP-TTĐT ngày 01 tháng 3 năm 2019</td></tr></table></form>"
    )
    assert text(markup) == text(page(document_body()))


def test_an_annex_beside_the_document_stays() -> None:
    annex = "".join(f"<tr><td>{place}</td><td>Nhiệm vụ {place} của ngành</td></tr>" for place in range(90))
    markup = page(f"<div><div>{document_body()}</div><div><p>PHỤ LỤC</p><table>{annex}</table></div></div>")
    assert "PHỤ LỤC" in text(markup)
    assert "| 89 | Nhiệm vụ 89 của ngành |" in text(markup)
