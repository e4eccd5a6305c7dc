"""How a folder is narrowed: words for the statements of its page and of its counts (docs/decisions/filters.md).

What many conversations match is found along the folder: the newest are looked at one by one until the page is full.
What few match is hardly among them, and is found another way: whatever narrows is a set of counterparts, which an
index holds. Where one of them is small, whoever is in it is looked up in the inbox, and asked for the rest there; else
where few are in all sets, these are, and put in order. Where many are, none of whose conversations is new, the folder's
index is walked on, which knows the counterparts. Which way it goes is decided by what was found and not by what the
planner expects, who knows no values. SQLite, whose inboxes are smaller, walks on.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.queries.filters import By
from models.accounts import AccountKind, CreatorLevel
from models.sql import Statement, statement


class Bounds(NamedTuple):
    """How many conversations PostgreSQL looks at along a folder before the sets, and how many counterparts it looks up.

    These are of those in all sets; `alone` is how many are looked up of one set. Tests set other numbers.
    """

    walked: int = 4_000
    looked_up: int = 4_000
    alone: int = 1_000


BOUNDS = Bounds()
_SAMPLE = 100  # conversations that tell whether much of an inbox matches
VALUES = {"labels": 1, "assignee": 1, "levels": 1, "categories": 1, "market": 1, "followers": 2, "affiliate_gmv": 3}

# What is known of a creator, by PostgreSQL's words; {} are the values.
OF_ACCOUNTS = {
    "levels": "level = ANY({}::text[])",
    "categories": "category = ANY({}::text[])",
    "market": """(markets = {0}
        OR strpos(markets, {0}) > 0 AND strpos(' ' || markets || ' ', ' ' || {0} || ' ') > 0)""",
}
OF_FIGURES = {
    "followers": "followers >= {} AND followers <= {}",
    "affiliate_gmv": "affiliate_gmv_currency = {} AND affiliate_gmv >= {} AND affiliate_gmv <= {}",
}
_LEAD = "(SELECT TRUE FROM leads WHERE partner_id = $1 AND creator_id = counterpart_id)"
# What a conversation must hold. What is looked up is a value, of which no planner makes a join.
HOLDS = {
    "invitation": "has_invitation",
    "no invitation": "NOT has_invitation",
    "seller": f"counterpart_kind = '{AccountKind.SELLER}'",
    "agency": f"counterpart_kind = '{AccountKind.AGENCY}'",
    "assignee": "assignee_id = {}",
    "labels": """(SELECT count(*) FROM creator_labels
        WHERE account_id = $1 AND creator_id = counterpart_id AND label = ANY({}::text[])) > 0""",
    "lead": f"{_LEAD} IS NOT NULL",
    "no lead": f"{_LEAD} IS NULL",
    **{name: f"(SELECT {known} FROM accounts WHERE id = counterpart_id)" for name, known in OF_ACCOUNTS.items()},
    **{
        name: f"(SELECT {known} FROM latest_figures WHERE account_id = counterpart_id)"
        for name, known in OF_FIGURES.items()
    },
}
# The sets of counterparts. Each label is looked up by the whole key: left to itself PostgreSQL takes every account for
# small, and walks all that one has put on.
_OWN = "SELECT counterpart_id AS id FROM sides WHERE account_id = $1"
SETS = {
    "labels": """SELECT DISTINCT l.creator_id AS id FROM unnest({}::text[]) AS named (label) CROSS JOIN LATERAL (
        SELECT creator_id FROM creator_labels WHERE account_id = $1 AND label = named.label OFFSET 0) l""",
    "assignee": f"{_OWN} AND assignee_id = {{}}",
    "lead": "SELECT creator_id AS id FROM leads WHERE partner_id = $1",
    "invitation": f"{_OWN} AND visible AND has_invitation",
    "agency": f"{_OWN} AND visible AND counterpart_kind = '{AccountKind.AGENCY}'",
    **{name: f"SELECT account_id AS id FROM latest_figures WHERE {known}" for name, known in OF_FIGURES.items()},
}
# Of many: hashed, whatever the planner expects of their number; and no condition that it would make a join of.
_WANTED = "(counterpart_id IN (SELECT unnest((SELECT array_agg(id) FROM wanted)))) IS TRUE"
ALL_BUT = {"no lead": "lead", "no invitation": "invitation", "seller": "agency"}
# Every level is named where none was asked for: the index begins with them.
_LEVELS = f"level = ANY('{{{','.join(CreatorLevel)}}}'::text[])"


def conditions(by: By, first: int) -> str:
    """What a conversation must hold, in PostgreSQL's words; the values are the parameters from `first` on."""
    return " AND ".join(HOLDS[name].format(*places) for name, places in _places(by, first))


