"""``lineage path`` and ``lineage cascade``, and the same over HTTP."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests.api.client import HTML, Client
from tests.graph.corpus import CT04, CT12, KH83, LD457

CT12_ID = "eli/trung-uong/chi-thi/12-CT_TW/k13"


def ask(store: Path, *arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [*map(str, arguments), "--store", str(store)])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


# -- the commands ------------------------------------------------------------------------------------------------------

UP = """\
from Công văn 3000/LĐLĐ · 2022-07-11 · Ban Thường vụ Liên đoàn Lao động tỉnh Tây Ninh · cited only
to   Chỉ thị 04-CT/TW · 2011-07-06 · Ban Bí thư Trung ương Đảng · cited only
1 path of up to 8 steps, the shortest of 3

1. 3 steps
   Công văn 3000/LĐLĐ · 2022-07-11 · Tây Ninh · Ban Thường vụ Liên đoàn Lao động tỉnh Tây Ninh [cited only]
   └─ implements (30 days): Kế hoạch 83-KH/TU · 2022-06-11 · Tây Ninh · Ban Thường vụ Tỉnh ủy Tây Ninh [held]
        implements: stated in Công văn 457/LĐLĐ
        "Thực hiện số (câu 10)."  [003.txt 11000-11002]
      └─ implements (157 days): Chỉ thị 12-CT/TW · 2022-01-05 · Ban Bí thư Trung ương Đảng [held]
           implements: stated in Công văn 578-CV/BDVTU, Công văn 457/LĐLĐ, Kế hoạch 83-KH/TU
           "Thực hiện số (câu 7)."  [003.txt 20700-20702]
         └─ cites, continues (3836 days): Chỉ thị 04-CT/TW · 2011-07-06 · Ban Bí thư Trung ương Đảng [cited only]
              cites: stated in Chỉ thị 12-CT/TW
              "Thực hiện 04-CT/TW (câu 4)."  [004.txt 20400-20408]
              continues: stated in Chỉ thị 12-CT/TW
              "Thực hiện số (câu 5)."  [004.txt 20500-20502]
