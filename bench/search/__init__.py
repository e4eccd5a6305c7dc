"""What a search costs, beside the same statements by hand: over one seller's very large inbox."""
