"""``lineage extract --explain``: what is shown, in which form, and what is left out."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from api.cli import app, explaining
from api.cli.terminal import bracketed, coloured, plain_lines, print_explained
from api.explaining import Explained, explain, html_page, in_context
from loaders import extract_text
from loaders.confidence import confidence_of
from loaders.marks import FIELDS
from loaders.records import Quote

SAMPLE = Path(__file__).parents[1] / "data" / "corpus"
LETTERS = SAMPLE / "duong-minh-chau-457-ldld.txt"
PLAN = (
    "TỈNH ỦY TÂY NINH\n*\nSố 83-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngay 11 tháng 6 năm 2022\n\nKẾ HOẠCH\n"
    "thực hiện Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư\n\n1. Sở <b>Y tế</b> & Sở Nội vụ chủ trì; "
    "<script>alert(1)</script>.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nPhạm Văn Hùng\n"
)
VOID = {"meta", "br", "link", "img", "input", "hr"}


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def explained(text: str = PLAN) -> Explained:
    (record,) = extract_text("t.txt", text)
    return explain(record, text)


class Page(HTMLParser):
    """A page taken apart: its tags balanced, its anchors and links, the texts of its documents."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.depth = 0
        self.feed(html)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given]
        if given.get("class") == "text":
            self.depth = len(self.stack) + 1
            self.texts.append("")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        if len(self.stack) < self.depth:
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def test_the_page_holds_the_text_of_each_document_and_links_that_lead_somewhere() -> None:
    page = Page(run("extract", "--explain", "--format", "html", SAMPLE).stdout)
    records = [json.loads(line) for line in run("extract", SAMPLE).stdout.splitlines()]
    sources = {path.name: path.read_text(encoding="utf-8") for path in SAMPLE.iterdir()}
    assert page.texts == [sources[one["source"]][slice(*one["span"])] for one in records]
    assert len(set(page.ids)) == len(page.ids)
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)  # and no request to anybody
    assert not page.tags & {"script", "img", "link", "iframe", "object"}


def test_the_page_links_each_fact_to_its_place_and_back() -> None:
    html = "".join(html_page([explained()]))
    number = re.search(r'<mark class="f-number" id="(d1-m\d+)">83-KH/TU<a class="f-number" href="#(d1-f2)"', html)
    assert number
    row = html[html.index(f'<tr id="{number[2]}"') :]
    assert f'href="#{number[1]}"' in row[: row.index("</tr>")]
    assert f"{confidence_of('number.letterhead'):.2f}" in row[: row.index("</tr>")]
    assert "number.letterhead" in row[: row.index("</tr>")]
    assert "marks restored in 1 place" in html


def test_what_a_document_says_is_never_markup() -> None:
    html = "".join(html_page([explained()]))
    assert "<script>" not in html
    assert "<b>Y tế" not in html
    assert Page(html).texts == [PLAN.strip()]


def test_the_page_says_what_was_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("api.explaining.LONGEST", 40)
    monkeypatch.setattr("api.explaining.MOST_FACTS", 5)
    monkeypatch.setattr("api.explaining.MOST_DOCUMENTS", 2)
    document = explained()
    assert (document.text, document.characters_left_out) == (PLAN[:40], len(PLAN.strip()) - 40)
    assert len(document.facts) == 5
    assert document.facts_left_out > 0
    result = run("extract", "--explain", "-o", tmp_path / "page.html", LETTERS)
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert [len(text) for text in Page(html).texts] == [40, 40]
    assert "1 more left out: a page shows" in html
    assert "characters are left out" in html
    assert "more facts are left out" in html
    assert "1 more document left out" in result.stderr
    plain = "\n".join(plain_lines(document))
    assert f"the last {document.characters_left_out} characters left out" in plain
    assert "more facts left out" in plain


def test_plain_text_names_each_fact_in_brackets() -> None:
    result = run("extract", "--explain", LETTERS)
    assert "Số: [type 1, number 2: 457/LĐLĐ]" in result.stdout
    assert "[title 5: triển khai Kế hoạch số [citation 14, role 17, relation 20: 83-KH/TU], ngày" in result.stdout
    assert "\x1b" not in result.stdout
    sure = f"{confidence_of('number.letterhead'):.2f}"
    assert f"number 2: 457/LĐLĐ\n    {sure} number.letterhead\n    “[457/LĐLĐ]”\n" in result.stdout
    assert result.stdout.count("\n== ") + 1 == 3
    without_names = re.sub(r"\[[a-z]+ \d[^\[\]:]*: |\]", "", bracketed(explained()))
    assert without_names == PLAN.strip()


def test_doubts_and_rules_are_told() -> None:
    plain = "\n".join(plain_lines(explained()))
    assert "date.line, less sure: repaired" in plain
    assert "date.line: The day in the line of place and date." in plain
    assert "warning 1: marks restored in 1 place: 'ngay' as 'ngày' (repaired)" in plain


