"""What must not pass unseen is said on standard error while files are read, with the name of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app

PLAN = (
    "TỈNH ỦY TÂY NINH\n*\nSố 83-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nTây Ninh, ngày 11 tháng 6 năm 2022\n\n"
    "KẾ HOẠCH\nphát triển du lịch\n\n1. Việc một.\n\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nNguyễn Văn A\n"
)
MARKED = PLAN.replace("*", "*\nMẬT")
ROWS = [  # text, what is said, why
    (f"TỐI MẬT\n{PLAN}", "the document is marked 'TỐI MẬT': it must not be published", "secret"),
    (PLAN.replace("KẾ HOẠCH", "(Dự thảo)\nKẾ HOẠCH"), "the document is marked '(Dự thảo)': a draft is no", "draft"),
    (f"{PLAN}\n{MARKED}", "document 2: the document is marked 'MẬT'", "the second part"),
    (PLAN, None, "an open document"),
    (f"{PLAN}\nSAO Y BẢN CHÍNH\n", None, "a copy is told in its record only"),
]


@pytest.mark.parametrize("command", ["build", "extract"])
@pytest.mark.parametrize(("text", "said", "why"), ROWS)
def test_what_is_said_of_a_file(command: str, text: str, said: str | None, why: str, tmp_path: Path) -> None:
    file = tmp_path / "van-ban.txt"
    file.write_text(text, encoding="utf-8")
    store = ["--store", str(tmp_path / "store")] if command == "build" else []
    result = CliRunner().invoke(app, [command, str(file), *store])
    assert result.exit_code == 0, result.stderr
    warnings = [line for line in result.stderr.splitlines() if line.startswith("warning:")]
    assert len(warnings) == bool(said)
    assert not said or warnings[0].startswith(f"warning: {file}: {said}")


def test_a_record_holds_its_warnings_as_values(tmp_path: Path) -> None:
    file = tmp_path / "van-ban.txt"
    file.write_text(PLAN.replace("Số 83-KH/TU\n", ""), encoding="utf-8")
    record = json.loads(CliRunner().invoke(app, ["extract", str(file)]).stdout)
    assert record["warnings"] == [
        {"code": "no-number", "message": "no number found in the heading", "span": None, "field": "number"}
    ]
