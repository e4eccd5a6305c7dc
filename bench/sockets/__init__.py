"""Asks servers to keep many sockets, and measures what that costs them."""
