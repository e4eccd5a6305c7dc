"""The words of the command line, and what is said where a command cannot run."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path

from app import commands, own_data, people, settings
from app.houses import TwoServersError
from app.ingest.command import Asked, ingest
from app.settings import Settings, SettingsError
from domain.policy import PolicyError
from models.database import DATABASE_ERRORS

Command = Callable[[Settings, argparse.Namespace], Coroutine[None, None, int]]


def parser() -> argparse.ArgumentParser:
    """The words of the command line."""
    top = argparse.ArgumentParser(prog="python -m app", description="Parley: the messaging backend of a marketplace.")
    commands_of = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, what: str, run: Command | None) -> argparse.ArgumentParser:
        command = commands_of.add_parser(name, help=what, description=what)
        command.set_defaults(run=run)
        return command

    serve = add("serve", "serve the API", None)
    serve.add_argument("--workers", type=int, metavar="N", help="processes that share the port (PostgreSQL)")
    migrate = add("migrate", "bring the database to this version (copying a SQLite file first)", commands.migrate)
    migrate.add_argument(
        "--restored", action="store_true", help="the database came back from a copy: begin a new epoch"
    )
    add("demo", "migrate, and load the demo marketplace if it is not there", commands.demo)
    work = add("work", "do what is due, beside the servers (PostgreSQL); on SQLite the server does it", commands.work)
    work.add_argument("--once", action="store_true", help="do what is due now, and end")
    token = add("token", "print a token of the built-in issuer", commands.token)
    whose = token.add_mutually_exclusive_group(required=True)
    whose.add_argument("--as", dest="user", metavar="HANDLE", help="the user to be")
    whose.add_argument("--staff", metavar="NAME", help="one of the marketplace's staff, by the name that the log shows")
    whose.add_argument("--service", metavar="NAME", help="a service of the marketplace, by the name the log shows")
    token.add_argument("--days", type=int, default=None, help="how long it holds; else 12 hours")
    token.add_argument("--account", metavar="HANDLE", help="the account to act for; else the user's oldest")
    user = add("user", "make a user of the built-in issuer, who may then join a team", people.user)
    user.add_argument("handle", metavar="HANDLE", help="that nobody has yet")
    user.add_argument("--name", metavar="NAME", help="what members of the same team see; else the handle")
    user.add_argument(
        "--password-stdin", action="store_true", help="read a password from the input; else there is none"
    )
    schema = add("schema", "print the schema, or write it to a file", commands.schema)
    schema.add_argument("--write", type=Path, metavar="FILE", help="for example schema.graphql")
    explain = add("explain", "print what a document costs, and the source that is run for it", commands.explain)
    explain.add_argument("file", type=Path, metavar="FILE", help="a file with a GraphQL document")
    feeding = add("ingest", "feed records from a file: accounts, members, products, figures and more", _ingest)
    feeding.add_argument("file", metavar="FILE", help="ends with .csv, .jsonl or .ndjson; - is JSON Lines of the input")
    feeding.add_argument("--kind", metavar="KIND", help="what the records are; else its name or its lines say so")
    feeding.add_argument("--bad", type=Path, metavar="FILE", help="where to list the rows that were refused")
    _own_data(add)
    add("check", "check that the files kept beside the code are true", commands.check)
    return top


def _own_data(add: Callable[[str, str, Command], argparse.ArgumentParser]) -> None:
    export = add("export", "write all that an account has here into a file, as JSON Lines", own_data.export)
    export.add_argument("handle", metavar="HANDLE", help="the account")
    export.add_argument("file", type=Path, metavar="FILE", help="where to")
    erase = add("erase", "erase an account for good, and wait until none of its words is left", own_data.erase)
    erase.add_argument("handle", metavar="HANDLE", help="the account")


async def _ingest(chosen: Settings, asked: argparse.Namespace) -> int:
    return await ingest(chosen, Asked(asked.file, asked.kind, asked.bad))


def main(words: list[str] | None = None) -> int:
    """Run a command; return its exit status."""
    asked = parser().parse_args(words)
    try:
        if getattr(asked, "workers", None) is not None:
            os.environ["PARLEY_WORKERS"] = str(asked.workers)
        chosen = settings.load()
        if asked.command == "serve":
            return commands.serve(chosen)
        run: Command = asked.run
        return asyncio.run(run(chosen, asked))
    except (SettingsError, PolicyError, TwoServersError) as error:
        print(f"Parley cannot start:\n{error}", file=sys.stderr)
    except BrokenPipeError:
        return 1  # whoever read our words has gone
    except (*DATABASE_ERRORS, OSError) as error:
        print(f"Parley cannot use its database: {error}", file=sys.stderr)
        print("PARLEY_DATABASE names it; `python -m app migrate` makes its tables.", file=sys.stderr)
    return 2
