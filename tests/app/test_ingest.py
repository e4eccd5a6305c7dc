"""The command that feeds files: what it takes, what it reports, and with which status it ends."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.command_line import main
from app.ingest import lines
from app.ingest.command import batches
from app.ingest.lines import Lines
from app.ingest.reading import Read, read
from domain.errors import InvalidInput
from domain.records import ConversationRecord
from tests.feeding import LENA as LENA_HERSELF

Captured = pytest.CaptureFixture[str]
Ingest = Callable[..., tuple[int, str, str]]
HEADER = "externalId,accountKind,handle,name,homeMarket\n"
LENA = "lena,CREATOR,lena,Lena,US\n"
TALK = (
    "externalId,creator,partner,startedByCreator,entryPoint,startedAt,partnerReadUpTo,"
    "messageFromCreator,messageText,messageSentAt\n"
)


@pytest.fixture
def ingest(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured) -> Ingest:
    """Feed a file of this name with these bytes: the status, what was said, and what it complained of."""
    for name in [name for name in os.environ if name.startswith("PARLEY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PARLEY_DATABASE", database_url)

    def run(name: str, content: str | bytes, *words: str) -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        status = main(["ingest", str(path), *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def sums(kind: str, created: int = 0, updated: int = 0, unchanged: int = 0, refused: int = 0) -> str:
    """What is said of a kind at the end."""
    return f"{kind}: {created} created, {updated} updated, {unchanged} unchanged, {refused} refused\n"


@pytest.mark.rule("PLT-1")
def test_a_table_is_fed_by_its_name_and_again_to_no_effect(ingest: Ingest) -> None:
    assert ingest("accounts.csv", HEADER + LENA) == (0, sums("accounts", created=1), "")
    assert ingest("accounts.csv", HEADER + LENA) == (0, sums("accounts", unchanged=1), "")
    assert ingest("monday.csv", HEADER + LENA.replace("Lena", "Other"), "--kind", "accounts") == (
        0, sums("accounts", updated=1), "",
    )  # fmt: skip


@pytest.mark.rule("PLT-1")
def test_bad_rows_are_reported_with_line_field_and_what_would_be_right(ingest: Ingest, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    table = (
        HEADER
        + 'x,ROBOT,x,"A name\nin two lines",US\n'
        + LENA
        + "y,CREATOR,=cmd|' /C calc'!A0,Y,US\n\n,,,,\nz,CREATOR\n"
    )

    status, said, complained = ingest("accounts.csv", table, "--bad", str(bad))

    assert (status, said) == (1, sums("accounts", created=1, refused=3))
    assert complained.splitlines() == [
        "line 2: accountKind: Give one of CREATOR, SELLER, AGENCY.",
        "line 5: handle: A handle has 1 to 40 letters a-z, digits, and _ . - after the first.",
        "line 8: handle: This is needed.",
    ]
    assert [json.loads(line) for line in bad.read_text().splitlines()][1] == {
        "line": 5, "kind": "accounts", "externalId": "y", "field": "handle", "code": "INVALID_INPUT",
        "detail": "A handle has 1 to 40 letters a-z, digits, and _ . - after the first.",
    }  # fmt: skip


def test_lines_of_several_kinds_each_name_their_own(ingest: Ingest) -> None:
    soap = {"externalId": "soap", "accountKind": "SELLER", "handle": "soap", "name": "Soap", "homeMarket": "US"}
    said = [
        {"kind": "accounts", **soap},
        {"kind": "products", "externalId": "bar", "seller": "soap", "title": "Bar", "price": "4.50", "currency": "USD"},
        {"externalId": "lost"},
        {"kind": "robots"},
    ]  # fmt: skip

    status, told, complained = ingest("all.jsonl", "\n".join(map(json.dumps, said)))

    assert (status, told) == (1, sums("accounts", created=1) + sums("products", created=1) + sums("lines", refused=2))
    assert "line 3: kind: Say what the line is: one of accounts, members, products" in complained


def test_a_line_of_any_depth_is_one_bad_row_of_several_kinds(ingest: Ingest) -> None:
    deep = '{"deep":' + "[" * 100_000 + "]" * 100_000 + "}\n"
    good = (
        '{"kind":"accounts","externalId":"lena","accountKind":"CREATOR","handle":"lena","name":"L","homeMarket":"US"}'
    )

    status, told, complained = ingest("all.jsonl", deep + good)

    assert (status, told) == (1, sums("lines", refused=1) + sums("accounts", created=1))
    assert complained == "line 1: This is no JSON object in UTF-8: write one on each line.\n"


def test_the_first_twenty_bad_rows_are_shown(ingest: Ingest) -> None:
    _, _, complained = ingest("accounts.jsonl", "{}\n" * 25)

    assert complained.count("line ") == 20
    assert complained.endswith("… and 5 more. --bad FILE has all of them.\n")


HOSTILE: dict[str, tuple[bytes, str]] = {
    "a NUL": (
        b'{"externalId":"x","accountKind":"CREATOR","handle":"x","name":"a\\u0000","homeMarket":"US"}',
        "name: The text contains a NUL",
    ),
    "half a surrogate pair": (b'{"externalId":"x","name":"\\ud800"}', "This is no JSON"),
    "bytes that are no UTF-8": (b'{"externalId":"\xff"}', "This is no JSON"),
    "a list": (b"[1]", "Give an object; this is a list."),
    "deep brackets": (b"[" * 100_000, ""),
    "a number beyond numbers": (b'{"externalId":1' + b"0" * 4000 + b"}", "externalId: This is not a value"),
    "a field that is not there": (b'{"externalId":"x","status":"ACTIVE"}', "status: There is no such field; there are"),
    "a text for true or false": (
        b'{"externalId":"x","accountKind":"CREATOR","handle":"x","name":"X","homeMarket":"US","verified":"yes"}',
        "verified: Give true or false; this is text.",
    ),
    "an escape of the terminal": (b'{"\\u001b[2J":1}', "\\x1b[2J: There is no such field"),
    "another kind": (
        b'{"kind":"products","externalId":"x","accountKind":"CREATOR","handle":"x","name":"X","homeMarket":"US"}',
        "kind: This line is of another kind",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_line_is_one_bad_row(ingest: Ingest, what: str) -> None:
    line, detail = HOSTILE[what]
    good = b'{"externalId":"lena","accountKind":"CREATOR","handle":"lena","name":"Lena","homeMarket":"US"}\r\n'

    status, said, complained = ingest("accounts.ndjson", b"\xef\xbb\xbf" + good + line + b"\n" + good)

    assert (status, said) == (1, sums("accounts", created=1, unchanged=1, refused=1))
    assert complained.startswith(f"line 2: {detail}")
    assert "\x1b" not in complained


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        (b"x,CREATOR,x,a\0b,US\r\n", "name: The text contains a NUL"),
        (b"x,CREATOR,x,\xff\xfe,US\r\n", "name: The text contains half"),
        (b'x,CREATOR,x,"X"X,US\r\n', "This is no row of CSV"),
        (b"x,CREATOR,x,X,US,more\r\n", "The row has 6 cells, and there are 5 columns."),
        (b'x,CREATOR,"' + b"x" * 200_000 + b'",X,US\r\n', "This is no row of CSV: field larger"),
    ],
    ids=["NUL", "no UTF-8", "a quote", "a cell too many", "a huge cell"],
)
def test_a_hostile_row_is_one_bad_row(ingest: Ingest, row: bytes, detail: str) -> None:
    table = b"\xef\xbb\xbf" + HEADER.encode() + row + LENA.encode()

    status, said, complained = ingest("accounts.csv", table)

    assert (status, said) == (1, sums("accounts", created=1, refused=1))
    assert complained.startswith(f"line 2: {detail}")


@pytest.mark.parametrize("name", ["accounts.csv", "accounts.jsonl"])
def test_a_line_that_is_too_long_is_passed_over(ingest: Ingest, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 200)
    good = LENA if name.endswith("csv") else json.dumps(
        {"externalId": "lena", "accountKind": "CREATOR", "handle": "lena", "name": "Lena", "homeMarket": "US"}
    )  # fmt: skip
    content = (HEADER if name.endswith("csv") else "") + "x" * 1000 + "\n" + good

    status, said, complained = ingest(name, content)

    assert (status, said) == (1, sums("accounts", created=1, refused=1))
    assert "The line is longer than" in complained


def test_a_quote_that_is_never_closed_ends_at_the_largest_cell(ingest: Ingest) -> None:
    table = HEADER + 'x,CREATOR,"' + "\n" * 140_000 + LENA

    status, said, _ = ingest("accounts.csv", table)

    assert (status, said) == (1, sums("accounts", created=1, refused=1))


def test_conversations_of_a_table_have_a_row_for_each_message(ingest: Ingest) -> None:
    people = HEADER + LENA + "soap,SELLER,soap,Soap,US\nmaya,CREATOR,maya,Maya,US\n"
    ingest("accounts.csv", people)
    begun = "{},{},soap,false,FIND_CREATORS,2026-10-01T08:00:00Z,"
    table = (
        TALK
        + begun.format("t-1", "lena") + "1,false,Hello,2026-10-01T08:00:00Z\n"
        + "t-1,,,,,,,TRUE,Hi,2026-10-01T08:01:00Z\n"
        + begun.format("t-2", "maya") + ",false,Hello,2026-10-01T08:00:00Z\n"
        + begun.format("t-2", "maya") + ",true,,2026-10-01T08:01:00Z\n"
        + begun.format("t-3", "maya") + ",,,\n"
        + begun.format("t-3", "lena") + ",false,Hello,2026-10-01T08:00:00Z\n"
    )  # fmt: skip

    status, said, complained = ingest("conversations.csv", table)

    assert (status, said) == (1, sums("conversations", created=1, refused=2))
    assert complained.splitlines() == [
        "line 5: messages.1.text: This is needed.",
        "line 7: creator: The conversation's first row says something else.",
    ]
    assert ingest("conversations.csv", "".join(table.splitlines(keepends=True)[:3])) == (
        0, sums("conversations", unchanged=1), "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "detail"),
    [("t-1,,,,,,,false,Two,2026-10-01T08:01:00Z,more\n", "The row has 11 cells"), ('"t-1"x,\n', "This is no row")],
    ids=["a cell too many", "a quote"],
)
def test_a_conversation_goes_in_whole_or_not_at_all(ingest: Ingest, bad: str, detail: str) -> None:
    ingest("accounts.csv", HEADER + LENA + "soap,SELLER,soap,Soap,US\n")
    first = "t-1,lena,soap,false,FIND_CREATORS,2026-10-01T08:00:00Z,,false,One,2026-10-01T08:00:00Z\n"
    last = "t-1,,,,,,,false,Three,2026-10-01T08:02:00Z\n"
    right = first + "t-1,,,,,,,false,Two,2026-10-01T08:01:00Z\n" + last

    status, said, complained = ingest("conversations.csv", TALK + first + bad + last)

    assert (status, said.partition("refused")[0][-2:]) == (1, "1 " if "more" in bad else "2 ")
    assert said.startswith("conversations: 0 created")
    assert complained.startswith(f"line 3: {detail}")
    assert ingest("conversations.csv", TALK + right) == (0, sums("conversations", created=1), "")


def test_a_row_that_cannot_be_read_stands_in_no_other_conversations_way(ingest: Ingest) -> None:
    ingest("accounts.csv", HEADER + LENA + "soap,SELLER,soap,Soap,US\nmaya,CREATOR,maya,Maya,US\n")
    said = "{0},{1},soap,false,FIND_CREATORS,2026-10-01T08:00:00Z,,false,One,2026-10-01T08:00:00Z{2}\n"
    table = TALK + said.format("t-1", "lena", "") + said.format("t-2", "maya", ",more") + '"",x\n"x"x\n'
    table += said.format("t-3", "lena", "") + said.format("t-4", "maya", "")

    status, told, complained = ingest("conversations.csv", table)

    assert (status, told) == (1, sums("conversations", created=2, refused=4))
    assert complained.splitlines() == [
        "line 3: The row has 11 cells, and there are 10 columns.",
        "line 5: This is no row of CSV: ',' expected after '\"'.",
        "line 4: The row of line 5 cannot be read, and may be of this conversation.",
        "line 6: The row of line 5 cannot be read, and may be of this conversation.",
    ]


UNUSABLE: dict[str, tuple[str, str, str]] = {
    "an ending that is not known": ("accounts.xlsx", "", "is no file to feed: its name ends with .csv, .jsonl or"),
    "a kind that is not known": ("robots.csv", "a\n", "Say what the rows of"),
    "a column that is not known": ("accounts.csv", HEADER.strip() + ",status\n", "no columns of this kind: 'status'"),
    "a column that is there twice": ("accounts.csv", "handle,handle\n", "A column is named twice."),
    "no header": ("accounts.csv", "", "The file is empty: its first row names the columns."),
}  # fmt: skip


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_file_that_cannot_be_used_is_status_two(ingest: Ingest, what: str) -> None:
    name, content, complaint = UNUSABLE[what]

    status, said, complained = ingest(name, content)

    assert (status, said) == (2, "")
    assert complaint in complained


def test_a_file_that_is_not_there_is_status_two(ingest: Ingest, tmp_path: Path, capsys: Captured) -> None:
    assert main(["ingest", str(tmp_path / "nothing.csv")]) == 2
    assert "Parley cannot open it" in capsys.readouterr().err
    assert ingest("accounts.csv", HEADER, "--bad", str(tmp_path))[0] == 2
    assert ingest("accounts.csv", HEADER, "--kind", "robots")[0] == 2


def test_an_empty_file_is_fed(ingest: Ingest) -> None:
    assert ingest("accounts.jsonl", "\n\n") == (0, "There was nothing in it.\n", "")


def test_standard_input_is_json_lines(ingest: Ingest, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    said = (
        b'{"kind":"accounts","externalId":"lena","accountKind":"CREATOR","handle":"lena","name":"L","homeMarket":"US"}'
    )
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said)))

    assert main(["ingest", "-"]) == 0
    assert capsys.readouterr().out == sums("accounts", created=1)


def test_a_database_that_is_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    monkeypatch.setenv("PARLEY_DATABASE", f"sqlite:///{tmp_path}/empty.sqlite3")
    sqlite3.connect(tmp_path / "empty.sqlite3").close()
    (tmp_path / "accounts.csv").write_text(HEADER + LENA)

    assert main(["ingest", str(tmp_path / "accounts.csv")]) == 2
    assert "python -m app migrate" in capsys.readouterr().err


def test_batches_are_of_one_kind_and_bounded() -> None:
    small = Read("accounts", LENA_HERSELF, [1], 10)
    large = Read("accounts", InvalidInput("", ""), [1], 3_000_000)
    other = Read("products", InvalidInput("", ""), [1], 10)

    assert [len(batch) for batch in batches(iter([small] * 2500))] == [1000, 1000, 500]
    assert [len(batch) for batch in batches(iter([large, large, other, small]))] == [1, 1, 1, 1]


def test_a_conversation_weighs_as_many_as_its_messages(tmp_path: Path) -> None:
    path = tmp_path / "conversations.jsonl"
    message = {"fromCreator": True, "text": "Hi", "sentAt": "2026-10-01T08:00:00Z"}
    talk = {
        "externalId": "t", "creator": "c", "partner": "p", "startedByCreator": True, "entryPoint": "STORE_PAGE",
        "startedAt": "2026-10-01T08:00:00Z", "messages": [message] * 600,
    }  # fmt: skip
    path.write_text((json.dumps(talk) + "\n") * 3)
    with closing(Lines(str(path))) as lines_of_it:
        found = list(batches(read(str(path), None, lines_of_it)))

    assert [len(batch) for batch in found] == [1, 1, 1]
    assert isinstance(found[0][0].said, ConversationRecord)


def test_who_looks_at_a_terminal_sees_how_far_it_is(database_url: str, tmp_path: Path) -> None:
    table = tmp_path / "accounts.csv"
    rows = (f"account-{n},CREATOR,account-{n},Account {n},US\n" for n in range(5000))
    table.write_text(HEADER + "".join(rows))
    shown, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    environment = {**os.environ, "PARLEY_DATABASE": database_url}

    command = [sys.executable, "-m", "app", "ingest", str(table)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=terminal) as feeding:
        os.close(terminal)
        seen = b"".join(_shown(shown))
        assert feeding.stdout is not None
        said = feeding.stdout.read().decode()
    os.close(shown)

    assert said == sums("accounts", created=5000).replace("5000", "5,000")
    assert b"%" in seen
    assert b"000 records" in seen


def _shown(terminal: int) -> Iterator[bytes]:
    """What a terminal is written, until nobody writes any more: then it fails."""
    while True:
        try:
            yield os.read(terminal, 4096)
        except OSError:
            return