def sqlite(text: str) -> str:
    """The same for SQLite."""
    text = re.sub(r"= ANY\((\$\d+)::text\[\]\)", r"IN (SELECT value FROM json_each(\1))", text)
    return text.replace("strpos(", "instr(")


def _sets(by: By, first: int) -> list[str]:
    """The sets of a filter; those of the account itself come first, and are small more often."""
    placed = _places(by, first)
    known = [OF_ACCOUNTS[name].format(*places) for name, places in placed if name in OF_ACCOUNTS]
    own_first = sorted(placed, key=lambda one: one[0] in OF_FIGURES)
    sets = [SETS[name].format(*places) for name, places in own_first if name in SETS]
    if known:
        levels = [] if "levels" in by else [_LEVELS]
        kind = f"kind = '{AccountKind.CREATOR}'"
        sets.append(f"SELECT id FROM accounts WHERE {' AND '.join([kind, *levels, *known])}")
    return sets


def counterparts(by: By, first: int, bounds: Bounds) -> str:
    """Who is `wanted`, as tables for PostgreSQL: all of a set that is small `alone`, else whom the sets have in common.

    INTERSECT and EXCEPT read each set once, whatever is expected.
    """
    sets = _sets(by, first)
    others = [SETS[ALL_BUT[name]] for name in by if name in ALL_BUT]
    common = "".join((" INTERSECT ".join(sets or [_OWN]), *(f" EXCEPT {other}" for other in others)))
    if len(sets) < 2:  # noqa: PLR2004 - of one set there is nothing to choose
        return f"alone AS MATERIALIZED (SELECT 0 AS alone), wanted AS MATERIALIZED ({common})"
    most, numbered = bounds.alone, list(enumerate(sets, 1))
    begun = "".join(f"set_{n} AS MATERIALIZED (SELECT id FROM ({one}) s LIMIT {most + 1}), " for n, one in numbered)
    small = " ".join(f"WHEN (SELECT count(*) FROM set_{n}) <= {most} THEN {n}" for n, _ in numbered)
    taken = [f"SELECT id FROM set_{n} WHERE (SELECT alone FROM alone) = {n}" for n, _ in numbered]
    return f"""{begun}
        alone AS MATERIALIZED (SELECT CASE {small} ELSE 0 END AS alone),
        wanted AS MATERIALIZED (
            {" UNION ALL ".join(taken)}
            UNION ALL SELECT id FROM ({common}) common WHERE (SELECT alone FROM alone) = 0)"""


def page(folder: str, holds: str, by: By, *, backwards: bool, bounds: Bounds = BOUNDS) -> Statement:
    """The sides of a narrowed folder's page: from a place ($2, $3) on, at most $4.

    The filter's values are the parameters from $5 on.
    """
    sign, order = (">", "ASC") if backwards else ("<", "DESC")
    keys = f"last_activity_at {order}, conversation_id {order}"
    held = f"account_id = $1 AND {holds} AND (last_activity_at, conversation_id) {sign}"
    beyond = f"{held} (SELECT last_activity_at, conversation_id FROM edge)"
    narrowed = conditions(by, 5)
    postgres = f"""
        WITH found AS MATERIALIZED (
            SELECT * FROM (SELECT * FROM sides WHERE {held} ($2, $3) ORDER BY {keys} LIMIT {bounds.walked}) newest
            WHERE {narrowed} ORDER BY {keys} LIMIT $4),
        edge AS MATERIALIZED (
            SELECT last_activity_at, conversation_id FROM sides WHERE {held} ($2, $3)
            ORDER BY {keys} LIMIT 1 OFFSET {bounds.walked - 1}),
        {counterparts(by, 5, bounds)},
        over AS MATERIALIZED (
            SELECT (SELECT count(*) FROM found) = $4 OR (SELECT count(*) FROM edge) = 0 AS over),
        way AS MATERIALIZED (SELECT over, CASE WHEN NOT over THEN {_few(bounds)} END AS few FROM over),
        looked_up AS (
            SELECT one.* FROM wanted CROSS JOIN LATERAL (
                SELECT * FROM sides WHERE account_id = $1 AND counterpart_id = wanted.id LIMIT 1) one
            WHERE (SELECT few FROM way) AND {beyond} AND {_held(narrowed)} ORDER BY {keys} LIMIT $4),
        further AS (
            SELECT one.* FROM (
                SELECT conversation_id AS id FROM sides
                WHERE (SELECT NOT few FROM way) AND {beyond} AND {_WANTED} ORDER BY {keys} LIMIT $4) place
            CROSS JOIN LATERAL (SELECT * FROM sides WHERE account_id = $1 AND conversation_id = place.id LIMIT 1) one)
        SELECT * FROM (SELECT * FROM found UNION ALL SELECT * FROM looked_up UNION ALL SELECT * FROM further) narrowed
        ORDER BY {keys} LIMIT $4"""
    return Statement(
        postgres,
        f"""
        SELECT * FROM sides INDEXED BY sides_{folder}
        WHERE {held} ($2, $3) AND {sqlite(narrowed)} ORDER BY {keys} LIMIT $4""",
    )


