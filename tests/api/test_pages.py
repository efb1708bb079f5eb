"""What the pages say and where they lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from graph.views.words import words
from tests.api.client import HTML, Client
from tests.graph.corpus import CT12, KH83, LD457

CT12_ID = "eli/trung-uong/chi-thi/12-CT_TW/k13"
VOID = {"meta", "input", "br", "option", "link"}


def get(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def card(text: str, heading: str) -> str:
    """The card of a page below a heading."""
    return re.split(r'<(?:div|section) class="card', text[text.index(heading) :])[0]


class Balance(HTMLParser):
    """Whether every element is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(f"{self.getpos()} </{tag}> within {self.open[-3:]}")


PAGES = ["/", "/docs", "/documents", f"/documents/{CT12.iri}", f"/documents/{KH83.iri}", "/coverage"]
PAGES += [
    f"/coverage/{CT12_ID}?level=district",
    "/sparql",
    "/documents?q=zzz",
    "/duties",
    "/conflicts",
    "/conflicts?kind=date&document=83-KH/TU",
    "/conflicts?kind=number",
    f"/duties?directive={CT12.iri}",
]
PAGES += [f"/coverage/{CT12_ID}?level=district", "/sparql", "/documents?q=zzz", "/path", f"/cascade/{CT12_ID}"]
PAGES += [f"/path?from=457/LĐLĐ&to={CT12_ID}", f"/path?from={CT12_ID}&to=457/LĐLĐ&max_length=1", "/cascade/04-CT/TW"]
PAGES += [f"/coverage/{CT12_ID}?level=district", "/sparql", "/documents?q=zzz", "/gaps", "/gaps?level=commune"]
PAGES += ["/bodies", "/bodies?q=zzz", "/localities", "/localities?level=province&as_of=2025-07-01"]


@pytest.mark.parametrize("path", PAGES)
def test_elements_are_closed_in_their_turn(client: Client, path: str) -> None:
    parser = Balance()
    text = get(client, path)
    parser.feed(text.replace("</p>", "").replace("<p>", "").replace("<p ", "<br "))
    assert parser.wrong == []
    assert parser.open == []


def test_cited_by_shows_date_and_issuer_of_who_cites(client: Client) -> None:
    text = card(get(client, f"/documents/{KH83.iri}"), "<h2>Được viện dẫn bởi</h2>")
    row = text[text.index("Công văn 457/LĐLĐ") :].split("<td>")[0]
    assert "11/07/2022" in row
    assert "Ban Thường vụ Liên đoàn Lao động huyện Dương Minh Châu" in row
    assert "21/06/2022" not in row


def test_the_lineage_is_a_nested_list_of_links(client: Client) -> None:
    text = card(get(client, f"/documents/{CT12.iri}"), "<h2>Chuỗi thực hiện</h2>")
    assert "├" not in text
    assert "<pre" not in text
    links = re.findall(r'<a href="(/documents/eli[^"]+)">', text)
    assert f"/documents/{LD457.iri.split('example/')[1]}" in links
    assert "được thực hiện bởi, 157 ngày" in text
    assert text.count("<iframe") == 1
    assert text.index("<details") < text.index("<iframe")  # one offering at a time
    assert "Mở toàn trang" in text


def test_lists_are_sorted_by_links(client: Client) -> None:
    text = get(client, "/documents?q=12&limit=5&offset=0")
    assert "Tỉnh" in text
    assert "sort=issuer" in text
    assert 'class="down"' in text
    dates = re.findall(r'<td class="nowrap">(\d{4}[-\d]*)</td>', get(client, "/documents?lang=en"))
    assert dates == sorted(dates, reverse=True)
    dates = re.findall(r'<td class="nowrap">(\d{4}[-\d]*)</td>', get(client, "/documents?sort=date&lang=en"))
    assert dates == sorted(dates)


SEARCHES = [  # query, whether anything is found
    ("q=tay%20ninh", True),
    ("q=doi%20ngoai", True),
    ("q=LDLD", True),
    ("q=T%C3%A2y%20Ninh", True),
    ("province=t%E1%BB%89nh%20t%C3%A2y%20ninh", True),
    ("province=TAY%20NINH", True),
    ("type=Ch%E1%BB%89%20th%E1%BB%8B&status=&province=&q=", True),
    ("q=tay%20ninh&type=&province=&status=", True),
    ("q=nothing%20like%20it", False),
]


