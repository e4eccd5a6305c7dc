"""The migrations, in order. Each is written by hand, as statements for both dialects: see models.operations."""
