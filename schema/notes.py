"""What sellers and agencies note about creators, for their own side only."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import ids, members, notes
from domain.actions import notes as actions
from domain.queries import notes as queries
from domain.rules import access
from schema import problems
from schema.context import Info
from schema.nodes import Node, resolved, rows_of
from schema.teams import User

if TYPE_CHECKING:
    from schema.accounts import Creator

CreatorRef = Annotated["Creator", lazy("schema.accounts")]


async def _written_by(note: strawberry.Parent[notes.Note], info: Info) -> members.User | None:
    return await info.context.loaders.users.load(note.written_by_key)


@strawberry.type(description="A note on a creator: for the members of the account that wrote it.")
class Note(Node):
    """INB-9."""

    is_type_of = rows_of(notes.Note)
    text: str
    written_at: datetime
    written_by: User | None = resolved(_written_by, "Who of the team wrote it.")


@strawberry.input
class CreatorLabelsInput:
    """All the labels that a creator shall carry, instead of those that it carries now."""

    creator_id: strawberry.ID
    labels: list[str] = strawberry.field(
        description="At most 20, each once, of 1 to 40 characters after trimming; none: all are taken off."
    )


@strawberry.type
class CreatorLabelsSuccess:
    """The creator as the viewer's side sees it now."""

    creator: CreatorRef


CreatorLabelsResult = Annotated[
    CreatorLabelsSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("CreatorLabelsResult"),
]


@strawberry.input
class CreatorNoteInput:
    """Safe to repeat with the same clientMutationId."""

    creator_id: strawberry.ID
    text: str = strawberry.field(description="1 to 2,000 characters after trimming.")
    client_mutation_id: str


@strawberry.type
class CreatorNoteSuccess:
    """The note, written by this call or by an earlier one with the same clientMutationId."""

    creator: CreatorRef
    note: Note


CreatorNoteResult = Annotated[
    CreatorNoteSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("CreatorNoteResult"),
]


async def creator_labels(info: Info) -> list[str]:
    """Those that are in use."""
    return await queries.used_labels(info.context.viewer)


async def set_creator_labels(info: Info, input: CreatorLabelsInput) -> CreatorLabelsSuccess:
    """Set a creator's labels."""
    access.partner(viewer := info.context.viewer)
    key = ids.parse("account", input.creator_id, "creatorId")
    await actions.set_labels(viewer, key, input.labels)
    return CreatorLabelsSuccess(creator=await _now(info, key))


async def add_creator_note(info: Info, input: CreatorNoteInput) -> CreatorNoteSuccess:
    """Write a note on a creator."""
    access.partner(viewer := info.context.viewer)
    key = ids.parse("account", input.creator_id, "creatorId")
    note: Any = await actions.add(viewer, input.client_mutation_id, key, input.text)
    return CreatorNoteSuccess(creator=await _now(info, key), note=note)


async def _now(info: Info, key: int) -> Any:
    """The creator after the change: the viewer may see it, or the change had been refused."""
    return await info.context.loaders.accounts.load(key)


@strawberry.type
class NoteMutations:
    """Notes and labels."""

    set_creator_labels: CreatorLabelsResult = resolved(
        set_creator_labels, "For sellers and agencies: say which labels a creator carries; idempotent."
    )
    add_creator_note: CreatorNoteResult = resolved(
        add_creator_note, "For sellers and agencies: write a note on a creator, with or without a conversation."
    )
