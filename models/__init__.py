"""What Parley remembers: the tables, the two engines under them, and the migrations that make them."""
