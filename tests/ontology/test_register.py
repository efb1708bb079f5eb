from ontology.register import load_register
from ontology.vocabulary import load_vocabulary

REUSED = {"12-CT/TW": 3, "36-NQ/TW": 4, "04-CT/TW": 2, "12-KL/TW": 2}


def test_the_bearers_of_the_reused_numbers() -> None:
    assert {number: len(entries) for (_, number), entries in load_register().items()} == REUSED


def test_the_entries_of_a_number_differ_in_date_and_subject() -> None:
    types = {kind.slug for kind in load_vocabulary().document_types}
    for (kind, number), entries in load_register().items():
        assert kind in types
        assert [entry.date for entry in entries] == sorted({entry.date for entry in entries}), number
        assert len({entry.subject for entry in entries}) == len(entries), number
