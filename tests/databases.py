"""An empty database for each test: made once for each process that runs tests, and emptied in between."""

import os
import shutil
from pathlib import Path

import asyncpg

from models.database import PostgresDatabase, SqliteDatabase, open_database
from models.migrate import migrate

TABLES = (
    "accounts users roles memberships statistics pairs conversations sides messages client_messages feed_heads "
    "feed_entries feed_epochs products showcases showcase_entries cards card_products campaigns "
    "campaign_products product_lists product_list_items client_mutations target_collaborations "
    "target_collaboration_products invitations partnerships agreements partnership_changes link_days samples media "
    "notifications due_work video_products outreach_weeks outreach_contacts starter_packs latest_figures saved_replies "
    "scheduled_messages bulk_messages bulk_recipients creator_notes creator_labels level_refreshes creator_levels "
    "creator_licences live_dashboards live_partner_ranks leads member_invitations abuse_reports audit_entries "
    "erasures searched_messages searched_products searched_samples search_progress "
    "folder_counts webhooks webhook_deliveries status_tellings"
).split()
# A hundred times as fast as TRUNCATE, which makes every file anew.
EMPTY = "; ".join(
    [f"DELETE FROM {table}" for table in reversed(TABLES)]
    + [
        f"SELECT setval('{table}_id_seq', 1, FALSE)"
        for table in (
            "accounts users roles memberships pairs products campaigns product_lists target_collaborations invitations "
            "partnerships partnership_changes samples media notifications saved_replies scheduled_messages "
            "bulk_messages creator_notes level_refreshes outreach_weeks leads member_invitations abuse_reports "
            "audit_entries folder_counts webhooks webhook_deliveries"
        ).split()
    ]
)

# A week that a test had made would change the next one's plans.
WITHOUT_WEEKS = """
    DO $$ DECLARE week text; BEGIN
        FOR week IN SELECT inhrelid::regclass::text FROM pg_inherits
            WHERE inhparent = 'feed_entries'::regclass AND inhrelid::regclass::text LIKE 'feed_entries_2%'
        LOOP EXECUTE 'DROP TABLE ' || week; END LOOP;
    END $$"""

BLANK = "template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8'"


class Databases:
    """SQLite: copies of a migrated file. PostgreSQL: one database, on one loop; what was opened to it is kept.

    A connection that is new has to learn the catalogue first, which takes longer than most tests.
    """

    def __init__(self, folder: Path) -> None:
        self._template = folder / "empty.sqlite3"
        self._server = ""
        self._emptying: asyncpg.Connection | None = None
        self._kept: PostgresDatabase | None = None

    async def sqlite(self, folder: Path) -> str:
        """An empty one in a folder."""
        if not self._template.exists():
            await migrate(f"sqlite:///{self._template}")
        shutil.copy(self._template, folder / "parley.sqlite3")
        return f"sqlite:///{folder / 'parley.sqlite3'}"

    async def postgres(self, server: str) -> str:
        """The one on a server, empty."""
        name = f"parley_test_{os.getpid()}"
        url = f"{server.rpartition('/')[0]}/{name}"
        if self._emptying is None:
            self._server = server
            await make(server, name)
            # It need not outlive the machine.
            await _on(server, f"ALTER DATABASE {name} SET synchronous_commit = off")
            await migrate(url)
        if self._emptying is None or self._emptying.is_closed():  # by a test that cut whoever was connected
            self._emptying = await asyncpg.connect(url)
        await self._emptying.execute(f"{EMPTY}; {WITHOUT_WEEKS}")
        return url

    async def opened(self, url: str) -> SqliteDatabase | PostgresDatabase:
        """Open it; it is not to be closed, but let go."""
        if url.startswith("sqlite"):
            return await open_database(url)
        if self._kept is None:
            opened = await open_database(url)
            assert isinstance(opened, PostgresDatabase)
            self._kept = opened
        return self._kept

    async def let_go(self, database: SqliteDatabase | PostgresDatabase) -> None:
        """Close it, if it is of one test alone."""
        if database is not self._kept:
            await database.close()

    async def close(self) -> None:
        """Leave nothing on somebody's server."""
        if self._kept is not None:
            await self._kept.close()
        if self._emptying is not None:
            await self._emptying.close()
            await drop(self._server, f"parley_test_{os.getpid()}")


async def make(server: str, name: str, template: str = BLANK) -> None:
    """A database on a PostgreSQL server, anew: blank, or a copy of another that nobody is connected to."""
    await drop(server, name)
    await _on(server, f"CREATE DATABASE {name} TEMPLATE {template}")


async def drop(server: str, name: str) -> None:
    """Whoever is connected to it, and whether it is there or not."""
    await _on(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _on(server: str, command: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(command)
    await connection.close()
