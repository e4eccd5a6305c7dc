"""Actions do: doors take a viewer and are a whole unit of work, steps take the transaction of a door."""
