"""People, and whom they act for, as the marketplace feeds them: so that they can sign in (ACC-2, PLT-2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.actions import audit
from domain.actions.feeding import batches
from domain.actions.feeding.batches import inserting, updating, write
from domain.errors import DomainError, InvalidInput, LastOwner
from domain.events import AccessChanged
from domain.feeding import Outcome, Status, outcomes, read_each
from domain.records import MemberRecord
from domain.rules import inputs
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.audit import AuditAction
from models.sql import Row, statement

_Place = tuple[int, int | None, int]  # of which account, who, and in which role
_USER = {"handle": "text", "name": "text", "issuer": "text", "subject": "text"}
BY_HANDLE = statement("SELECT id, handle, name, issuer, subject FROM users WHERE handle IN TEXTS($1)")
BY_SUBJECT = statement("SELECT id, handle, name, issuer, subject FROM users WHERE subject IN TEXTS($1)")
ROLES = statement("SELECT account_id, name, id, is_owner FROM roles WHERE account_id IN LIST($1)")
TEAMS = statement("""
    SELECT m.account_id, m.user_id, m.role_id, r.is_owner FROM memberships m JOIN roles r ON r.id = m.role_id
    WHERE m.account_id IN LIST($1)""")
MEMBERSHIPS = statement("SELECT account_id, user_id, id FROM memberships WHERE account_id IN LIST($1)")
MAKE_USERS = inserting("users", {**_USER, "created_at": "timestamptz"}, "ON CONFLICT DO NOTHING", "id")
CHANGE_USERS = updating("users", {"id": "bigint"}, _USER, lock="UPDATE")
JOIN = inserting(
    "memberships",
    {"account_id": "bigint", "user_id": "bigint", "role_id": "bigint", "created_at": "timestamptz"},
    "ON CONFLICT DO NOTHING",
    "id",
)
SET_ROLES = updating("memberships", {"account_id": "bigint", "user_id": "bigint"}, {"role_id": "bigint"})


@dataclass(slots=True)
class _Person:
    """A user, as stored or about to be."""

    key: int | None
    handle: str
    name: str
    subject: tuple[str, str] | None
    changed: bool = False

    @property
    def row(self) -> tuple[str | None, ...]:
        return (self.handle, self.name, *(self.subject or (None, None)))


class _People:
    """The users that a batch names: known by the issuer's subject, else by handle."""

    def __init__(self, rows: Sequence[Row]) -> None:
        found = {row[0]: _Person(row[0], row[1], row[2], None if row[3] is None else (row[3], row[4])) for row in rows}
        self.by_handle = {person.handle: person for person in found.values()}
        self._by_subject = {person.subject: person for person in found.values() if person.subject}

    def find(self, said: _Person) -> _Person:
        """The user that a record means: a new one, if none is known."""
        person = self._by_subject.get(said.subject) if said.subject else None
        holder = self.by_handle.get(said.handle)
        if holder is None:
            return person or said
        if (person or holder) is not holder or (said.subject and (holder.subject or said.subject) != said.subject):
            raise InvalidInput("handle", f"The handle @{said.handle} is another person's.")
        return holder

    def settle(self, person: _Person, said: _Person) -> bool:
        """Bring a user in line with what is said of it; whether anything changed."""
        subject = said.subject or person.subject
        is_same = self.by_handle.get(person.handle) is person and (
            (person.handle, person.name, person.subject) == (said.handle, said.name, subject)
        )
        if not is_same:
            self.by_handle.pop(person.handle, None)
            person.handle, person.name, person.subject, person.changed = said.handle, said.name, subject, True
            self.by_handle[person.handle] = person
            if subject:
                self._by_subject[subject] = person
        return not is_same


