"""The generator of noise damages as much as it is told, as scanners do, and knows where everything stands."""

import json
import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.noise import Noisy, add_noise, main

DATA = Path(__file__).parent / "data"
NAMES = sorted(path.stem for path in (DATA / "expected").glob("*.jsonl"))
RATES = (0.005, 0.01, 0.03)
seeds = st.integers(0, 10**6)


@cache
def text_of(name: str) -> str:
    (path,) = (DATA / "corpus").glob(f"{name}.*")
    return path.read_bytes().decode("utf-8")


@cache
def records_of(name: str) -> tuple[dict[str, Any], ...]:
    lines = (DATA / "expected" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def whole() -> str:
    return unicodedata.normalize("NFC", "\n".join(map(text_of, NAMES)))


def many(rate: float) -> list[Noisy]:
    return [add_noise(whole(), rate, seed, page=None) for seed in range(8)]


@pytest.mark.parametrize("name", NAMES)
def test_no_noise_changes_nothing(name: str) -> None:
    noisy = add_noise(text_of(name), 0.0, 1, page=None)
    assert noisy.text == text_of(name)
    assert [noisy.record(record) for record in records_of(name)] == list(records_of(name))


def test_the_seed_decides() -> None:
    assert add_noise(whole(), 0.01, 3) == add_noise(whole(), 0.01, 3)
    assert add_noise(whole(), 0.01, 3).text != add_noise(whole(), 0.01, 4).text


@pytest.mark.parametrize("rate", RATES)
def test_as_many_characters_are_damaged_as_the_rate_says(rate: float) -> None:
    damaged = sum(sum(noisy.damages.values()) for noisy in many(rate))
    assert damaged / (8 * len(whole())) == pytest.approx(rate, rel=0.12)


@pytest.mark.parametrize("rate", (-0.1, 1.5))
def test_a_rate_is_a_share(rate: float) -> None:
    with pytest.raises(ValueError, match="share"):
        add_noise("Số 12-CT/TW", rate, 1)


def test_the_mix_is_that_of_scans() -> None:
    done: Counter[str] = Counter()
    for noisy in many(0.01):
        done.update(noisy.damages)
    shares = {kind: count / sum(done.values()) for kind, count in done.items()}
    assert 0.55 < shares["mark"] < 0.8
    assert 0.03 < shares["space"] < 0.15
    assert 0.02 < shares["line"] < 0.1
    assert shares["digit"] < 0.04
    assert shares.keys() >= {"shape", "punctuation", "dropped", "stray", "speck"}


def test_capitals_lose_their_marks_more_often() -> None:
    lost: Counter[bool] = Counter()
    there: Counter[bool] = Counter()
    text = whole()
    for noisy in many(0.01):
        for index, char in enumerate(text):
            marks = unicodedata.normalize("NFD", char)[1:]
            if marks and char.isalpha():
                there[char.isupper()] += 1
                now = unicodedata.normalize("NFD", noisy.text[noisy.starts[index] : noisy.ends[index]])
                lost[char.isupper()] += len(now[1:]) < len(marks)
    assert lost[True] / there[True] > 2 * lost[False] / there[False]


@pytest.mark.parametrize(
    ("clean", "damaged"),
    [
        ("ế", {"ê", "é", "e", "ể"}), ("Ư", {"U"}), ("ơ", {"o"}), ("đ", {"d"}), ("Đ", {"D"}), ("ạ", {"a"}),
        ("ỷ", {"ý", "y"}), ("0", {"O"}), ("1", {"l", "I"}), ("l", {"1", "I"}), ("5", {"S"}), ("8", {"B"}),
        ("c", {"e"}), ("h", {"b"}), (",", {".", ";"}), ("-", {"–"}), ("/", {"l"}), ("m", {"rn"}), ("rn", {"m"}),
        ("cl", {"d"}),
    ],
)  # fmt: skip
def test_what_is_taken_for_what(clean: str, damaged: set[str]) -> None:
    found = {add_noise(clean, 1.0, seed, page=None).text for seed in range(400)}
    assert found >= damaged


def test_numbers_and_dates_are_broken_by_line_ends() -> None:
    text = "Căn cứ Công văn số 3000-CV/TU ngày 05 tháng 01 năm 2022; "
    found = "".join(add_noise(text, 0.2, seed).text for seed in range(500))
    assert re.search(r"3000-\n+CV", found)
    assert re.search(r"ngày\n05|05\ntháng", found)
    assert re.search(r"3000 -CV|3000- CV", found)


def test_pages_end_within_sentences() -> None:
    text = "Ban Thường vụ yêu cầu các cấp ủy quán triệt và thực hiện các nội dung sau " * 200
    noisy = add_noise(text, 0.0, 1)
    assert 5 <= noisy.damages["page"] <= 8
    assert len(re.findall(r"\n[^\d\n]*\d.*\n", noisy.text)) == noisy.damages["page"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate", RATES)
@given(seed=seeds)
@settings(max_examples=4)
def test_places_are_carried_over(name: str, rate: float, seed: int) -> None:
    text, noisy = text_of(name), add_noise(text_of(name), rate, seed)
    same = 0
    for index, char in enumerate(text):
        assert 0 <= noisy.starts[index] <= noisy.ends[index] <= len(noisy.text)
        assert index == 0 or noisy.starts[index - 1] <= noisy.starts[index]
        same += char in noisy.text[noisy.starts[index] : noisy.ends[index]]
    assert same >= len(text) * (1 - 2 * rate) - 12
    for clean in records_of(name):
        _has_the_same_places(text, clean, noisy)


def _has_the_same_places(text: str, clean: dict[str, Any], noisy: Noisy) -> None:
    damaged = noisy.record(clean)
    start, end = damaged["span"]
    assert noisy.text[start:end].strip() == noisy.text[start:end] != ""
    for before, after in zip(clean["citations"], damaged["citations"], strict=True):
        assert {**before, "spans": None} == {**after, "spans": None}
        for (first, last), (begin, stop) in zip(before["spans"], after["spans"], strict=True):
            assert start <= begin < stop <= end
            assert SequenceMatcher(None, text[first:last], noisy.text[begin:stop]).ratio() > 0.5
    assert {**clean, "span": None, "citations": None} == {**damaged, "span": None, "citations": None}


def test_a_lost_character_has_no_place() -> None:
    noisy = Noisy("ab", starts=(0, 1, 1), ends=(1, 1, 2), damages={"dropped": 1})
    assert noisy.span(1, 2) == (1, 1)
    assert noisy.span(1, 3) == (1, 2)
    assert noisy.span(0, 2) == (0, 1)


def test_a_decomposed_text_stays_decomposed() -> None:
    text = text_of("dai-loc-57-kh-hu")
    assert unicodedata.is_normalized("NFD", text)
    assert unicodedata.is_normalized("NFD", add_noise(text, 0.03, 5).text)


def test_command_prints_the_noisy_text(capsys: pytest.CaptureFixture[str]) -> None:
    path = DATA / "corpus" / "bdntw-02-hd.txt"
    assert main([str(path), "--rate", "0.03", "--seed", "3"]) == 0
    printed = capsys.readouterr()
    assert printed.out == add_noise(path.read_bytes().decode("utf-8"), 0.03, 3).text
    assert re.match(r"\d+ damages: \d+ mark, ", printed.err)