@pytest.mark.parametrize("width", [40, 80, 140])
def test_the_terminal_shows_all_facts_at_any_width(width: int) -> None:
    out = io.StringIO()
    document = explained()
    print_explained(document, Console(file=out, force_terminal=True, color_system="standard", width=width))
    shown = re.sub(r"\x1b\[[\d;]*m", "", out.getvalue())
    assert out.getvalue() != shown
    assert max(map(len, shown.splitlines())) <= width
    together = re.sub(r"\s+", " ", shown)
    for fact in document.facts:
        assert f"{fact.field} {fact.index}" in together
        assert fact.reading.rule in together


def test_the_coloured_text_is_the_text_with_names_behind_it() -> None:
    shown = coloured(explained())
    assert re.sub(r"\[[a-z]+ \d[^\]]*\]", "", shown.plain) == PLAN.strip()
    assert any("underline bold blue" in str(span.style) for span in shown.spans)


def test_every_field_has_a_colour() -> None:
    from api.cli.terminal import _STYLES

    assert set(_STYLES) == set(FIELDS)
    styles = "".join(html_page([explained()]))
    assert all(f".f-{field}" in styles for field in FIELDS)


def test_what_commands_a_terminal_is_not_passed_on() -> None:
    text = PLAN.replace("Sở <b>", "\x1b[2J\x07\u202e\fSở <b>").replace("\n", "\r\n")
    plain = "\n".join(plain_lines(explained(text)))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", plain)
    assert "\ufffd[2J" in plain


WRONG = [  # options, what is wrong
    (["--format", "html"], "give --explain"),
    (["--format", "text"], "give --explain"),
    (["--explain", "--format", "jsonl"], "without it"),
    (["--explain", "--format", "pdf"], "pdf"),
]


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_formats_that_do_not_fit_are_refused(options: list[str], said: str) -> None:
    assert said in " ".join(run("extract", *options, LETTERS, code=2).stderr.split())


FILES = [  # options, name, how the file begins
    (["--explain"], "a.html", "<!doctype html>"),
    (["--explain"], "a.HTM", "<!doctype html>"),
    (["--explain"], "a.txt", "== Công văn 457/LĐLĐ"),
    (["--explain", "--format", "html"], "a.out", "<!doctype html>"),
    (["--explain", "--format", "text"], "a.html", "== Công văn 457/LĐLĐ"),
    ([], "a.jsonl", '{"source": "duong-minh-chau-457-ldld.txt"'),
]


@pytest.mark.parametrize(("options", "name", "begin"), FILES)
def test_files_are_written_as_their_names_say(options: list[str], name: str, begin: str, tmp_path: Path) -> None:
    result = run("extract", *options, "-o", tmp_path / name, LETTERS)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begin)
    assert result.stdout == ""


def test_a_bad_file_does_not_stop_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1")
    (tmp_path / "b.txt").write_text(PLAN, encoding="utf-8")
    result = run("extract", "--explain", "-o", tmp_path / "page.html", tmp_path, code=1)
    assert "a.txt" in result.stderr
    assert Page((tmp_path / "page.html").read_text(encoding="utf-8")).texts == [PLAN.strip()]


def test_no_page_is_made_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1")
    run("extract", "--explain", "-o", tmp_path / "page.html", tmp_path, code=1)
    assert not (tmp_path / "page.html").exists()


def test_a_file_that_changes_is_explained_as_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    file.write_text(PLAN, encoding="utf-8")
    before = run("extract", "--explain", file).stdout
    write = explaining.write_explained

    def late(results: object, *options: object) -> None:
        found = list(results)  # type: ignore[call-overload]
        file.write_text("Văn bản khác.", encoding="utf-8")
        write(found, *options)  # type: ignore[arg-type]

    monkeypatch.setattr("api.cli.building.write_explained", late)
    assert run("extract", "--explain", file).stdout == before


def test_every_format_and_a_document_in_an_archive_are_explained(tmp_path: Path) -> None:
    page, archive = tmp_path / "a.html", tmp_path / "z.zip"
    page.write_text(f"<html><body><p>{PLAN.replace(chr(10), '<br>')}</p></body></html>", encoding="utf-8")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(page, "a.html")
    shown = run("extract", "--explain", page).stdout
    assert "83-KH/TU" in shown
    assert run("extract", "--explain", archive).stdout == shown.replace("a.html", "z.zip/a.html")


CONTEXTS = [
    (Quote((0, 1), "b", "a ", " c"), ("a ", "b", " c")),
    (Quote((0, 1), "b", "", ""), ("", "b", "")),
    (Quote((0, 1), "x\n y", "(", ")"), ("(", "x y", ")")),
    (Quote((0, 1), "b", "mot " * 40, ""), ("… " + "mot " * 14, "b", "")),
]


@pytest.mark.parametrize(("quote", "expected"), CONTEXTS)
def test_a_quotation_in_its_context(quote: Quote, expected: tuple[str, str, str]) -> None:
    before, exact, after = in_context(quote)
    assert (exact, after) == expected[1:]
    assert before.startswith(expected[0][:6])
    assert before.endswith(expected[0][-4:])
    assert len(before) < 70


def test_the_excerpt_of_the_readme_is_what_is_printed() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (excerpt,) = re.findall(r"```text\n(Số: \[.*?)```", readme, re.DOTALL)
    assert excerpt in run("extract", "--explain", LETTERS).stdout
