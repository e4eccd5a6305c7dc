"""What goes of an account that is erased, beside its messages: its name at once, all else bit by bit (PLT-4). Steps.

Each statement finds only what is still to go, and so much of it at a time: so nothing need be kept of how far it came.
"""

import orjson

from domain.actions import bulk, due, endpoints, indexing
from domain.bulk import bulk as built
from domain.bulk import columns
from domain.erasures import ACCOUNT, HANDLE, USER, WORD
from domain.errors import Closed
from domain.events import LeadChanged
from domain.transaction import Transaction
from models.bulk import BulkStatus
from models.due import DueKind
from models.sql import Statement, statement

BATCH = 500

# The outside id stays, so that the platform cannot feed it again. There is no agency without programmes.
FORGET_ACCOUNT = statement(f"""
    UPDATE accounts SET handle = '{HANDLE}' || id, name = '{ACCOUNT}', avatar_url = NULL, category = NULL,
        status = 'DEACTIVATED', status_reason = 'It was erased', level = 'NONE', verified = FALSE, live_partner = FALSE,
        search_text = '{ACCOUNT} {HANDLE}' || id, erased_at = $2
    WHERE id = $1""")
# First, so that the next statement sees what else they are members of by then.
LOCK_USERS = statement("""
    SELECT id FROM users WHERE id IN (SELECT m.user_id FROM memberships m WHERE m.account_id = $1)
    ORDER BY id FOR UPDATE""")
FORGET_USERS = statement(f"""
    UPDATE users SET handle = '{HANDLE}' || id, name = '{USER}', password_hash = NULL, issuer = NULL, subject = NULL
    WHERE id IN (SELECT m.user_id FROM memberships m WHERE m.account_id = $1) AND NOT EXISTS (
        SELECT 1 FROM memberships o WHERE o.user_id = users.id AND o.account_id <> $1)""")
TEAM = (
    statement("DELETE FROM memberships WHERE account_id = $1"),
    statement("DELETE FROM member_invitations WHERE account_id = $1"),
    statement("DELETE FROM roles WHERE account_id = $1 AND NOT is_owner"),
)


async def identity(tx: Transaction, account_key: int) -> None:
    """Who the account was, and who acted for it: a member of no other account is forgotten, too."""
    await tx.fetch(FORGET_ACCOUNT, account_key, tx.now)
    await tx.fetch(LOCK_USERS, account_key)
    await tx.fetch(FORGET_USERS, account_key)
    for text in TEAM:
        await tx.fetch(text, account_key)
    await endpoints.forget(tx, account_key)


async def leads(tx: Transaction, account_key: int) -> bool:
    """What LIVE partners' pools hold of a creator, licensed or not; each partner is told. False: nothing was left."""
    found = await tx.fetch(FORGET_LEADS, account_key, BATCH)
    for key, partner_key, status, pair_key in found:
        tx.announce(LeadChanged(pair_id=pair_key, lead=key, creator=account_key, status=status), to=[partner_key])
    return bool(found)


def _deleted(table: str, keys: str, whose: str = "account_id") -> Statement:
    """Delete an account's rows of a table."""
    some = f"SELECT {keys} FROM {table} WHERE {whose} = $1 LIMIT $2"
    return statement(f"DELETE FROM {table} WHERE {whose} = $1 AND ({keys}) IN ({some}) RETURNING 1")


def _changed(table: str, values: str, left: str, key: str = "id") -> Statement:
    """Change the rows of a table of which something is left."""
    return statement(
        f"UPDATE {table} SET {values} WHERE {key} IN (SELECT {key} FROM {table} WHERE {left} LIMIT $2) RETURNING 1"
    )


