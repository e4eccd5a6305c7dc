"""A served Parley, in the test's own process."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator

import boto3  # type: ignore[import-untyped]
import pytest
from aiohttp.test_utils import TestServer
from moto.server import ThreadedMotoServer
from pytest_aiohttp import AiohttpClient

from app.server import build
from app.settings import Settings
from tests.app.issuing import Issuer
from tests.app.served import SECRET, Client, quicken


@pytest.fixture
async def client(database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of the whole server, in development mode."""
    quicken(monkeypatch)
    return await aiohttp_client(build(Settings(database=database_url, secret=SECRET)))


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    """A running issuer."""
    made = Issuer()
    async with TestServer(made.application()) as server:
        made.url = str(server.make_url("")).rstrip("/")
        made.turn()
        yield made


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that speaks S3, and the environment that leads to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    name = f"parley-{secrets.token_hex(8)}"  # what one such server holds, another in this process holds, too
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=name)
    yield f"s3://{name}/some/prefix"
    server.stop()


def lying_in(bucket: str) -> list[str]:
    """What lies in the bucket of a place."""
    listed = boto3.client("s3", region_name="us-east-1").list_objects_v2(Bucket=bucket.split("/")[2])
    return [found["Key"] for found in listed.get("Contents", [])]
