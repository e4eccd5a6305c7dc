"""Reports of abuse: made by the side that was written to, resolved by staff (MSG-9, PLT-3).

What the message said is kept beside the report, for staff only (MSG-5), and is deleted some time after it was resolved.
"""

from datetime import timedelta

import orjson

from domain import money, reports, rows
from domain.actions import audit, due, media, messages, recalls
from domain.errors import Closed, InvalidInput, NotFound
from domain.reports import COLUMNS, Report
from domain.rows import Message
from domain.rules import access, inputs
from domain.transaction import Transaction, door
from domain.viewer import Staff, Viewer
from models.audit import AuditAction
from models.due import DueKind
from models.reports import ReportReason, ReportResolution
from models.sql import statement

FIRST = statement(f"""
    SELECT {COLUMNS} FROM abuse_reports r WHERE r.account_id = $1 AND r.conversation_id = $2 AND r.sequence = $3""")
CARD = statement("SELECT kind, subject_id, facts FROM cards WHERE conversation_id = $1 AND sequence = $2")
CARD_PRODUCTS = statement("""
    SELECT product_id, title, price, currency FROM card_products
    WHERE conversation_id = $1 AND sequence = $2 ORDER BY place""")
REPORT = statement("""
    INSERT INTO abuse_reports (account_id, reported_by_id, sender_id, conversation_id, sequence, reason, note,
        evidence, evidence_media_id, reported_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""")
OPEN = statement("SELECT account_id, sender_id, resolution FROM abuse_reports WHERE id = $1 FOR UPDATE")
RESOLVE = statement("""
    UPDATE abuse_reports SET resolution = $2, resolution_note = $3, resolved_at = $4 WHERE id = $1""")
KEPT = statement("SELECT id, evidence_media_id FROM abuse_reports WHERE id = $1 FOR UPDATE")
FORGET = statement("UPDATE abuse_reports SET evidence = NULL, evidence_media_id = NULL WHERE id = $1")


@door
async def report(
    viewer: Viewer,
    tx: Transaction,
    conversation_key: int,
    sequence: int,
    *,
    reason: ReportReason,
    note: str | None = None,
) -> Report:
    """Report what the other side said, with what it says now; of one account and message the first report stands.

    Raises NotFound, InvalidInput for what the viewer's side said itself and for notices, Closed for what was recalled.
    """
    access.messaging(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    # A recall locks the same: what is reported is there, and what is gone is not reported.
    row = await tx.fetch_row(recalls.LOCK, me.key, conversation_key)
    found = None if row is None else await tx.fetch_row(messages.MESSAGE, conversation_key, sequence)
    if row is None or found is None:
        raise NotFound("messageId", "message")
    said = rows.message(found, me, rows.account(row), None)
    note = None if note is None else inputs.text(note, "note", numbers)
    if said.sender_key is None:
        raise InvalidInput("messageId", "A notice was written by nobody.")
    if said.sender_key == me.key:
        raise InvalidInput("messageId", "Your own side wrote this.")
    first = await tx.fetch_row(FIRST, me.key, conversation_key, sequence)
    if first is not None:
        return reports.report(first)
    if said.recalled_at is not None:
        raise Closed("It was recalled: nothing is left of it.")
    if said.deleted:
        raise Closed("Its account was erased: nothing is left of it.")
    picture = await media.keep_as_evidence(tx, conversation_key, sequence)
    of = (me.key, viewer.user.key, said.sender_key, conversation_key, sequence)
    await tx.fetch(REPORT, *of, reason, note, await _evidence(tx, said), picture, tx.now)
    ((*made,),) = await tx.fetch(FIRST, me.key, conversation_key, sequence)
    return reports.report(made)


@door
async def resolve(
    viewer: Staff, tx: Transaction, key: int, resolution: ReportResolution, note: str | None = None
) -> None:
    """Say what was found; the same again changes nothing. Raises Closed where something else was found before."""
    defaults = viewer.house.policy.defaults
    row = await tx.fetch_row(OPEN, key)
    if row is None:
        raise NotFound("reportId", "report")
    note = None if note is None else inputs.text(note, "note", defaults)
    account_key, sender_key, before = row
    if before is not None:
        if before != resolution:
            raise Closed(f"This report was {before.lower()} already.")
        return
    await tx.fetch(RESOLVE, key, resolution, note, tx.now)
    await due.at(tx, tx.now + timedelta(days=defaults.report_evidence_days), DueKind.EVIDENCE_ENDS, key)
    # Of no account: neither side's log tells of it, since the one that was reported is never told.
    facts = {"resolution": resolution, "reporter": f"acc_{account_key}", "sender": f"acc_{sender_key}"}
    await audit.note(tx, viewer, None, AuditAction.REPORT_RESOLVED, f"rep_{key}", **facts)


async def locked(tx: Transaction, key: int) -> tuple[int, int | None] | None:
    """A report's key and its picture, as they stay (a step)."""
    row = await tx.fetch_row(KEPT, key)
    return None if row is None else (row[0], row[1])


async def forget_evidence(tx: Transaction, kept: tuple[int, int | None] | None) -> None:
    """Delete what was kept of a message for a report (a step)."""
    if kept is not None:
        await tx.fetch(FORGET, kept[0])
        if kept[1] is not None:
            await media.forget_evidence(tx, kept[1])


async def _evidence(tx: Transaction, said: Message) -> str:
    place = (said.conversation_key, said.sequence)
    facts: list[tuple[str, str]] = []
    for kind, subject_key, of_card in await tx.fetch(CARD, *place):
        facts = [("card", f"{kind} {subject_key}" if subject_key is not None else kind)]
        facts += [(name, str(value)) for name, value in (orjson.loads(of_card) if of_card else {}).items()]
    for key, title, price, currency in await tx.fetch(CARD_PRODUCTS, *place):
        facts.append((f"prd_{key}", f"{title}, {money.shown(price, currency).amount} {currency}"))
    kept = {"kind": said.kind, "sent_at": said.sent_at.isoformat(), "text": said.text, "facts": facts}
    return orjson.dumps(kept).decode()
