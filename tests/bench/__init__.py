"""Benchmarks: how time and memory grow, how fast extraction is, and what damage in the text costs.

Nearly every row divides two measurements of the same run, so that the speed of the machine cancels out. Run them
with `make bench`, or some of them with `python -m tests.bench growth noise`.
"""
