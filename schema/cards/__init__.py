"""How cards are shown: one file for each kind of card, registered in `kinds`."""
