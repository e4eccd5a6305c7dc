"""Measures Parley beside the least that could do the same work: see docs/performance.md."""