class _Teams:
    """The roles of the accounts that a batch names, and who is in which."""

    def __init__(self, roles: Sequence[Row], members: Sequence[Row]) -> None:
        self._roles = {(row[0], row[1]): (row[2], bool(row[3])) for row in roles}
        self._owner_roles = {row[0]: row[2] for row in roles if row[3]}
        self.before = {(row[0], row[1]): row[2] for row in members}
        self.now: dict[tuple[int, int], tuple[_Person, int]] = {}
        self._owners: dict[int, set[int]] = {}
        for row in members:
            if row[3]:
                self._owners.setdefault(row[0], set()).add(row[1])

    def role(self, account: int, record: MemberRecord) -> int:
        if record.owner == (record.role is not None):
            raise InvalidInput("role", "Say owner, or name the role: one of the two.")
        if record.role is None:
            return int(self._owner_roles[account])
        key, is_owner = self._roles.get((account, record.role), (None, False))
        if key is None or is_owner:
            raise InvalidInput("role", "This account has no such role: its members with TEAM_MANAGEMENT make them.")
        return int(key)

    def put(self, account: int, person: _Person, role: int) -> Status:
        """Let a person act for an account in a role. The last owner stays one."""
        who = -id(person) if person.key is None else person.key
        at = (account, who)
        there = self.now[at][1] if at in self.now else self.before.get(at)
        if there == role:
            return Status.UNCHANGED
        owners = self._owners.setdefault(account, set())
        if role == self._owner_roles[account]:
            owners.add(who)
        elif owners == {who}:
            raise LastOwner
        else:
            owners.discard(who)
        self.now[at] = (person, role)
        return Status.CREATED if there is None else Status.UPDATED


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[MemberRecord]) -> list[Outcome]:
    """Make people known, and members of accounts; an outcome for each (PLT-1). Whoever listens is asked anew."""
    accounts = await batches.accounts(tx, (record.account for record in fed))

    def read(record: MemberRecord) -> tuple[int, _Person, MemberRecord]:
        return accounts.get(record.account, "account").key, _person(record), record

    said = read_each(fed, read)
    keys = sorted({one[0] for one in said if not isinstance(one, DomainError)})
    persons = [one[1] for one in said if not isinstance(one, DomainError)]
    erased = await batches.lock(tx, keys)
    people = _People(
        [
            *await tx.fetch(BY_HANDLE, sorted({person.handle for person in persons})),
            *await tx.fetch(BY_SUBJECT, sorted({person.subject[1] for person in persons if person.subject})),
        ]
    )
    teams = _Teams(await tx.fetch(ROLES, keys), await tx.fetch(TEAMS, keys))

    def take(one: tuple[int, _Person, MemberRecord]) -> Status:
        account, person, record = one
        if account in erased:  # since it was looked up
            raise batches.gone("account")
        found = people.find(person)
        status = teams.put(account, found, teams.role(account, record))
        return Status.UPDATED if people.settle(found, person) and status is Status.UNCHANGED else status

    each = outcomes(fed, said, take)
    await _write(tx, viewer, people, teams)
    return each


def _person(record: MemberRecord) -> _Person:
    handle, name = inputs.new_handle(record.handle, "handle"), inputs.name(record.name, "name", 100)
    if (record.issuer is None) != (record.subject is None):
        raise InvalidInput("subject", "A person of an issuer has both: its issuer, and the subject of its tokens.")
    if record.issuer is None or record.subject is None:
        return _Person(None, handle, name, None)
    issuer, subject = inputs.storable(record.issuer, "issuer"), inputs.storable(record.subject, "subject")
    if not 1 <= len(issuer) <= 300:  # noqa: PLR2004 - as wide as the columns
        raise InvalidInput("issuer", "Give the issuer as its tokens have it: 1 to 300 characters.")
    if not 1 <= len(subject) <= 200:  # noqa: PLR2004 - likewise
        raise InvalidInput("subject", "Give the subject as tokens have it: 1 to 200 characters.")
    return _Person(None, handle, name, (issuer, subject))


async def _write(tx: Transaction, by: Service | System, people: _People, teams: _Teams) -> None:
    persons = sorted(people.by_handle.values(), key=lambda person: person.handle)
    await write(tx, CHANGE_USERS, sorted((p.key, *p.row) for p in persons if p.key is not None and p.changed))
    new = [person for person in persons if person.key is None]
    await write(tx, MAKE_USERS, [(*person.row, tx.now) for person in new])
    made = {row[1]: row[0] for row in await tx.fetch(BY_HANDLE, [person.handle for person in new])} if new else {}
    for person in new:
        person.key = made[person.handle]
    placed = sorted((account, person.key, role) for (account, _), (person, role) in teams.now.items())
    joined = [one for one in placed if one[:2] not in teams.before]
    await write(tx, JOIN, [(*one, tx.now) for one in joined])
    moved = [one for one in placed if one[:2] in teams.before and one[2] != teams.before[one[:2]]]
    await write(tx, SET_ROLES, moved)
    await _note(tx, by, joined, moved)
    tx.announce(AccessChanged(), to=sorted({account for account, _, _ in [*joined, *moved]}))


async def _note(tx: Transaction, by: Service | System, joined: Sequence[_Place], moved: Sequence[_Place]) -> None:
    """The audit log has who came in, and who got another role (PLT-3)."""
    accounts = sorted({account for account, _, _ in [*joined, *moved]})
    keys = {(row[0], row[1]): row[2] for row in await tx.fetch(MEMBERSHIPS, accounts)}
    await audit.note_each(
        tx,
        by,
        [
            (account, action, f"mbr_{keys[account, user]}", {"user": f"usr_{user}", "role": f"rol_{role}"})
            for action, places in ((AuditAction.MEMBER_JOINED, joined), (AuditAction.ROLE_ASSIGNED, moved))
            for account, user, role in places
        ],
    )
