"""Takes what Parley posts: SECRET=whsec_… python docs/examples/webhook_receiver.py 9000."""

import hashlib
import hmac
import json
import os
import sys
import time
from collections import OrderedDict
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRETS = os.environ["SECRET"].split()  # while a secret is changed: the new one and the old one
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
OLDEST_SECONDS = 300
LARGEST = 1024 * 1024
REMEMBERED = 100_000

# The ids of what was taken. Keep yours where you keep what you make of it, in the same transaction.
taken: OrderedDict[str, None] = OrderedDict()


def is_signed(timestamp: str, signatures: str, body: bytes) -> bool:
    """Whether one of the signatures is by a secret of ours, over this body, and was made lately."""
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > OLDEST_SECONDS:  # noqa: TID251 - a program of its own
        return False
    signed = timestamp.encode() + b"." + body
    ours = [f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in SECRETS]
    given = [one.strip() for one in signatures.split(",")]
    return any(hmac.compare_digest(one.encode(), own.encode()) for one in given for own in ours)


def is_new(delivery: str) -> bool:
    """Whether it comes for the first time: what was taken may be posted again, if the answer was lost."""
    if delivery in taken:
        return False
    taken[delivery] = None
    if len(taken) > REMEMBERED:
        taken.popitem(last=False)
    return True


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what it took, 400 to what is not Parley's."""

    def do_POST(self) -> None:
        """Look at the signature before anything else, and answer soon: Parley waits 10 seconds."""
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(min(length, LARGEST))
        if not is_signed(self.headers.get("Parley-Timestamp", ""), self.headers.get("Parley-Signature", ""), body):
            self.answer(400)
            return
        if is_new(self.headers["Parley-Delivery-Id"]):
            told = json.loads(body)
            print(told["kind"], told["account"]["handle"], json.dumps(told["event"]), flush=True)
        self.answer(204)

    def answer(self, status: int) -> None:
        """Say no more than a status."""
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print what was told, not who connected."""


server = HTTPServer(("127.0.0.1", PORT), Receiver)
print(f"Listening at http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
