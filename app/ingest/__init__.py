"""The command that feeds Parley from files: `python -m app ingest FILE` (PLT-1)."""