SAID = (
    _changed(
        "scheduled_messages",
        "content = '{}', problem_code = NULL, problem_detail = NULL, problem_facts = NULL",
        "account_id = $1 AND content <> '{}'",
    ),
    _changed("bulk_messages", "content = '{}'", "account_id = $1 AND content <> '{}'"),
    statement("""
    UPDATE bulk_recipients SET text = NULL, problem_code = NULL, problem_detail = NULL, problem_facts = NULL
    WHERE (bulk_id, place) IN (
        SELECT r.bulk_id, r.place FROM bulk_messages b JOIN bulk_recipients r ON r.bulk_id = b.id
        WHERE b.account_id = $1 AND (r.text IS NOT NULL OR r.problem_code IS NOT NULL) LIMIT $2)
    RETURNING 1"""),
    _deleted("saved_replies", "id"),
    _deleted("creator_notes", "id"),
    _deleted("creator_labels", "creator_id, label"),
    _deleted("client_mutations", "client_mutation_id"),
    statement("""
    DELETE FROM webhook_deliveries WHERE id IN (
        SELECT d.id FROM webhooks w JOIN webhook_deliveries d ON d.webhook_id = w.id WHERE w.account_id = $1 LIMIT $2)
    RETURNING 1"""),
    _changed("leads", "note = NULL", "partner_id = $1 AND note IS NOT NULL"),
    _changed("abuse_reports", "note = NULL", "account_id = $1 AND note IS NOT NULL"),
    _changed("abuse_reports", "evidence = NULL", "sender_id = $1 AND evidence IS NOT NULL"),
)
# A product's title goes also from the cards that agencies sent of it, and from what these are found by.
RENAME_LISTED = statement(f"""
    UPDATE card_products SET title = '{WORD}' WHERE (conversation_id, sequence, place) IN (
        SELECT held.conversation_id, held.sequence, held.place
        FROM products p JOIN product_list_items i ON i.product_id = p.id
        JOIN cards c ON c.subject_id = i.list_id AND c.kind = 'PRODUCT_LIST'
        JOIN card_products held ON held.conversation_id = c.conversation_id AND held.sequence = c.sequence
            AND held.product_id = p.id
        WHERE p.seller_id = $1 AND held.title <> '{WORD}' LIMIT $2)
    RETURNING conversation_id, sequence""")
OFFERED = (
    _changed(
        "products",
        f"title = '{WORD}', search_text = '', image_url = NULL, category = NULL, state = 'INACTIVE'",
        f"seller_id = $1 AND (title <> '{WORD}' OR state <> 'INACTIVE')",
    ),
    _changed(
        "target_collaborations",
        f"name = '{WORD}', message = NULL, search_text = ''",
        f"seller_id = $1 AND (name <> '{WORD}' OR message IS NOT NULL)",
    ),
    _changed("invitations", "client_mutation_id = NULL", "seller_id = $1 AND client_mutation_id IS NOT NULL"),
    _changed("campaigns", f"title = '{WORD}'", f"agency_id = $1 AND title <> '{WORD}'"),
    _changed("product_lists", f"name = '{WORD}', search_text = ''", f"agency_id = $1 AND name <> '{WORD}'"),
    _changed(
        "samples",
        f"product_title = '{WORD}', carrier = NULL, tracking_number = NULL",
        f"seller_id = $1 AND (product_title <> '{WORD}' OR carrier IS NOT NULL OR tracking_number IS NOT NULL)",
    ),
)
KNOWN = (
    _changed(
        "samples",
        "address = NULL, content_url = NULL",
        "creator_id = $1 AND (address IS NOT NULL OR content_url IS NOT NULL)",
    ),
    _deleted("creator_licences", "creator_id", "creator_id"),
    _deleted("live_dashboards", "external_id", "creator_id"),
    _deleted("live_partner_ranks", "market", "partner_id"),
    _deleted("creator_levels", "set_at", "creator_id"),
    _deleted("statistics", "metric, taken_at"),
    _deleted("latest_figures", "account_id"),
)
FORGET_LEADS = statement(f"""
    UPDATE leads SET licensed = NULL, contact_shared = FALSE, level = 'NONE', followers = -1,
        search_text = '{ACCOUNT} {HANDLE}' || creator_id
    WHERE id IN (
        SELECT id FROM leads WHERE creator_id = $1 AND (licensed IS NOT NULL OR followers <> -1 OR level <> 'NONE'
            OR search_text <> '{ACCOUNT} {HANDLE}' || creator_id) LIMIT $2)
    RETURNING id, partner_id, status, (
        SELECT p.id FROM pairs p WHERE p.creator_id = leads.creator_id AND p.partner_id = leads.partner_id)""")
UNDER_WAY = statement(f"""
    SELECT {columns("b")} FROM bulk_messages b WHERE b.account_id = $1 AND b.finished_at IS NULL
    ORDER BY b.id LIMIT 1 FOR UPDATE""")
FORGET_MEDIA = statement("""
    UPDATE media SET deleted_at = $3
    WHERE id IN (SELECT id FROM media WHERE account_id = $1 AND deleted_at IS NULL LIMIT $2) RETURNING id""")
