"""Tokens put together by hand, as nobody's library would."""

import base64
import hashlib
import hmac
import json
from typing import Any


def encoded(**parts: Any) -> str:
    """A token put together by hand."""
    header, claims, signature = parts["header"], parts["claims"], parts.get("signature", b"")

    def part(value: Any) -> str:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    return ".".join(part(value) for value in (header, claims, signature))


def signed_with(secret: bytes, claims: dict[str, Any], **header: str) -> str:
    """A token signed with whatever bytes: libraries refuse to take a public key for a secret."""
    unsigned = encoded(header={"alg": "HS256", **header}, claims=claims).rpartition(".")[0]
    signature = hmac.digest(secret, unsigned.encode(), hashlib.sha256)
    return f"{unsigned}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