@pytest.mark.parametrize(("query", "found"), SEARCHES)
def test_search(client: Client, query: str, found: bool) -> None:
    assert (client.get(f"/documents?{query}").json()["total"] > 0) is found
    text = get(client, f"/documents?{query}&lang=en")
    assert ("No document fits" in text) is not found
    assert ("Try fewer words" in text) is not found


def test_the_start_page_leads_to_lineage_and_coverage(client: Client) -> None:
    text = get(client, "/")
    assert 'action="/lineage"' in text
    assert 'formaction="/coverage"' in text
    answer = client.get("/coverage", {"number": "04-CT/TW", "level": "district", "as_of": "2022-01-01", "date": ""})
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/chi-thi/04-CT_TW/k11?level=district&as_of=2022-01-01")
    answer = client.get("/lineage", {"number": "457/LĐLĐ", "date": ""})
    assert (answer.status_code, answer.headers["location"][-8:]) == (303, "#lineage")
    assert client.get("/lineage", {"number": "9-X", "date": ""}).status_code == 404
    assert client.get("/lineage", {"number": "457/LĐLĐ", "date": "soon"}).status_code == 422
    assert 'formaction="/coverage"' in get(client, "/coverage")


@pytest.mark.parametrize("path", ["/coverage/12-CT/TW?level=district", "/coverage?number=12-CT/TW&level=district"])
def test_an_ambiguous_coverage_leads_to_coverages(client: Client, path: str) -> None:
    text = get(client, path, 409)
    assert f'href="/coverage/{CT12_ID}?level=district"' in text
    assert text.count('href="/coverage/eli') == 3


def test_an_ambiguous_picture_leads_to_pictures(client: Client) -> None:
    assert get(client, "/embed/lineage/12-CT/TW?direction=up", 409).count('?direction=up">') == 3


def test_the_coverage_page_asks_for_a_day(client: Client) -> None:
    text = get(client, f"/coverage/{CT12_ID}?as_of=2022-03-01")
    assert 'name="as_of" value="2022-03-01"' in text
    assert "format=csv&amp;as_of=2022-03-01" in text
    assert client.get(f"/coverage/{CT12_ID}?as_of=").status_code == 200


def test_all_districts_of_which_nothing_is_known_are_listed(client: Client) -> None:
    text = card(get(client, f"/coverage/{CT12_ID}?level=district"), "Chưa có thông tin").split("</div>")[0]
    count = int(re.findall(r"Chưa có thông tin \((\d+)\)", text)[0])
    assert text.count("<li>") == count > 600
    assert "<summary>Hà Giang" in text


def test_tables_scroll_within_their_cards(client: Client) -> None:
    for path in (f"/cascade/{CT12_ID}", "/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Ft%20%7D%20LIMIT%201"):
        assert re.search(
            r'<div class="wide[^"]*" tabindex="0" role="region" aria-label="[^"]+"><table', get(client, path)
        )


ERRORS = [  # path, status, Vietnamese, a link
    ("/documents/457", 404, "Không tìm thấy", 'href="/documents/457/L%C4%90L%C4%90"'),
    ("/documents/9-X", 404, "Không tìm thấy", 'href="/documents?q=9-X"'),
    ("/nowhere", 404, "Không tìm thấy", 'href="/docs"'),
    ("/documents?limit=0", 422, "Tham số không hợp lệ", 'href="/docs"'),
    ("/sparql?query=SELECT%20x", 400, "Truy vấn không hợp lệ", 'href="/sparql"'),
    ("/documents/12-CT/TW", 409, "Nhiều văn bản cùng số", f'href="/documents/{CT12_ID}"'),
]


@pytest.mark.parametrize(("path", "status", "heading", "link"), ERRORS)
def test_errors_are_said_in_both_languages_with_links(
    client: Client, path: str, status: int, heading: str, link: str
) -> None:
    text = get(client, path, status)
    assert heading in text
    assert link in text


