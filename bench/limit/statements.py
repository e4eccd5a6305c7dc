"""What the limit reads: no more than its answers show. How it writes and asks who is asking are Parley's statements."""

from domain.queries.conversations import HOLDS, InboxFolder
from models.sql import statement

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
