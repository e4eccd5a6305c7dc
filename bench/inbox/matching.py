"""What a filter leaves of each folder, and which page lies deep in that: said in other words than Parley says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.dataset.stores import Store
from bench.inbox.filters import Filter
from models.migrations.house_0001 import FOLDERS

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
KINDS = {"SHOPS": "SELLER", "AGENCIES": "AGENCY"}
FROM = """
    FROM sides s JOIN accounts o ON o.id = s.counterpart_id LEFT JOIN latest_figures f ON f.account_id = o.id
    WHERE s.account_id = $1 AND s.visible"""

# Seven tenths of the way down.
DEEP = """
    SELECT number, last_activity_at, conversation_id FROM (
        SELECT s.last_activity_at, s.conversation_id, count(*) OVER () AS number,
            row_number() OVER (ORDER BY s.last_activity_at DESC, s.conversation_id DESC) AS place {}) matching
    WHERE place = number * 7 / 10 + 1"""


@dataclass(frozen=True, slots=True)
class Matching:
    """Of a folder: how many there are, how many match, and the cursor of one that lies deep among them."""

    of: int
    count: int
    deep: str | None

    @property
    def before_deep(self) -> int:
        """How many match before the deep one."""
        return self.count * 7 // 10

    @property
    def frequent(self) -> bool:
        """Whether at least a twentieth matches."""
        return self.count * 20 >= self.of


class Matches:
    """Counts what matches, for one account."""

    def __init__(self, store: Store, account: int, assignees: Mapping[str, int]) -> None:
        self._store, self._account, self._assignees = store, account, assignees
        self._sizes: dict[str, int] = {}

    async def of(self, folder: str, filter: Filter, tab: str | None = None) -> Matching:
        """What a filter, and a tab, leave of a folder."""
        if folder not in self._sizes:
            text = f"SELECT count(*) {FROM} AND {FOLDERS[folder.lower()]}"
            ((self._sizes[folder],),) = await self._store.run(text, self._account)
        conditions, values = self._conditions(filter, tab)
        text = DEEP.format(f"{FROM} AND {FOLDERS[folder.lower()]}{conditions}")
        for count, at, key in await self._store.run(text, self._account, *values):
            return Matching(self._sizes[folder], count, f"{(at - EPOCH) // MICROSECOND}.{key}")
        return Matching(self._sizes[folder], 0, None)

    def _conditions(self, filter: Filter, tab: str | None) -> tuple[str, list[Any]]:
        said, values = [""], list[Any]()

        def value(one: Any) -> str:
            values.append(one)
            return f"${len(values) + 1}"

        def some(column: str, choice: list[str]) -> str:
            return f"{column} IN ({', '.join(map(value, choice))})" if choice else "1 = 0"

        if tab is not None:
            said.append(f"o.kind = {value(KINDS[tab])}")
        if "categories" in filter:
            said.append(some("o.category", filter["categories"]))
        if "levels" in filter:
            said.append(some("o.level", filter["levels"]))
        if "labels" in filter:
            labelled = some("label", filter["labels"])
            said.append(f"o.id IN (SELECT creator_id FROM creator_labels WHERE account_id = $1 AND {labelled})")
        if "market" in filter:
            said.append(f"' ' || o.markets || ' ' LIKE {value('% ' + filter['market'] + ' %')}")
        if "assignee" in filter:
            said.append(f"s.assignee_id = {value(self._assignees[filter['assignee']])}")
        said += _plain(filter)
        return " AND ".join(said), values


def _plain(filter: Filter) -> list[str]:
    """Conditions whose values are numbers, or none."""
    said = []
    if span := filter.get("followers"):
        said.append(f"f.followers >= {span['min']} AND f.followers < {span.get('max', 2**62)}")
    if span := filter.get("affiliateGmv30d"):
        said.append(f"f.affiliate_gmv >= {int(span['min']) * 100} AND f.affiliate_gmv_currency = 'USD'")
    if "isLead" in filter:
        no = "" if filter["isLead"] else "NOT "
        said.append(f"o.id {no}IN (SELECT creator_id FROM leads WHERE partner_id = $1)")
    if "hasInvitation" in filter:
        said.append("s.has_invitation" if filter["hasInvitation"] else "NOT s.has_invitation")
    return said
