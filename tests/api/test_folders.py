from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from api import open_folder
from graph import open_lineage
from ontology.errors import EmptyInput
from tests.conftest import SAMPLE_CORPUS


def test_a_folder_answers_as_a_store_that_was_built_of_it(sample_store: Path) -> None:
    with open_folder(SAMPLE_CORPUS) as corpus, open_lineage(sample_store) as built:
        assert corpus.documents() == built.documents()
        assert corpus.store.canonical_nquads() == built.store.canonical_nquads()


def test_a_file_that_cannot_be_read_is_left_out_and_named(tmp_path: Path) -> None:
    shutil.copy(SAMPLE_CORPUS / "duong-minh-chau-457-ldld.txt", tmp_path)
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.warns(UserWarning, match=r"left out: .*empty\.txt"):
        corpus = open_folder(str(tmp_path))
    assert corpus.find("457/LĐLĐ").status == "held"


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="left out"), pytest.raises(EmptyInput, match="no document could be read"):
        open_folder(tmp_path)