"""


def test_a_path_in_words(store_path: Path) -> None:
    assert ask(store_path, "path", "3000/LĐLĐ", "04-CT/TW").stdout == UP


def test_what_was_shown_before_is_named_only(store_path: Path) -> None:
    text = ask(store_path, "path", "457/LĐLĐ", "04-CT/TW").stdout
    assert [line for line in text.splitlines() if re.match(r"\d\. ", line)] == [
        "1. 2 steps",
        "2. 3 steps",
        "3. 4 steps",
    ]
    assert text.count("\n   Công văn 457/LĐLĐ") == 3
    assert text.count("Công văn 457/LĐLĐ · 2022-07-11 · Dương Minh Châu") == 1
    assert text.count("stated in Chỉ thị 12-CT/TW") == 2


SUMMARIES = [  # arguments, the third line
    (
        ["457/LĐLĐ", "04-CT/TW", "--limit", "2"],
        "2 paths of up to 8 steps, the shortest of 2; there are more than the limit of 2",
    ),
    (
        ["04-CT/TW", "83-KH/TU"],
        "no path leads there; in the other direction: 1 path of up to 8 steps, the shortest of 2",
    ),
    (["457/LĐLĐ", "04-CT/TW", "--max-length", "1"], "the shortest path has 2 steps, more than the 1 asked for"),
    (
        ["457/LĐLĐ", "04-CT/TW", "--relations", "implements, based-on"],
        "no path by based-on, implements leads from one to the other, in either direction",
    ),
    (
        ["12-CT/TW", "457/LĐLĐ", "--from-date", "2022-01", "--relations", "implements", "--limit", "1"],
        "no path by implements leads there; in the other direction: 1 path by implements of up to 8 steps, "
        "the shortest of 1; there are more than the limit of 1",
    ),
    (["04-CT/TW", "04-CT/TW"], "1 path of up to 8 steps, the shortest of 0"),
    (["12-CT/TW", "457/LĐLĐ", "--from-date", "2007"], "no path leads from one to the other, in either direction"),
]


@pytest.mark.parametrize(("arguments", "said"), SUMMARIES, ids=[" ".join(row[0]) for row in SUMMARIES])
def test_what_is_said_of_the_paths(store_path: Path, arguments: list[str], said: str) -> None:
    assert ask(store_path, "path", *arguments).stdout.splitlines()[2] == said


def test_an_ambiguous_end_is_told_apart_by_its_date(store_path: Path) -> None:
    for ends, option in ((["457/LĐLĐ", "12-CT/TW"], "--to-date"), (["12-CT/TW", "457/LĐLĐ"], "--from-date")):
        assert "3 documents bear the number 12-CT/TW" in ask(store_path, "path", *ends, code=2).stderr
        found = json.loads(ask(store_path, "path", *ends, option, "2022-01-05", "--format", "json").stdout)
        assert {LD457.iri, CT12.iri} == {found["source"]["iri"], found["target"]["iri"]}
        assert found["paths"][0]["documents"] == [LD457.iri, CT12.iri]


@pytest.mark.parametrize("ends", [["999-CT/TW", "457/LĐLĐ"], ["457/LĐLĐ", "999-CT/TW"], ["", "457/LĐLĐ"]])
def test_an_end_that_is_not_there(store_path: Path, ends: list[str]) -> None:
    assert "no document" in ask(store_path, "path", *ends, code=1).stderr


TABLE = """\
level    documents held cited only undated older first      last       least lower median upper  greatest
province 5         2    3          0       0     2022-01-25 2022-10-17 20    157   173    187    285
district 3         3    0          1       0     2022-02-14 2022-07-11 40    76.75 113.5  150.25 187
all      8         5    3          1       0     2022-01-25 2022-10-17 20    98.5  173    187    285
"""


def test_a_cascade_as_a_table(store_path: Path) -> None:
    lines = ask(store_path, "cascade", CT12.iri).stdout.splitlines()
    table = [re.split(" +", row) for row in TABLE.splitlines()]
    table[0][3:5] = ["cited only"]
    assert lines == [
        "Chỉ thị 12-CT/TW · 2022-01-05 · Ban Bí thư Trung ương Đảng · held",
        *map("\t".join, table),
        "fan-out: 5 documents carried out directly by others, by 1 in the median, by 3 at most (Chỉ thị 12-CT/TW)",
        "depth: 3 steps (Công văn 457/LĐLĐ)",
        "steps: 13 stated, 2 of them without days, 0 with negative days",
        "without days: Kế hoạch của Ban Thường vụ Huyện ủy Tây Sơn implements Kế hoạch 41-KH/TU",
        "without days: Kế hoạch của Ban Thường vụ Huyện ủy Tây Sơn implements Chỉ thị 12-CT/TW",
    ]


def test_a_cascade_as_csv_has_all_levels(store_path: Path) -> None:
    result = ask(store_path, "cascade", CT12.iri, "--format", "csv", "--as-of", "2022-06-10")
    rows = {row["level"]: row for row in csv.DictReader(io.StringIO(result.stdout, newline=""))}
    assert list(rows) == ["central", "province", "district", "commune", "unknown", "all"]
    assert [row["documents"] for row in rows.values()] == ["0", "1", "2", "0", "0", "3"]
    assert rows["province"]["first"] == "2022-01-25"
    assert "5 documents later than 2022-06-10 left out" in result.stderr


def test_a_cascade_of_a_day_says_what_it_leaves_out(store_path: Path) -> None:
    text = ask(store_path, "cascade", "04-CT/TW", "--as-of", "2010-01-01").stdout
    assert text.splitlines()[-2:] == [
        "note: the directive itself is later, of 2011-07-06",
        "note: 1 document later than 2010-01-01 left out",
    ]


def test_a_cascade_of_nothing(store_path: Path) -> None:
    text = ask(store_path, "cascade", "12-CT/TW", "--date", "2007").stdout
    assert text.splitlines()[2:] == [
        "\t".join(["all", *"00000", *[""] * 7]),
        "depth: 0 steps",
        "steps: 0 stated, 0 of them without days, 0 with negative days",
    ]


def test_trace_as_stated(store_path: Path) -> None:
    cascade, stated = (ask(store_path, "trace", "457/LĐLĐ", "--up", *option).stdout for option in ([], ["--stated"]))
    assert (cascade.count("─ "), cascade.count("also stated")) == (4, 2)
    assert (stated.count("─ "), stated.count("also stated")) == (6, 0)
    drawn = ask(store_path, "trace", "457/LĐLĐ", "--up", "--stated", "--format", "mermaid").stdout
    assert drawn.count(">|") == 6


# -- the same over HTTP ------------------------------------------------------------------------------------------------


def test_a_path_over_http_is_that_of_the_command(client: Client, store_path: Path) -> None:
    body = client.get("/path", {"from": "457/LĐLĐ", "to": "04-CT/TW", "limit": 2, "relations": ""}).json()
    assert body == json.loads(ask(store_path, "path", "457/LĐLĐ", "04-CT/TW", "--limit", 2, "--format", "json").stdout)
    assert body["truncated"] is True


def test_a_path_by_ids_dates_and_relations(client: Client) -> None:
    options = {"from": "12-CT/TW", "from_date": "2022", "to": LD457.iri, "relations": "implements", "max_length": 2}
    body = client.get("/path", options).json()
    assert (body["reversed"], body["shortest"], len(body["paths"])) == (True, 1, 2)
    assert {step["relation"] for step in body["steps"]} == {"implements"}


def test_the_page_of_a_path(client: Client) -> None:
    text = client.get("/path", {"from": "457/LĐLĐ", "to": "04-CT/TW"}, headers=HTML).text
    assert re.findall(r"<h2>(\d+)\. (\d+) bước", text) == [("1", "2"), ("2", "3"), ("3", "4")]
    assert "viện dẫn, tiếp tục · 3836 ngày" in text
    assert "<mark>04-CT/TW</mark>" in text
    assert 'value="eli/trung-uong/chi-thi/04-CT_TW/k11"' in text
    back = client.get("/path", {"from": "04-CT/TW", "to": KH83.iri, "lang": "en"}, headers=HTML).text
    assert "No path leads there; below is the other direction" in back
    none = client.get("/path", {"from": "04-CT/TW", "to": KH83.iri, "max_length": 1, "lang": "en"}, headers=HTML).text
    assert "The shortest path has 2 steps" in none
    asked = {"from": CT04.iri, "to": CT12.iri, "relations": "attaches", "lang": "en"}
    alone = client.get("/path", asked, headers=HTML).text
    assert "in either direction" in alone


def test_the_page_without_ends_is_a_form(client: Client) -> None:
    text = client.get("/path?from=457/LĐLĐ", headers=HTML).text
    assert 'name="from" value="457/LĐLĐ"' in text
    assert 'name="to" value=""' in text


@pytest.mark.parametrize(
    ("ends", "other"), [("from=457/LĐLĐ&to=12-CT/TW", "to"), ("from=12-CT/TW&to=457/LĐLĐ", "from")]
)
def test_an_ambiguous_end_leads_back_to_paths(client: Client, ends: str, other: str) -> None:
    answer = client.get(f"/path?{ends}&max_length=3&{other}_date=", headers=HTML)
    links = re.findall(r'href="(/path\?[^"]+)"', answer.text)
    assert (answer.status_code, len(links)) == (409, 3)
    shown = client.get(links[2].replace("&amp;", "&"), headers=HTML)
    assert shown.status_code == 200
    assert 'name="max_length" value="3"' in shown.text
    assert "<h2>1. 1 bước" in shown.text


def test_a_cascade_over_http_is_that_of_the_command(client: Client, store_path: Path) -> None:
    options = ["cascade", CT12.iri, "--as-of", "2022-06-30"]
    for format, accept in (("json", "application/json"), ("csv", "text/csv")):
        answer = client.get(f"/cascade/{CT12_ID}", {"as_of": "2022-06-30"}, headers={"Accept": accept})
        assert answer.headers["content-type"].startswith(accept)
        said = ask(store_path, *options, "--format", format).stdout
        assert answer.text.replace("\r\n", "\n") == said if format == "csv" else answer.json() == json.loads(said)


def test_the_page_of_a_cascade(client: Client) -> None:
    text = client.get(f"/cascade/{CT12_ID}?as_of=2022-06-30&lang=en", headers=HTML).text
    row = text[text.index('class="nowrap">province') :].split("</tr>")[0]
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
    assert cells == ["3", "2", "1", "2022-01-25", "2022-06-27", "20", "88.5", "157", "165", "173", "0", "0"]
    assert "documents later than 2022-06-30" in text
    assert "Steps without days" in text
    assert f'href="/cascade/{CT12_ID}?format=csv&amp;as_of=2022-06-30"' in text


def test_an_ambiguous_cascade_leads_to_cascades(client: Client) -> None:
    text = client.get("/cascade/12-CT/TW?as_of=2022-06-30", headers=HTML).text
    assert f'href="/cascade/{CT12_ID}?as_of=2022-06-30"' in text
    assert text.count('href="/cascade/eli') == 3


def test_documents_and_coverages_lead_to_cascades_and_paths(client: Client) -> None:
    text = client.get(f"/documents/{CT12_ID}", headers=HTML).text
    assert f'href="/cascade/{CT12_ID}"' in text
    path = re.findall(r'href="(/path\?from[^"]+)"', text)
    assert f'name="from" value="{CT12_ID}"' in client.get(path[0], headers=HTML).text
    assert f'href="/cascade/{CT12_ID}"' in client.get(f"/coverage/{CT12_ID}", headers=HTML).text


def test_a_lineage_as_stated_over_http(client: Client) -> None:
    options = {"direction": "up", "format": "tree"}
    texts = [
        client.get("/documents/457/LĐLĐ/lineage", {**options, "stated": stated}).text for stated in ("false", "true")
    ]
    assert [text.count("─ ") for text in texts] == [4, 6]
