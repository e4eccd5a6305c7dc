"""What cards hold: one file for each kind of card, registered in `kinds`."""