FAULTS = [  # path, what the message says
    ("/documents?status=lost", "the parameter status: 'lost' is not one of: held, cited"),
    ("/documents?limit=many", "the parameter limit: 'many' is no whole number"),
    ("/documents?limit=0", "the parameter limit: 0 is less than 1"),
    ("/documents?type=thi", "the parameter type: 'thi' is no type of document; the types are: ban-ghi-nho"),
    ("/documents?sort=colour", "the parameter sort: 'colour' is no order"),
    ("/documents/12-CT/TW?date=soon", "the parameter date: 'soon' is no date; write 2022-01-05, 2022-01 or 2022"),
    ("/coverage/04-CT/TW?as_of=2022-02-30", "the parameter as_of: '2022-02-30' is no day; write 2025-06-30"),
    ("/coverage/04-CT/TW?level=village", "the parameter level: 'village' is not one of: province, district"),
]


@pytest.mark.parametrize(("path", "said"), FAULTS)
def test_wrong_parameters_are_said_as_on_the_command_line(client: Client, path: str, said: str) -> None:
    answer = client.get(path)
    message = answer.json()["detail"]
    assert answer.status_code == 422
    assert said.lower() in message.lower()
    for word in ("Value error", "Input should", "pattern"):
        assert word not in message


def test_the_list_of_routes_shows_values_and_defaults(client: Client) -> None:
    text = get(client, "/docs")
    assert "`" not in text
    assert "one of <code>held</code>, <code>cited</code>" in text
    assert "default <code>50</code>" in text
    assert "4611686018427387904" not in text


def test_pages_are_vietnamese_unless_english_is_asked_for_and_it_is_remembered(client: Client) -> None:
    answer = client.get("/gaps", headers=HTML)
    assert '<html lang="vi">' in answer.text and "Văn bản còn thiếu" in answer.text
    assert "set-cookie" not in answer.headers
    assert '<a class="language" href="?lang=en" lang="en"' in answer.text
    english = client.get("/gaps?level=province&lang=en", headers=HTML)
    assert '<html lang="en">' in english.text and "<h1>Gaps</h1>" in english.text
    assert 'href="?level=province&amp;lang=vi"' in english.text
    assert english.headers["set-cookie"].startswith("lang=en;")
    assert "Cookie" in english.headers["vary"]
    kept = client.get("/documents", headers={**HTML, "Cookie": "lang=en"})
    assert '<html lang="en">' in kept.text and "set-cookie" not in kept.headers
    assert '<html lang="vi">' in client.get("/documents?lang=vi", headers={**HTML, "Cookie": "lang=en"}).text
    assert '<html lang="vi">' in client.get("/documents?lang=xx", headers=HTML).text


def test_a_page_kept_in_one_language_is_not_the_one_in_the_other(client: Client) -> None:
    path = f"/documents/{KH83.iri}"
    tag = client.get(path, headers=HTML).headers["etag"]
    assert client.get(path, headers={**HTML, "If-None-Match": tag}).status_code == 304
    assert client.get(path, headers={**HTML, "If-None-Match": tag, "Cookie": "lang=en"}).status_code == 200


@pytest.mark.parametrize("path", sorted(set(PAGES)))
def test_english_pages_have_no_vietnamese_words_of_the_catalogue(client: Client, path: str) -> None:
    text = get(client, path + ("&" if "?" in path else "?") + "lang=en")
    only = {pair[0] for pair in words().values() if len(pair[0]) > 9 and "{" not in pair[0] and pair[0] != pair[1]}
    assert [found for found in re.findall(r"<(?:h1|h2|th|label|button|dt)[^>]*>([^<]+)<", text) if found in only] == []


