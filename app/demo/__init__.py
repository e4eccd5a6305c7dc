"""The demo marketplace: a made-up cast in two markets, two months of what its people said, and one of what they did."""

from app.demo.loading import load

__all__ = ["load"]
