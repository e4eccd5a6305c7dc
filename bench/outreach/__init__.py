"""What a send costs: Parley beside a version before, as before the limits of outreach or before search."""