def test_pages_load_their_styles_from_here_and_allow_nothing_else(client: Client) -> None:
    answer = client.get("/", headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src" not in policy
    assert " style=" not in answer.text and "<style" not in answer.text and "<script" not in answer.text
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    sheet = client.get(address)
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["cache-control"]
    assert "prefers-color-scheme: dark" in sheet.text and "@media print" in sheet.text
    assert client.get("/static/../settings.py").status_code == 404
    assert client.get("/static/nothing.css").status_code == 404


@pytest.mark.parametrize("path", sorted(set(PAGES)))
def test_a_page_is_small(client: Client, path: str) -> None:
    assert len(get(client, path).encode()) < 150_000


def test_one_box_finds_numbers_bodies_and_places(client: Client) -> None:
    home = get(client, "/")
    assert 'action="/search"' in home and "2</a></b> văn bản chỉ được viện dẫn" not in home
    text = get(client, "/search?q=chi%20thi%2012")
    assert text.index("<h2>Văn bản") < text.index(">Chỉ thị 12-CT/TW</a>")
    assert "<h2>Địa phương" in get(client, "/search?q=tay%20ninh") and "<h2>Cơ quan" in get(
        client, "/search?q=tay%20ninh"
    )
    assert "Không tìm thấy kết quả nào" in get(client, "/search?q=zzzz")
    assert "<script>" not in get(client, "/search?q=%3Cscript%3E")
    one = get(client, "/search?q=tay%20ninh&group=localities&limit=2")
    assert 'href="/search?q=tay+ninh&amp;group=localities&amp;limit=2&amp;offset=2" rel="next"' in one


def test_search_as_json(client: Client) -> None:
    found = client.get("/search", {"q": "chi thi so 12-CT/TW", "group": "documents"}).json()
    assert [group["group"] for group in found["groups"]] == ["documents"]
    assert {item["number"] for item in found["groups"][0]["items"][:3]} == {"12-CT/TW"}
    assert client.get(f"/documents/{found['groups'][0]['items'][0]['id']}").status_code == 200
    assert client.get("/search", {"q": "x", "group": "people"}).status_code == 422
    assert client.get("/search").json()["groups"] == []


def test_a_number_that_several_bear_leads_to_all_of_them(client: Client) -> None:
    text = get(client, "/directive?number=12-CT/TW", 300)
    assert len(set(re.findall(r'href="(/directive/eli[^"]+)"', text))) == 3
    answer = client.get("/directive", {"number": "12-CT/TW", "date": "2022-01-05"}, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/directive/{CT12_ID}")
    assert client.get("/directive", {"number": "9-X"}).status_code == 404
    assert 'action="/directive"' in get(client, "/directive")
    assert get(client, "/directive/12-CT/TW", 409).count('href="/directive/eli') == 3


def test_the_page_of_a_directive_has_all_of_it(client: Client) -> None:
    text = get(client, f"/directive/{CT12_ID}")
    assert len(set(re.findall(r'href="(/directive/eli[^"#]+)"', card(text, "Văn bản khác cùng số")))) == 2
    for drawn in ('class="view lineage', 'class="view clock wide"', 'class="view coverage'):
        assert text.count(f"<svg {drawn}") == 1
    named = re.findall(r' id="([^"]+)"', text)
    assert len(named) == len(set(named))
    assert "trung vị" in text and 'name="as_of"' in text
    parser = Balance()
    parser.feed(
        re.sub(r"<svg.*?</svg>", "", text, flags=re.S).replace("</p>", "").replace("<p>", "").replace("<p ", "<br ")
    )
    assert (parser.wrong, parser.open) == ([], [])
    links = re.findall(r'<a href="([^"]+)"', text[text.index('id="downloads"') :].split("</section>")[0])
    assert len(links) == 12
    kinds = {client.get(link.replace("&amp;", "&")).headers["content-type"].partition(";")[0] for link in links}
    assert {"text/csv", "application/json", "text/calendar", "application/graphml+xml"} <= kinds


def test_the_map_of_a_directive_is_that_of_the_day(client: Client) -> None:
    for day, provinces in (("2025-06-30", 63), ("2025-07-01", 34)):
        text = get(client, f"/directive/{CT12_ID}?as_of={day}")
        assert len(re.findall(r'<(?:a|g) id="m-n\d+"', text)) == provinces
    assert "view coverage" not in get(client, f"/directive/{CT12_ID}?level=district")
    assert client.get(f"/directive/{CT12_ID}?as_of=soon").status_code == 422
