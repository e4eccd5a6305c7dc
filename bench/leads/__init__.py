"""What a page of a pool costs, beside the hand-written server."""
