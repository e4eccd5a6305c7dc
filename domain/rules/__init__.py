"""Rules ask: small functions that raise the refusal, or return nothing."""
