from __future__ import annotations

from pathlib import Path

import pytest

from loaders import extract_paths
from loaders.cautions import shows_no_heading

LETTER = """CÔNG ĐOÀN GIÁO DỤC HUYỆN
Số: 12/CĐGD
Ngày 5 tháng 5 năm 2022
CÔNG VĂN
V/v triển khai
"""
ROWS = [  # text, whether no heading shows, why
    ("Hôm nay trời đẹp.\nChúng tôi đi dạo trong công viên.\n", True, "a text that is no document"),
    ("Kế hoạch\n", False, "at least a type"),
    (LETTER, False, "a letter"),
]


@pytest.mark.parametrize(("text", "expected"), [row[:2] for row in ROWS], ids=[row[2] for row in ROWS])
def test_files_without_a_heading(tmp_path: Path, text: str, expected: bool) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (result,) = extract_paths([tmp_path / "a.txt"])
    assert shows_no_heading(result) is expected
