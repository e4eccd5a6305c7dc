"""What the limit reads and writes: who is asking, as much as Parley does, and no more than its answers show.

Its send is Parley's without the rules of outreach: creators send, whom they never refuse.
"""

from domain.actions.messages import CLAIM, UNLESS_TAKEN
from domain.actions.posts import MINE, SAY, THEIRS, latest
from domain.queries.conversations import HOLDS, InboxFolder
from domain.rows import account_columns
from models.sql import statement

MEMBER = statement(f"""
    SELECT {account_columns("me")}, u.id, u.handle, u.name, r.id, r.name, r.permissions, r.is_owner, ms.id, h.position
    FROM users u
    JOIN memberships ms ON ms.user_id = u.id
    JOIN accounts me ON me.id = ms.account_id
    JOIN roles r ON r.id = ms.role_id
    JOIN feed_heads h ON h.account_id = me.id
    WHERE u.id = $1 ORDER BY ms.id LIMIT 1""")

INBOX = statement(f"""
    SELECT s.conversation_id, s.unread_count, s.unread, s.unreplied, s.starred, s.archived, s.last_activity_at,
        o.id, o.kind, o.handle, o.name, o.avatar_url,
        m.sequence, m.sender_id, m.kind, m.text, m.sent_at, m.recalled_at
    FROM (
        SELECT * FROM sides WHERE account_id = $1 AND {HOLDS[InboxFolder.MESSAGES]}
        ORDER BY last_activity_at DESC, conversation_id DESC LIMIT $2) s
    JOIN pairs p ON p.id = s.conversation_id
    JOIN accounts o ON o.id = s.counterpart_id
    LEFT JOIN messages m ON m.conversation_id = s.conversation_id AND m.sequence = p.last_sequence
    ORDER BY s.last_activity_at DESC, s.conversation_id DESC""")

THREAD = statement("""
    SELECT m.sequence, m.sender_id, m.kind, m.text, m.client_message_id, m.sent_at, m.recalled_at
    FROM sides s JOIN pairs p ON p.id = s.conversation_id
    JOIN messages m ON m.conversation_id = p.id AND m.sequence > p.last_sequence - $3
    WHERE s.account_id = $1 AND s.conversation_id = $2 AND s.visible ORDER BY m.sequence""")

LOCK = statement(f"""
    SELECT p.last_sequence, p.creator_blocked_at, p.partner_blocked_at, s.has_written, s.was_written_to,
        {account_columns("o")}
    FROM sides s JOIN pairs p ON p.id = s.conversation_id JOIN accounts o ON o.id = s.counterpart_id
    WHERE s.account_id = $1 AND s.conversation_id = $2 AND s.visible FOR UPDATE OF p""")

_SAID = latest("$4", "$1", "$7", "$8", "$9")
WRITE = statement(
    postgres=f"""
    WITH claim AS (
        {CLAIM} SELECT $1, $2, $3, $4, $5 FROM accounts WHERE id = $10 AND status = 'ACTIVE' {UNLESS_TAKEN}),
    said AS ({SAY} SELECT $3, $4, $1, $6, $7, $8, $2, $9 FROM claim),
    counted AS (UPDATE pairs SET last_sequence = $4 WHERE id = $3 AND EXISTS (SELECT FROM claim)),
    mine AS ({MINE} {_SAID} WHERE account_id = $1 AND conversation_id = $3 AND EXISTS (SELECT FROM claim)),
    theirs AS ({THEIRS} {_SAID} WHERE account_id = $10 AND conversation_id = $3 AND EXISTS (SELECT FROM claim))
    SELECT 1 FROM claim""",
    sqlite=f"{CLAIM} VALUES ($1, $2, $3, $4, $5) {UNLESS_TAKEN}",
)
