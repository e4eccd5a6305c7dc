"""A worker without a server is watched as a server is: metrics at its port, traces to the collector."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from app import houses
from app.settings import Settings
from domain.webhooks import EventKind
from models.accounts import AccountKind
from tests.app.served import until
from tests.cast import person, say
from tests.hooks import hooked
from tests.processes import ROOT, process, quiet_port
from tests.receivers import Receiver
from tests.watching.collecting import Collector, facts
from tests.watching.scraping import scraped
from tests.wire import SECRET, talking

DELIVERED = "parley_webhook_posts_total{outcome=delivered}"


async def test_a_worker_serves_its_metrics_and_traces_its_posts(
    database_url: str, tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    collector, port = Collector(), quiet_port()
    settings = Settings(database=database_url, secret=SecretStr(SECRET), webhooks_private=True)
    async with houses.opened(settings) as house, TestServer(collector.application()) as there:
        maya, acme = await person(house, AccountKind.CREATOR, "maya"), await person(house, AccountKind.SELLER, "acme")
        talk = await talking(acme, maya)
        await hooked(acme, EventKind.MESSAGE_RECEIVED, url=receiver.url)
        more = {"metrics_port": str(port), "traces": str(there.make_url("/")), "webhooks_private": "true"}
        async with process(database_url, tmp_path / "log", **more) as parley:
            command = [sys.executable, "-m", "app", "work"]
            worker = subprocess.Popen(command, cwd=ROOT, env=parley.environment, stdout=subprocess.DEVNULL)
            try:
                await say(maya, talk, "Zanzibar")
                await until(lambda: len(receiver.posts) == 1, 20)
                async with asyncio.timeout(20):  # a post is counted once its answer has come
                    while DELIVERED not in (counted := await scraped(f"http://127.0.0.1:{port}")):
                        await asyncio.sleep(0.05)
                refused = await asyncio.to_thread(
                    subprocess.run, command, cwd=ROOT, env=parley.environment, capture_output=True, text=True
                )
            finally:
                worker.send_signal(signal.SIGTERM)
                await asyncio.to_thread(worker.wait, 15)

    assert counted[DELIVERED] == 1
    assert not [name for name in counted if name.startswith("gateway_")]
    assert refused.returncode == 2
    assert refused.stderr == f"Parley cannot work: 127.0.0.1:{port} is taken; set PARLEY_METRICS_PORT\n"
    post = collector.named("webhook MESSAGE_RECEIVED")
    assert facts(post) == {"parley.attempt": 1, "http.response.status_code": 200, "parley.outcome": "delivered"}
    for word in (b"Zanzibar", receiver.url.encode(), b"acme"):
        assert word not in collector.bytes
