"""What Tesseract finds, in the order in which it is read."""

import pytest

from loaders.readers import ocr
from loaders.readers.programs import Done
from ontology.errors import InputError

HEAD_TEXT = "level page_num block_num par_num line_num word_num left top width height conf text"
HEAD = HEAD_TEXT.split()


def table(*words: tuple[str, int, int, int, float]) -> bytes:
    """The answer of Tesseract: words with block, left, top and certainty, a line for each block and top."""
    rows = ["\t".join(HEAD)]
    for text, block, left, top, sure in words:
        cells = [5, 1, block, 1, top, 1, left, top, 20 * len(text), 40, sure, text]
        rows.append("\t".join(map(str, cells)))
    return "\n".join(rows).encode()


def recognised(answer: bytes, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> str:
    monkeypatch.setattr(ocr, "run", lambda *_: Done(code, answer, "no such language"))
    return ocr.recognise(b"", 1.0, "scan.pdf, page 1")


def test_blocks_side_by_side_are_read_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = table(
        ("UBND", 1, 100, 100, 90), ("CỘNG", 2, 900, 104, 90), ("HÒA", 2, 990, 104, 90), ("XÃ", 2, 1060, 104, 90),
        ("TỈNH", 1, 100, 160, 90), ("Độc", 2, 920, 164, 90), ("lập", 2, 990, 164, 90), ("*", 1, 140, 220, 90),
        ("KẾ", 3, 600, 400, 90), ("HOẠCH", 3, 660, 400, 90),
    )  # fmt: skip
    lines = [line for line in recognised(answer, monkeypatch).split("\n") if line]
    assert lines == ["UBND", "TỈNH", "*", "CỘNG HÒA XÃ", "Độc lập", "KẾ HOẠCH"]


def test_dirt_and_rules_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = table(
        ("một", 1, 100, 100, 90), ("~", 1, 180, 100, 5), ("|", 1, 220, 100, 90), (";", 2, 100, 160, 80),
        ("—", 2, 100, 220, 80), ("-", 3, 100, 280, 80), ("hai", 3, 200, 280, 80),
    )  # fmt: skip
    assert recognised(answer, monkeypatch).split("\n") == ["một", "- hai"]


def test_a_program_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"scan\.pdf, page 1: tesseract failed \(no such language\)"):
        recognised(b"", monkeypatch, code=1)