EVIDENCE_MEDIA = statement("""
    SELECT evidence_media_id FROM abuse_reports
    WHERE sender_id = $1 AND evidence_media_id IS NOT NULL ORDER BY id LIMIT $2 FOR UPDATE""")
# What reports keep of others' messages that show a seller's products, and which of its facts holds a title.
SHOWN = statement("""
    SELECT r.id, r.evidence, 'prd_' || p.id
    FROM products p JOIN product_list_items i ON i.product_id = p.id
    JOIN cards c ON c.subject_id = i.list_id AND c.kind = 'PRODUCT_LIST'
    JOIN abuse_reports r ON r.conversation_id = c.conversation_id AND r.sequence = c.sequence
    WHERE p.seller_id = $1 AND r.evidence IS NOT NULL
    UNION ALL
    SELECT r.id, r.evidence, 'title'
    FROM abuse_reports r JOIN accounts a ON a.id = r.account_id AND a.kind = 'SELLER'
    JOIN cards c ON c.conversation_id = r.conversation_id AND c.sequence = r.sequence AND c.kind = 'SAMPLE'
    WHERE r.account_id = $1 AND r.evidence IS NOT NULL""")
KEEP = statement("UPDATE abuse_reports SET evidence = $2 WHERE id = $1 AND evidence IS NOT NULL")
FORGET_EVIDENCE = statement("UPDATE abuse_reports SET evidence_media_id = NULL WHERE evidence_media_id IN LIST($1)")


async def some(tx: Transaction, account_key: int) -> bool:
    """Forget a batch of all that; False where nothing was left."""
    if await leads(tx, account_key) or await _end_bulk(tx, account_key) or await _media(tx, account_key):
        return True
    listed = await tx.fetch(RENAME_LISTED, account_key, BATCH)
    await indexing.retitle(tx, [(row[0], row[1]) for row in listed])
    left = BATCH - len(listed)
    for text in (*SAID, *OFFERED, *KNOWN):
        left -= len(await tx.fetch(text, account_key, left))
        if left <= 0:
            return True
    return left < BATCH or await _titles_shown(tx, account_key)  # once, at the end: it looks at every card


async def _titles_shown(tx: Transaction, account_key: int) -> bool:
    """Take the titles of an account's products out of what reports keep of others' messages; False where none was."""
    before: dict[int, str] = {}
    now: dict[int, str] = {}
    for key, evidence, name in await tx.fetch(SHOWN, account_key):
        before[key] = evidence
        now[key] = _untitled(now.get(key, evidence), name)
    changed = [(key, now[key]) for key in sorted(now) if now[key] != before[key]]
    await tx.execute_many(KEEP, changed)
    return bool(changed)


def _untitled(evidence: str, name: str) -> str:
    """Evidence, with no title in a fact: where it is a product's its price follows."""
    said = orjson.loads(evidence)
    for fact in said["facts"]:
        if fact[0] == name:
            fact[1] = WORD if name == "title" else f"{WORD}, {fact[1].rpartition(', ')[2]}"
    return orjson.dumps(said).decode()


async def _end_bulk(tx: Transaction, account_key: int) -> bool:
    """Cancel a bulk message that is under way."""
    row = await tx.fetch_row(UNDER_WAY, account_key)
    if row is None:
        return False
    found = built(row)
    refusal = Closed("The account was erased before this creator's turn.")
    await tx.fetch(bulk.SKIP_THE_REST, found.key, refusal.code, refusal.detail)
    await bulk.become(tx, found, BulkStatus.CANCELLED)
    return True


async def _media(tx: Transaction, account_key: int) -> bool:
    """Delete photos and GIFs, sent or not, and what reports kept of them: unreadable now, their bytes go next."""
    gone = [row[0] for row in await tx.fetch(FORGET_MEDIA, account_key, BATCH, tx.now)]
    await due.call_off_all(tx, DueKind.MEDIA_UNSENT, gone)
    kept = [row[0] for row in await tx.fetch(EVIDENCE_MEDIA, account_key, BATCH)]
    await tx.fetch(FORGET_EVIDENCE, kept)
    gone += [key for key in kept if key not in gone]
    await tx.execute_many(due.SET, [(DueKind.MEDIA_BYTES, key, tx.now) for key in gone])
    return bool(gone)
