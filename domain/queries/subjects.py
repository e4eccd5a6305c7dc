"""What entries of feeds name beside conversations and messages: read in one statement for each noun that is named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from domain import bulk, events, invitations, leads, notifications, partnerships, samples
from domain.bulk import BulkMessage
from domain.house import House
from domain.invitations import FROM_INVITATIONS, INVITATION_COLUMNS, Invitation
from domain.leads import FROM_LEAD, Lead
from domain.notifications import Notification
from domain.partnerships import Partnership
from domain.products import PRODUCT_WIDTH, Product, product
from domain.queries import catalog
from models.sql import Row, statement

# By kind of event: the fact that names it.
_FACTS = {
    events.ShowcaseAdded.kind: "products",
    events.ShowcaseRemoved.kind: "products",
    events.InvitationChanged.kind: "invitation",
    events.PartnershipChanged.kind: "partnership",
    events.SampleChanged.kind: "sample",
    events.LeadChanged.kind: "lead",
    events.NotificationAdded.kind: "notification",
    events.BulkMessageProgressed.kind: "bulk",
}
KINDS = frozenset(_FACTS)
# Whoever may see them: they are told only to those whom an entry tells of them.
READ = {
    "products": catalog.BY_KEYS,
    "invitation": statement(f"SELECT {INVITATION_COLUMNS} {FROM_INVITATIONS} WHERE i.id IN LIST($1)"),
    "partnership": statement(f"SELECT {partnerships.COLUMNS} FROM partnerships l WHERE l.id IN LIST($1)"),
    "sample": statement(f"SELECT {samples.COLUMNS} FROM samples x WHERE x.id IN LIST($1)"),
    "lead": statement(f"SELECT {leads.COLUMNS} FROM leads l {FROM_LEAD} WHERE l.id IN LIST($1)"),
    "bulk": statement(f"SELECT {bulk.columns('b')} FROM bulk_messages b WHERE b.id IN LIST($1)"),
    "notification": statement(f"""
    SELECT {notifications.COLUMNS} FROM notifications n LEFT JOIN accounts o ON o.id = n.other_id
    WHERE n.id IN LIST($1)"""),
}


@dataclass(slots=True)
class Subjects:
    """What was named, by key. A sample is seen otherwise by each side, so its rows are kept."""

    products: dict[int, Product] = field(default_factory=dict)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    partnerships: dict[int, Partnership] = field(default_factory=dict)
    samples: dict[int, Row] = field(default_factory=dict)
    notifications: dict[int, Notification] = field(default_factory=dict)
    bulk: dict[int, BulkMessage] = field(default_factory=dict)
    leads: dict[int, Lead] = field(default_factory=dict)


async def read(house: House, told: Sequence[tuple[str, str]]) -> Subjects:
    """What the facts of entries name: pairs of a kind of event and its facts."""
    named: dict[str, set[int]] = {}
    for kind, facts in told:
        fact = _FACTS[kind]
        value: Any = orjson.loads(facts)[fact]
        named.setdefault(fact, set()).update(value if fact == "products" else [value])
    found = {fact: await house.database.fetch(READ[fact], sorted(keys)) for fact, keys in named.items()}
    return Subjects(
        {row[0]: product(row[:PRODUCT_WIDTH]) for row in found.get("products", ())},
        {row[0]: invitations.invitation(row) for row in found.get("invitation", ())},
        {row[0]: partnerships.partnership(row) for row in found.get("partnership", ())},
        {row[0]: row for row in found.get("sample", ())},
        {row[0]: notifications.notification(row) for row in found.get("notification", ())},
        {row[0]: bulk.bulk(row) for row in found.get("bulk", ())},
        {row[0]: leads.lead(row) for row in found.get("lead", ())},
    )
