"""Search for texts and files that break the reading, guided by coverage: `make fuzz`, or `python -m tests.fuzz --help`.

Each ``fuzz_*.py`` is a harness: ``check`` gets bytes and raises where something is wrong, ``seeds`` gives what to
begin with, ``words`` what inputs are made of. What breaks a harness is written to a file, and
``python -m tests.fuzz NAME --replay FILE`` runs it again. Its smallest text then becomes a row of
``tests/loaders/test_hostile.py``.
"""
