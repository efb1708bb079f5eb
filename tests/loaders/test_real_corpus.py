"""The real documents, where they lie beside the checkout: the extraction against what people read in them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.pipeline import Tools, extract_text

SHARED = Path(__file__).parents[3] / "shared"
SETS = [("corpus", "gold", 0.98), ("dev/text", "dev/gold", 0.97)]

pytestmark = pytest.mark.skipif(not (SHARED / "tools" / "score.py").exists(), reason="the real documents are not here")


@pytest.mark.parametrize(("texts", "gold", "least"), SETS, ids=[row[0] for row in SETS])
def test_score(texts: str, gold: str, least: float, tools: Tools, tmp_path: Path) -> None:
    found = tmp_path / "found.jsonl"
    with found.open("w", encoding="utf-8") as out:
        for path in sorted((SHARED / texts).glob("*.txt")):
            for record in extract_text(path.name, path.read_bytes().decode("utf-8"), tools):
                out.write(json.dumps(record.to_json(), ensure_ascii=False) + "\n")
    command = [
        sys.executable,
        str(SHARED / "tools" / "score.py"),
        str(SHARED / gold),
        str(found),
        "--min-f1",
        str(least),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