def _few(bounds: Bounds) -> str:
    """Whether few counterparts are wanted: no more of them are counted than tells that."""
    most = bounds.looked_up
    counted = f"(SELECT count(*) FROM (SELECT 1 FROM wanted LIMIT {most + 1}) counted)"
    return f"((SELECT alone FROM alone) > 0 OR {counted} <= {most})"


def _held(narrowed: str) -> str:
    """That a side of whoever is wanted holds all that is asked: of a set alone nobody has looked whether it does."""
    return f"((SELECT alone FROM alone) = 0 OR {narrowed})"


def counts(holds: Mapping[str, str], by: By, bounds: Bounds = BOUNDS) -> Statement:
    """What each folder holds, up to $2; the filter's values are the parameters from $3 on.

    A small inbox is counted along its folders. So is the beginning of a large one's where a third of a few match,
    which is enough mostly; else whom the sets have in common is looked up for all folders, or sought along each.
    """
    narrowed = conditions(by, 3)

    def counted(folder: str, sides: str, narrowed: str) -> str:
        return f"(SELECT count(*) FROM (SELECT 1 FROM {sides} WHERE {narrowed} LIMIT $2) AS {folder})"

    begun, lookups, all_in_all, plain = [], [], [], []
    for folder, held in holds.items():
        of_folder = f"account_id = $1 AND {held}"
        near = f"(SELECT * FROM sides WHERE {of_folder} LIMIT CASE WHEN small THEN NULL ELSE 3 * $2 END) near"
        begun.append(f"CASE WHEN small OR common THEN {counted(folder, near, narrowed)} END AS {folder}")
        lookups.append(f"LEAST(count(*) FILTER (WHERE {held}), $2) AS {folder}")
        along = f"(SELECT counterpart_id FROM sides WHERE {of_folder}) along"
        all_in_all.append(f"""
            CASE WHEN small OR {folder} = $2 THEN {folder} WHEN (SELECT few FROM way)
            THEN (SELECT {folder} FROM looked_up) ELSE {counted(folder, along, _WANTED)} END""")
        # SQLite would rather walk all sides of the account than the few that a folder's index holds.
        plain.append(counted(folder, f"sides INDEXED BY sides_{folder}", f"{of_folder} AND {sqlite(narrowed)}"))
    postgres = f"""
        WITH {counterparts(by, 3, bounds)},
        size AS MATERIALIZED (
            SELECT count(*) <= {bounds.walked} AS small, (
                SELECT count(*) FROM (
                    SELECT * FROM sides WHERE account_id = $1 AND {next(iter(holds.values()))} LIMIT {_SAMPLE}
                    ) few WHERE {narrowed}) * 3 > {_SAMPLE} AS common
            FROM (SELECT 1 FROM sides WHERE account_id = $1 LIMIT {bounds.walked + 1}) own),
        begun AS MATERIALIZED (SELECT small, {", ".join(begun)} FROM size),
        way AS MATERIALIZED (SELECT {_few(bounds)} AS few),
        looked_up AS MATERIALIZED (
            SELECT {", ".join(lookups)} FROM wanted CROSS JOIN LATERAL (
                SELECT * FROM sides WHERE account_id = $1 AND counterpart_id = wanted.id LIMIT 1) one
            WHERE {_held(narrowed)})
        SELECT {", ".join(all_in_all)} FROM begun"""
    return statement(postgres=postgres, sqlite=f"SELECT {', '.join(plain)}")


def _places(by: By, first: int) -> Sequence[tuple[str, list[str]]]:
    """What narrows, with the parameters that its values are."""
    placed = []
    for name in by:
        placed.append((name, [f"${first + place}" for place in range(VALUES.get(name, 0))]))
        first += len(placed[-1][1])
    return placed
