"""Asks servers for the same things, and measures what it costs them."""
