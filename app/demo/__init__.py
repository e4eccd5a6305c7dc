"""The demo marketplace: a made-up cast in two markets, and two months of what its people said to each other."""

from app.demo.loading import load

__all__ = ["load"]
