"""Asking for a copy of a conversation, or of all that an account has here (MSG-9, PLT-4): noted, and a link given."""

from datetime import datetime, timedelta

from domain import exports
from domain.actions import audit
from domain.errors import NotFound
from domain.exports import Exported, ExportFormat, ExportLink
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import Service, Staff, System, Viewer
from models.audit import AuditAction
from models.sql import statement

SEEN = statement("SELECT 1 FROM sides WHERE account_id = $1 AND conversation_id = $2 AND visible")
HOME = statement("SELECT home_market FROM accounts WHERE id = $1")


@door
async def conversation(viewer: Viewer, tx: Transaction, key: int, form: ExportFormat) -> ExportLink:
    """A link to a copy of a conversation that the viewer sees; what it may read is asked again when it is followed."""
    access.exporting(viewer)
    me = viewer.account
    if not await tx.fetch_row(SEEN, me.key, key):
        raise NotFound("conversationId", "conversation")
    await audit.note(tx, viewer, me.key, AuditAction.CONVERSATION_EXPORTED, f"cnv_{key}", format=form)
    return exports.link(viewer, Exported.CONVERSATION, form, key, _until(tx, me.home_market))


@door
async def account(viewer: Viewer | Staff | Service | System, tx: Transaction, key: int) -> ExportLink:
    """A link to a copy of all that an account has here: for the platform's own, and for an account's own owners."""
    if isinstance(viewer, Viewer):
        access.owning(viewer)
    row = await tx.fetch_row(HOME, key)
    if row is None or (isinstance(viewer, Viewer) and viewer.account.key != key):
        raise NotFound("accountId", "account")
    await audit.note(tx, viewer, key, AuditAction.ACCOUNT_EXPORTED, f"acc_{key}")
    return exports.link(viewer, Exported.ACCOUNT, ExportFormat.JSON_LINES, key, _until(tx, row[0]))


def _until(tx: Transaction, market: str) -> datetime:
    return tx.now + timedelta(minutes=tx.house.policy.of(market).export_url_minutes)
