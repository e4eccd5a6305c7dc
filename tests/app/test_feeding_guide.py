"""docs/operations.md tells the truth of feeding: its commands run, its files go in, its fields are the fields."""

import os
import re
import shlex

import msgspec
import pytest

from app.command_line import main
from domain.records import KINDS, PastMessageRecord
from tests.house.source import ROOT

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition("## Feeding Parley")[2]
COMMANDS = re.findall(r"```sh\n(.*?)```\n", GUIDE, flags=re.DOTALL)[0]
Captured = pytest.CaptureFixture[str]


@pytest.mark.rule("PLT-1")
def test_the_files_are_fed_as_written_and_again_to_no_effect(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for name in [name for name in os.environ if name.startswith("PARLEY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PARLEY_DATABASE", database_url)
    monkeypatch.chdir(ROOT)
    for what in ("created", "unchanged"):
        for line in COMMANDS.splitlines():
            assert main(shlex.split(line)[3:5]) == 0  # without the file that --bad would leave
        said = re.findall(r"(\d+) (\w+)", capsys.readouterr().out)
        assert {word for number, word in said if number != "0"} == {what}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_in_the_table_and_needed_where_it_says_so(kind: str) -> None:
    (named,) = re.findall(rf"^\| `{kind}` \| (.*?) \|", GUIDE, flags=re.MULTILINE)
    fields = {field.encode_name: field.required for field in msgspec.structs.fields(KINDS[kind])}
    partners = {f"partner{mark}" for mark in ("ReadUpTo", "Starred", "Archived")}  # "and the same of partner"

    assert set(re.findall(r"\*\*(\w+)\*\*", named)) == {name for name, needed in fields.items() if needed}
    assert fields.keys() - {"kind"} - partners <= set(re.findall(r"\w+", named))


def test_the_fields_of_messages_are_there() -> None:
    assert all(field.encode_name in GUIDE for field in msgspec.structs.fields(PastMessageRecord))
