"""Our two Tortoise engines: as theirs, but no cancelled task ever leaves a transaction or a connection behind."""
