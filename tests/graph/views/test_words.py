"""Sentences of the program have Vietnamese words, and the catalogue has no sentence that the program does not say."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from graph.views.words import in_vietnamese, section

ROOT = Path(__file__).parents[3]
SAID = [
    ("marks restored in 2 places: 'CÔNG' as 'CỘNG'; 'A' as 'Á'", "khôi phục dấu ở 2 chỗ: 'CÔNG' → 'CỘNG'; 'A' → 'Á'"),
    ("3 documents bear the number 12-CT/TW", "3 văn bản mang số 12-CT/TW"),
    ("Name one of them by its date or IRI", "Nêu rõ ngày hoặc IRI của văn bản cần tìm"),
    ("2021-08-12 and 2012-08-12 look alike; 3 documents against 1",
     "12/08/2021 và 12/08/2012 dễ nhầm với nhau; 3 văn bản so với 1"),
    ("the types quyet-dinh and quy-dinh are written for one another",
     "thể loại Quyết định và Quy định hay được ghi nhầm cho nhau"),
    ("KH 1 has no date of its own; it is not older than 2022-01-05, the latest that it cites",
     "KH 1 không ghi ngày; không sớm hơn 05/01/2022, ngày muộn nhất mà văn bản viện dẫn"),
    ("The parameter level: 'street' is not one of: province, district",
     "Tham số level: 'street' không thuộc các giá trị: province, district"),
    ("something that nobody says", None),
    ("their subjects agree; something that nobody says", None),
    ("", None),
    (f"3 documents bear the number {'1' * 3000}", None),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "vietnamese"), SAID, ids=[sentence[:40] for sentence, _ in SAID])
def test_a_sentence_is_said_in_vietnamese(sentence: str, vietnamese: str | None) -> None:
    assert in_vietnamese(sentence) == vietnamese


@pytest.mark.parametrize("name", section("sentences"))
def test_both_languages_have_the_same_values(name: str) -> None:
    vietnamese, english = section("sentences")[name]
    assert set(re.findall(r"\{(\w+)\}", vietnamese)) == set(re.findall(r"\{(\w+)\}", english))


@cache
def literals() -> frozenset[str]:
    """The texts that stand in the code, an f-string in its pieces."""
    files = [path for package in ("ontology", "loaders", "graph", "api") for path in (ROOT / package).rglob("*.py")]
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset(piece for text in texts for piece in (text, *re.split(r"\{[^}]*\}", text)))


PUT_IN = re.compile(
    r"\{\w+\}|; |: it |: |\b1 \w+|\d{4}-\d\d-\d\d|(?:province|district|commune)s of "
    r"|\bno (?:agency|locality|level|kind of (?:conflict|body)|type of document)|the (?:types|levels|kinds) are"
)
"""What the program puts into its sentences: values, figures, plurals, and names of what it speaks of."""
OF_LIBRARIES = {"method-not-allowed", "not-found"}
"""Sentences that Starlette says."""


@pytest.mark.parametrize("name", [name for name in section("sentences") if name not in OF_LIBRARIES])
def test_the_program_says_the_sentence(name: str) -> None:
    wanted = [piece.strip(" ,.:()") for piece in PUT_IN.split(section("sentences")[name][1])]
    known = "\n".join(literals()).casefold()
    assert [piece for piece in wanted if piece.removeprefix("documents ").casefold() not in known] == []
