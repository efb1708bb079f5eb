"""Bodies and localities over HTTP and on the command line: lists that are read to their end, what is told of one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api import Settings, create_app
from graph.bodies import list_bodies
from graph.localities import list_localities
from graph.store import open_store
from tests.api.client import HTML, Client, running
from tests.api.test_cli import ask
from tests.api.test_cursors import add, settled
from tests.api.test_pages import Balance

TAY_NINH = "https://directive-lineage.example/locality/2008/72-tay-ninh"
BODY = "https://directive-lineage.example/body/tay-ninh/ban-dan-van-tinh-uy"


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Iterator[Client]:
    with running(create_app(Settings(store=sample_store, query_workers=1))) as opened:
        yield opened


def pages(client: Client, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """The pages of a list, one after the other; the test goes on between them."""
    cursor: str | None = None
    while True:
        answer = client.get(path, {**asked, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page
        cursor = page["next"]
        assert (cursor is None) == ("link" not in answer.headers)
        if cursor is None:
            return
        found = re.fullmatch(rf'<({path}\?[^>]*)>; rel="next"', answer.headers["link"])
        assert found is not None and f"cursor={cursor}" in found[1]


def iris(page: dict[str, Any]) -> list[str]:
    rows: list[dict[str, Any]] = page["bodies" if "bodies" in page else "localities"]
    return [one["iri"] for one in rows]


LISTS = [
    ("/bodies", {}),
    ("/bodies", {"sort": "-documents"}),
    ("/bodies", {"sort": "-duties", "system": "party"}),
    ("/localities", {"sort": "-code", "edition": "2025", "province": "tay ninh"}),
    ("/localities", {"sort": "-bodies", "level": "province"}),
]


@pytest.mark.parametrize(("path", "asked"), LISTS)
def test_the_pages_of_a_list_are_the_list(sample: Client, path: str, asked: dict[str, str]) -> None:
    whole = sample.get(path, {**asked, "limit": 500}).json()
    assert whole["next"] is None
    found = list(pages(sample, path, limit=17, **asked))
    assert [iri for page in found for iri in iris(page)] == iris(whole)
    assert {(page["total"], page["data_changed"]) for page in found} == {(whole["total"], False)}
    by_offset = sample.get(path, {**asked, "limit": 5, "offset": 3}).json()
    assert iris(by_offset) == iris(whole)[3:8]


def test_answers_name_the_data(sample: Client) -> None:
    for path in ("/bodies", "/bodies/trung-uong/chinh-phu", "/localities", "/localities/2008/72-tay-ninh"):
        answer = sample.get(path)
        assert answer.headers["lineage-data"] and answer.headers["lineage-as-of"]
        tag = answer.headers.get("etag")
        assert (tag is None) == path.endswith(("bodies", "localities"))
        assert tag is None or sample.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(("path", "sort"), [("/bodies", "label"), ("/bodies", "-documents"), ("/localities", "name")])
def test_documents_that_are_added_meanwhile_move_nothing(tmp_path: Path, path: str, sort: str) -> None:
    place = tmp_path / "store"
    add(place, *range(100, 104))
    asked = {"sort": sort, "limit": 2} if path == "/bodies" else {"sort": sort, "limit": 200, "province": "tây ninh"}
    with running(create_app(Settings(store=place, query_workers=1))) as client:
        seen: list[str] = []
        before: list[str] = []
        changed = []
        for number, page in enumerate(pages(client, path, **asked)):
            seen += iris(page)
            changed.append(page["data_changed"])
            if number == 0:
                before = iris(client.get(path, {**asked, "limit": 500}).json())
                version = client.get("/bodies", {"limit": 1}).headers["lineage-data"]
                add(place, 904, 905)
                settled(client, version)
        after = iris(client.get(path, {**asked, "limit": 500}).json())
    assert changed[:2] == [False, True]
    assert len(seen) == len(set(seen))
    assert [iri for iri in seen if iri in before] == before
    assert set(seen) <= set(after)
    assert path == "/localities" or len(after) > len(before)


@pytest.mark.parametrize("path", ["/bodies", "/localities"])
def test_cursors_of_other_questions_are_refused(sample: Client, path: str) -> None:
    cursor = sample.get(path, {"limit": 2}).json()["next"]
    other = sample.get("/documents", {"limit": 2}).json()["next"]
    assert sample.get(path, {"cursor": cursor, "limit": 3}).status_code == 200
    for wrong in ({"cursor": cursor, "q": "ninh"}, {"cursor": cursor, "offset": 2}, {"cursor": "x"}, {"cursor": other}):
        answer = sample.get(path, wrong)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


WRONG = [
    ("/bodies", {"sort": "date"}, 422),
    ("/bodies", {"system": "none"}, 422),
    ("/bodies", {"limit": 0}, 422),
    ("/bodies", {"min_duties": -1}, 422),
    ("/bodies", {"kind": "no such kind"}, 422),
    ("/bodies/nowhere/nobody", {}, 404),
    ("/bodies/các huyện ủy", {}, 409),
    ("/localities", {"level": "central"}, 422),
    ("/localities", {"as_of": "yesterday"}, 422),
    ("/localities/nowhere", {}, 404),
    ("/localities/Tây Ninh", {}, 409),
]


@pytest.mark.parametrize(("path", "asked", "status"), WRONG)
def test_what_cannot_be_answered_is_a_problem(
    sample: Client, path: str, asked: dict[str, str | int], status: int
) -> None:
    answer = sample.get(quote(path), asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["hint"]
    if status == 409:
        candidates = answer.json()["candidates"]
        assert len(candidates) > 2
        kind = path.split("/")[1]
        for one in candidates[:3]:
            assert sample.get(f"/{kind}/{quote(one['iri'], safe='')}").json()["summary"]["iri"] == one["iri"]


def test_fields_of_a_form_that_are_empty_are_none(sample: Client) -> None:
    whole = sample.get("/bodies").json()
    empty = {"q": "", "kind": "", "system": "", "province": "", "locality": "", "min_documents": "", "cursor": ""}
    assert sample.get("/bodies", empty).json() == whole
    whole = sample.get("/localities").json()
    empty = {"q": "", "level": "", "province": "", "edition": "", "as_of": ""}
    assert sample.get("/localities", empty).json() == whole


def test_a_body_by_its_names(sample: Client) -> None:
    found = sample.get("/bodies/tay-ninh/ban-dan-van-tinh-uy").json()
    assert found["summary"]["iri"] == BODY
    named = ("body/tay-ninh/ban-dan-van-tinh-uy", BODY, "Ban Dân vận Tỉnh ủy Tây Ninh", "bdvtu tay ninh")
    for name in named:
        assert sample.get(f"/bodies/{quote(name)}").json() == found
    for link in found["links"].values():
        assert sample.get(link, headers={"Accept": "*/*"}).status_code == 200
    duties = sample.get(found["links"]["duties"]).json()
    assert duties["total"] >= found["summary"]["duties"] > 0
    issued = sample.get(f"/bodies/{quote(found['above'][0]['iri'], safe='')}").json()
    assert BODY in {one["iri"] for one in issued["below"]["items"]}


def test_the_documents_of_a_body_page_by_page(sample: Client) -> None:
    path = "/bodies/trung-uong/ban-chap-hanh-trung-uong-dang"
    whole = sample.get(path).json()
    assert whole["documents"]["total"] == whole["summary"]["documents"] == 3
    assert whole["truncated"] is whole["documents"]["truncated"] is False
    part = sample.get(path, {"limit": 2}).json()
    assert (part["truncated"], part["documents"]["items"]) == (True, whole["documents"]["items"][:2])
    rest = sample.get(path, {"limit": 2, "offset": 2}).json()
    assert (rest["truncated"], rest["documents"]["items"]) == (False, whole["documents"]["items"][2:])
    for one in whole["documents"]["items"]:
        assert sample.get(f"/documents/{one['id']}").json()["summary"]["iri"] == one["iri"]


def test_a_locality_with_what_became_of_it(sample: Client) -> None:
    found = sample.get("/localities/2008/72-tay-ninh").json()
    assert sample.get(f"/localities/{quote('tỉnh Tây Ninh')}", {"as_of": "2025-06-30"}).json() == found
    (after,) = found["summary"]["successors"]
    new = sample.get(f"/localities/{quote(after['iri'], safe='')}").json()
    assert TAY_NINH in {one["iri"] for one in new["summary"]["predecessors"]}
    bodies = sample.get(found["links"]["bodies"]).json()
    assert bodies["total"] == found["bodies"]["total"] > 5
    assert sample.get(found["links"]["documents"]).json()["total"] >= found["documents"]["total"] > 0


@pytest.mark.parametrize("path", ["/bodies/tay-ninh/ban-dan-van-tinh-uy", "/localities/2008/72-tay-ninh"])
def test_a_browser_is_sent_to_the_page(sample: Client, path: str) -> None:
    answer = sample.get(path, headers=HTML)
    assert answer.status_code == 303
    place = answer.headers["location"]
    assert place == path.replace("/bodies/", "/body/").replace("/localities/", "/locality/")
    assert f'href="{path}?format=json"' in sample.get(place, headers=HTML).text


@pytest.mark.parametrize("path", ["/bodies", "/localities"])
def test_tables(sample: Client, sample_store: Path, path: str) -> None:
    answer = sample.get(path, {"format": "csv", "limit": 5})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'rel="next"' in answer.headers["link"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    with open_store(sample_store, read_only=True) as store:
        listed = list_bodies(store).bodies if path == "/bodies" else list_localities(store).localities
    assert [row["iri"] for row in rows] == [one.iri for one in listed[:5]]
    assert [row["documents"] for row in rows] == [str(one.documents) for one in listed[:5]]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/bodies?q=t%C3%A2y+ninh&min_duties=1&limit=5",
        "/bodies?sort=-documents",
        "/bodies?q=nobody",
        "/localities?province=t%C3%A2y+ninh&limit=5",
        "/localities?sort=-documents&edition=2025",
        "/localities?q=nowhere",
    ],
)
def test_pages_are_whole(sample: Client, path: str, lang: str) -> None:
    answer = sample.get(f"{path}&lang={lang}", headers=HTML)
    assert answer.status_code == 200, answer.text
    parser = Balance()
    parser.feed(answer.text.replace("</p>", "").replace("<p>", "").replace("<p ", "<br "))
    assert (parser.wrong, parser.open) == ([], [])
    assert len(answer.content) < 150_000
    if "limit=5" in path:
        assert "offset=5" in answer.text
        assert answer.text.count("<tr>") == 6


COMMANDS = [  # arguments, what stands in the first column
    (["bodies", "--q", "bdvtu tay ninh"], ["Ban Dân vận Tỉnh ủy Tây Ninh"]),
    (["bodies", "--locality", TAY_NINH, "--kind", "Công an tỉnh"], ["Công an tỉnh Tây Ninh"]),
    (["localities", "--q", "tay ninh", "--level", "province", "--as-of", "2025-07-01"], ["Tây Ninh"]),
    (["localities", "--edition", "2008", "--q", "tỉnh long an"], ["Long An"]),
]


@pytest.mark.parametrize(("arguments", "found"), COMMANDS, ids=[" ".join(row[0]) for row in COMMANDS])
def test_commands(sample_store: Path, arguments: list[str], found: list[str]) -> None:
    rows = ask(sample_store, *arguments).stdout.splitlines()
    assert [row.split("\t")[0] for row in rows[1:]] == found
    data = json.loads(ask(sample_store, *arguments, "--format", "json").stdout)
    assert data["total"] == len(found)
    table = list(csv.DictReader(io.StringIO(ask(sample_store, *arguments, "--format", "csv").stdout)))
    assert [row["iri"] for row in table] == iris(data)


def test_commands_say_what_is_left_out(sample_store: Path) -> None:
    total = json.loads(ask(sample_store, "bodies", "--format", "json", "--limit", "1").stdout)["total"]
    assert ask(sample_store, "bodies", "--limit", "2").stderr == f"2 of {total} bodies; --limit {total} shows all\n"
    assert "fewer words" in ask(sample_store, "localities", "--q", "nowhere").stderr
    assert "no kind of body" in ask(sample_store, "bodies", "--kind", "nonsense", code=2).stderr
    ask(sample_store, "bodies", "--sort", "date", code=2)


def read_page(client: Client, path: str, code: int = 200, **asked: Any) -> str:
    answer = client.get(path, asked or None, headers=HTML)
    assert answer.status_code == code, answer.text
    return answer.text


def test_numbers_of_a_list_stand_to_the_right_and_are_named_where_there_are_no_columns(sample: Client) -> None:
    bodies, localities = read_page(sample, "/bodies"), read_page(sample, "/localities", province="tay ninh")
    for text, named in ((bodies, ("Văn bản", "Nhiệm vụ")), (localities, ("Văn bản", "Cơ quan"))):
        for name in named:
            assert re.search(rf'<td class="num" data-label="{name}">\d', text)
            assert re.search(rf'<th scope="col" class="num"[^>]*><a [^>]*>{name}</a>', text)
    assert 'data-label="Trước ngày 01/07/2025">' in localities and 'data-label="Từ ngày 01/07/2025">' in localities


def test_a_kind_is_offered_and_shown_by_its_name_once(sample: Client) -> None:
    text = read_page(sample, "/bodies", kind="tinh-uy")
    assert 'name="kind" value="Tỉnh ủy"' in text and '<option value="Tỉnh ủy">' in text
    assert '<div class="soft small">Tỉnh ủy</div>' in text  # below Tỉnh ủy Tây Ninh
    assert '<div class="soft small">Ban Bí thư Trung ương Đảng</div>' not in read_page(
        sample, "/bodies", q="ban bí thư"
    )
    assert read_page(sample, "/bodies", kind="Tỉnh ủy").count("<tr>") == text.count("<tr>")


def test_the_locality_whose_bodies_are_listed_is_named_and_can_be_left(sample: Client) -> None:
    text = read_page(sample, "/bodies", locality=TAY_NINH, sort="-documents", offset=1)
    form = text[text.index("<form") : text.index("</form>")]
    assert f'<input type="hidden" name="locality" value="{TAY_NINH}">' in form
    assert ">tỉnh Tây Ninh</a>" in form
    (way,) = re.findall(r'class="small" href="([^"]+)"', form)
    left = read_page(sample, way.replace("&amp;", "&"))
    assert 'type="hidden"' not in left and 'aria-sort="descending"' in left
    assert 'name="locality" value="Tây Ninh"' in read_page(sample, "/bodies", locality="Tây Ninh")


def test_the_documents_of_a_body_go_on_on_its_page(sample: Client) -> None:
    known = sample.get("/bodies", {"sort": "-documents", "limit": 1}).json()["bodies"][0]
    path = f"/body/{known['id']}"
    whole = read_page(sample, path)
    assert 'rel="next"' not in whole and 'rel="prev"' not in whole
    rest = read_page(sample, path, offset=1)
    assert f"2–{known['documents']} / {known['documents']}" in rest
    assert '<a href="?offset=0" rel="prev">' in rest
    assert "?offset=0" in read_page(sample, path, offset=1_000_000)
    for odd in ("-1", "x", "9" * 40):
        assert read_page(sample, path, offset=odd) == whole.replace(
            'href="?lang=en"', f'href="?offset={odd}&amp;lang=en"'
        )


AMBIGUOUS = [  # path, title, one of the links
    ("/bodies/các huyện ủy", "Nhiều cơ quan, tổ chức cùng ứng với tên này", 'href="/body/'),
    (
        "/localities/Châu Thành",
        "Nhiều địa phương cùng ứng với tên này",
        'href="/locality/2025/25585-chau-thanh">xã Châu',
    ),
]


@pytest.mark.parametrize(("path", "title", "link"), AMBIGUOUS, ids=["bodies", "localities"])
def test_what_a_name_may_mean_is_offered(sample: Client, path: str, title: str, link: str) -> None:
    text = read_page(sample, path, 409)
    assert title in text and link in text
    main = text.split("<main", 1)[1]
    assert f'href="/{path.split("/")[1]}?q=' in main  # all of them, where only the first are offered
    assert "Văn bản cùng" not in text and 'href="/documents/' not in main and 'lang="en">' not in main


UNKNOWN = [  # path, status, what is said, where the page leads
    ("/bodies/nowhere", 404, "Không có cơ quan, tổ chức nào tên nowhere.", "/bodies?q=nowhere"),
    ("/localities/nowhere", 404, "Không có địa phương nowhere.", "/localities?q=nowhere"),
    ("/bodies?kind=nonsense", 422, "&#39;nonsense&#39; không phải loại cơ quan", "/bodies"),
    ("/localities?as_of=nonsense", 422, "không phải ngày", "/localities"),
]


@pytest.mark.parametrize(("path", "code", "said", "way"), UNKNOWN, ids=[path for path, *_ in UNKNOWN])
def test_what_is_wrong_is_said_in_vietnamese(sample: Client, path: str, code: int, said: str, way: str) -> None:
    text = read_page(sample, path, code).split("<main", 1)[1]
    assert said in text and f'href="{way}"' in text and 'lang="en"' not in text


def test_the_page_of_a_locality_tells_one_last_day(sample: Client) -> None:
    text = read_page(sample, "/locality/2008/683-cat-tien")
    assert "Huyện Cát Tiên <small>đến hết ngày 30/11/2024</small>" in text and "2025" not in text.split("<section")[1]
    listed = read_page(sample, "/localities", q="Cát Tiên", level="district")
    assert "683 · đến hết ngày 30/11/2024" in listed


@pytest.mark.parametrize("path", ["/bodies", "/localities"])
def test_a_list_in_which_nothing_is_found_says_what_to_do(sample: Client, path: str) -> None:
    text = read_page(sample, path, q="zzz")
    assert "hãy thử ít từ hoặc ít điều kiện hơn" in text and f'<li><a href="{path}">' in text


def test_what_became_of_a_body_is_told_whatever_the_day_was(tmp_path: Path) -> None:
    file = Path(__file__).parents[1] / "data" / "genre" / "quang-ngai-88-kh-tu-2026.md"
    ask(tmp_path / "store", "build", str(file), "--jobs", "1")
    with running(create_app(Settings(store=tmp_path / "store", query_workers=1))) as client:
        merged = read_page(client, "/body/quang-ngai/ban-tuyen-giao-va-dan-van-tinh-uy")  # of February 2025
        before, _, after = merged.partition("<dt>Cơ quan kế thừa</dt>")
        assert ">Ban Dân vận Tỉnh ủy Quảng Ngãi</a>" in before.partition("<dt>Cơ quan tiền thân</dt>")[2]
        assert "/body/2025/quang-ngai/" in after.partition("</dd>")[0]
        listed = read_page(client, "/bodies", q="ban tuyên giáo và dân vận tỉnh ủy quảng ngãi")
        assert listed.count('tỉnh Quảng Ngãi</a> <span class="soft small">từ ngày 01/07/2025</span>') == 1
        assert listed.count(">Ban Tuyên giáo và Dân vận Tỉnh ủy Quảng Ngãi</a>") == 2


def test_a_ward_that_has_a_number_is_called_a_ward_once(sample: Client) -> None:
    listed = read_page(sample, "/localities", province="tay ninh", level="commune", edition="2008", limit=200)
    assert ">Phường 1</a>" in listed and "phường Phường" not in listed and ">phường Hiệp Ninh</a>" in listed
    assert "<h1>Phường 1 <small>" in read_page(sample, "/locality/2008/25456-phuong-1")
    assert "<h1>Phường 1 <small>" in read_page(sample, "/locality/2008/25456-phuong-1", lang="en")
