"""Benchmarks: ratios of two measurements of one run, each with its bound. `make bench` runs them."""
