"""What the marketplace feeds: a door for each kind of records, that takes a batch with an outcome for each (PLT-1)."""
