"""What carries: any Strawberry schema on aiohttp, compiled, conforming and bounded. Knows nothing of Parley."""
