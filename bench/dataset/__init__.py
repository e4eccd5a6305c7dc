"""A marketplace to measure on: the same one each time, except that it ends at the hour it is made."""
