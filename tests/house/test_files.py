"""The files beside the code tell the truth: the schema's text, the docs, the lock."""

import re
import tomllib
from collections import defaultdict
from importlib import import_module
from typing import Any

import pytest

from app.settings import PREFIX, Settings
from domain.policy import Numbers
from domain.queries.conversations import HOLDS
from models.migrations.house_0001 import FOLDERS
from schema import root
from tests.house.source import ROOT, committed

RULES = ROOT / "docs" / "rules.md"
OPERATIONS = ROOT / "docs" / "operations.md"
RULE = re.compile(r"^\| (?P<id>[A-Z]+-\d+) \|.*\| (?P<built>yes|no|part: [^|]+) \|$", re.MULTILINE)
ANY_RULE = re.compile(r"^\| *[A-Z]+-\d+ *\|", re.MULTILINE)
MARK = re.compile(r"\bmark\.rule\(\s*[\"'](?P<id>[^\"']+)[\"'](?:,\s*part\s*=\s*[\"'](?P<part>[^\"']+)[\"'])?\s*\)")
WHOLE = ""


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def marked() -> dict[str, set[str]]:
    """The parts of each rule that a test is marked with; WHOLE stands for all of it."""
    marks: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for mark in MARK.finditer(path.read_text(encoding="utf-8")):
            marks[mark["id"]].add(mark["part"] or WHOLE)
    return marks


def rule_book() -> dict[str, str]:
    """What the rule book says of each rule: yes, no, or the parts that are built."""
    text = RULES.read_text(encoding="utf-8")
    rules = {row["id"]: row["built"] for row in RULE.finditer(text)}
    assert len(rules) == len(ANY_RULE.findall(text)) > 0
    return rules


def test_the_schemas_text_is_the_schema() -> None:
    kept = (ROOT / "schema.graphql").read_text(encoding="utf-8")

    assert kept == root.build().as_str() + "\n", "run: python -m app schema --write schema.graphql"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    lines = OPERATIONS.read_text(encoding="utf-8").splitlines()

    assert any(f"`{PREFIX}{name.upper()}`" in line for line in lines)


def test_no_setting_is_documented_that_is_not_there() -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z]+)\b(?!_)", OPERATIONS.read_text(encoding="utf-8")))

    assert {name.lower() for name in named} - {*Settings.model_fields} == set()


@pytest.mark.parametrize("name", Numbers.model_fields)
def test_every_number_of_the_policy_is_documented_with_its_default(name: str) -> None:
    defaults = tomllib.loads((ROOT / "domain" / "policy.toml").read_text(encoding="utf-8"))["numbers"]

    default = defaults[name]
    shown = (
        str(default).lower() if isinstance(default, bool) else default if isinstance(default, str) else f"{default:,}"
    )

    assert f"`{name}` = {shown}" in RULES.read_text(encoding="utf-8")


def test_every_rule_that_is_built_has_a_test() -> None:
    """A rule that is built has a test marked with its id; one built in part, a test for each part that is."""
    marks = marked()
    wanted = {
        rule: {WHOLE} if built == "yes" else {*built.removeprefix("part: ").split(", ")}
        for rule, built in rule_book().items()
        if built != "no"
    }

    assert {rule: missing for rule, parts in wanted.items() if (missing := parts - marks[rule])} == {}


def test_no_test_claims_more_than_the_rule_book() -> None:
    book = rule_book()
    claimed = {rule for rule, parts in marked().items() if WHOLE in parts}

    assert marked().keys() - book.keys() == set()
    assert {rule for rule in claimed if book[rule] != "yes"} == set()
    assert {rule for rule in marked() if book[rule] == "no"} == set()


def test_the_lock_holds_every_package_asked_for() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {normal(re.split(r"[\s\[;<>=~!]", entry, maxsplit=1)[0]) for entry in asked}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}

    assert names - locked == set()


def test_every_package_of_the_lock_has_a_hash_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]

    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock
    assert "index-url" not in lock


def test_no_lock_names_a_registry() -> None:
    locks = [path for path in committed() if re.search(r"(\.lock|lock\.json|lock\.yaml|shrinkwrap\.json)$", path.name)]
    # An npm lock also says where its packages ask for money ("funding", "url"): that is no registry.
    resolved = re.compile(r'"?(?:resolved|registry|index-url)"?\s*[:=]\s*"?\w+://')

    assert ROOT / "requirements.lock" in locks
    assert [str(path) for path in locks if resolved.search(path.read_text(encoding="utf-8"))] == []
    assert not [path for path in committed() if path.name in {"uv.lock", "pip.conf"}]
    assert not [path for path in committed() if path.name == ".npmrc" and "://" in path.read_text(encoding="utf-8")]


def test_the_folders_read_what_their_indexes_hold() -> None:
    assert {folder.value.lower(): holds for folder, holds in HOLDS.items()} == FOLDERS


def test_every_noun_has_one_name_on_every_floor() -> None:
    nouns = {"accounts", "blocks", "conversations", "messages", "teams"}

    for folder in ("schema", "domain/actions"):
        assert nouns <= {path.stem for path in (ROOT / folder).glob("*.py")}
    for module in ("models.accounts", "models.teams", "models.conversations", "models.messages"):
        import_module(module)
