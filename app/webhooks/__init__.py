"""Webhooks, as they are posted: what is due is claimed, written, signed, posted and settled (EVT-7)."""
