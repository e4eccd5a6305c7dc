"""A validated operation becomes Python source once: what it reads is written out, what it calls is planned."""
