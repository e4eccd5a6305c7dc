"""What the limits of outreach cost a send: Parley beside the version before they came."""
