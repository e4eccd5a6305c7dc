"""What operators watch Parley with: ports of metrics, the dashboard, the alerts."""

import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml  # type: ignore[import-untyped]
from pydantic import ValidationError

from app.settings import Settings
from tests import serving
from tests.app.served import quicken, until
from tests.processes import process, quiet_port
from tests.serving import Server
from tests.watching.scraping import scraped, text

DOCS = Path(__file__).parents[2] / "docs"
NAMES = re.compile(r"\b(?:gateway|parley|process)_[a-z_]+\b")
TYPE = re.compile(r"^# TYPE (\S+) (\S+)$", re.MULTILINE)


def expressions() -> list[str]:
    """What the dashboard and the alerts ask Prometheus."""
    board = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))
    rules = yaml.safe_load((DOCS / "alerts.yaml").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    return asked + [rule["expr"] for group in rules["groups"] for rule in group["rules"]]


async def served_names(url: str) -> set[str]:
    """The names of all samples that there can be."""
    found = set()
    for name, kind in TYPE.findall(await text(url)):
        ends = ("_bucket", "_count", "_sum") if kind == "histogram" else ("",)
        found |= {name + end for end in ends}
    return found


async def test_the_dashboard_and_the_alerts_ask_for_nothing_that_is_not_served(server: Server) -> None:
    asked = {name for expression in expressions() for name in NAMES.findall(expression)}

    assert len(asked) > 30
    assert asked <= await served_names(server.url)


async def test_the_dashboard_leaves_out_none_of_parleys_own(server: Server) -> None:
    shown = " ".join(expressions())

    own = {name for name in await served_names(server.url) if name.startswith(("gateway_", "parley_"))}
    assert {name for name in own if name not in shown and not name.endswith(("_count", "_sum"))} == set()


def test_the_dashboards_panels_stand_side_by_side() -> None:
    board: dict[str, Any] = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))

    assert [panel["title"] for panel in board["panels"] if panel["type"] == "row"] == [
        "Traffic", "Events", "Bus", "Due work and webhooks", "Database", "Process",
    ]  # fmt: skip
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken
        taken |= cells


def test_each_alert_is_described() -> None:
    rules = yaml.safe_load((DOCS / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    operations = (DOCS / "operations.md").read_text(encoding="utf-8")

    for rule in rules:
        assert f"| `{rule['alert']}` |" in operations
        assert rule["labels"]["severity"] in {"page", "ticket"}


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_with_a_port_of_their_own_they_are_there_alone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch)
    port = quiet_port()
    async with serving.serving(database_url, metrics_port=port) as server, aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/metrics") as answer:
            assert answer.status == 404
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 404
        assert (await scraped(f"http://127.0.0.1:{port}"))["parley_database_up"] == 1


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_each_of_two_workers_has_a_port_and_they_add_up(database_url: str, tmp_path: Path) -> None:
    port = quiet_port()
    async with process(database_url, tmp_path / "log", metrics_port=str(port)) as served:
        await served.start("--workers", "2")
        await until(lambda: "by 2 processes" in (tmp_path / "log").read_text(), 20)
        for _ in range(20):  # each on a connection of its own, so that both get some
            await one_request(served.url)
        before = [await answered(port + n) for n in (0, 1)]
        await one_request(served.url)
        after = [await answered(port + n) for n in (0, 1)]

        assert sum(before) == 20
        assert sorted(later - earlier for earlier, later in zip(before, after, strict=True)) == [0, 1]  # one of two
        assert (await scraped(f"http://127.0.0.1:{port}"))["process_start_time_seconds"] > 0


async def one_request(url: str) -> None:
    """Ask something, on a connection of its own."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/graphql", json={"query": "{ __typename }"}) as answer,
    ):
        assert answer.status == 200


async def answered(port: int) -> float:
    """How many such requests the process has answered whose metrics are at a port."""
    name = "gateway_operations_total{code=,operation=(anonymous),outcome=ok,type=query}"
    return (await scraped(f"http://127.0.0.1:{port}")).get(name, 0)


def test_ports_that_cannot_be_are_refused() -> None:
    for wrong in ({"metrics_port": 8000}, {"traces": "collector:4318"}, {"traces": "http://me:word@collector"}):
        with pytest.raises(ValidationError):
            Settings(**wrong)
    with pytest.raises(ValidationError, match="PARLEY_METRICS_PORT"):
        Settings(database="postgres://h/d", workers=3, metrics_port=65534)
