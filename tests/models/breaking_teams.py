"""How to break what holds of invitations to teams, reports and the audit log; and a row of each."""

from tests.models.breaking import NOW, foreign

ACME, MAYA = "(SELECT id FROM accounts WHERE handle = 'acme')", "(SELECT id FROM accounts WHERE handle = 'maya')"
USER = "(SELECT id FROM users WHERE handle = 'acme')"
ROLE = f"(SELECT id FROM roles WHERE account_id = {ACME})"
CONVERSATION = f"(SELECT id FROM pairs WHERE creator_id = {MAYA} AND partner_id = {ACME})"
INVITATION = "account_id, email, role_id, invited_by_id, secret_hash, created_at, expires_at"
REPORT = "account_id, reported_by_id, sender_id, conversation_id, sequence, reason, reported_at"
ENTRY = "at, account_id, actor, user_id, action"

TEAM_ROWS = [
    f"INSERT INTO {table} VALUES ({values})"
    for table, values in (
        (f"member_invitations ({INVITATION})", f"{ACME}, 'a@b.c', {ROLE}, {USER}, 'secret', {NOW}, {NOW}"),
        (f"abuse_reports ({REPORT})", f"{MAYA}, {USER}, {ACME}, {CONVERSATION}, 1, 'SPAM', {NOW}"),
        (f"audit_entries ({ENTRY})", f"{NOW}, {ACME}, 'MEMBER', {USER}, 'ROLE_CREATED'"),
    )
]


def twice(table: str) -> tuple[str, str]:
    """The rows of a table once more."""
    return (f"{table}_pkey", f"INSERT INTO {table} SELECT * FROM {table}")


TEAMS = [
    twice("member_invitations"),
    (
        "member_invitations_secret_hash_key",
        f"INSERT INTO member_invitations ({INVITATION}) SELECT {INVITATION} FROM member_invitations",
    ),
    *foreign("member_invitations", "account_id", "role_id", "invited_by_id"),
    (
        "member_invitations_accepted_by_id_fkey",
        f"UPDATE member_invitations SET accepted_by_id = 999999, accepted_at = {NOW}",
    ),
    ("member_invitation_accepted", f"UPDATE member_invitations SET accepted_at = {NOW}"),
    (
        "member_invitation_once",
        f"UPDATE member_invitations SET accepted_at = {NOW}, accepted_by_id = {USER}, withdrawn_at = {NOW}",
    ),
    twice("abuse_reports"),
    (
        "abuse_reports_account_id_conversation_id_sequence_key",
        f"INSERT INTO abuse_reports ({REPORT}) SELECT {REPORT} FROM abuse_reports",
    ),
    *foreign("abuse_reports", "account_id", "reported_by_id", "sender_id", "conversation_id", "evidence_media_id"),
    ("abuse_report_reason", "UPDATE abuse_reports SET reason = 'BORED'"),
    ("abuse_report_note", "UPDATE abuse_reports SET note = ''"),
    ("abuse_report_resolution", f"UPDATE abuse_reports SET resolution = 'LOST', resolved_at = {NOW}"),
    ("abuse_report_resolved", f"UPDATE abuse_reports SET resolved_at = {NOW}"),
    twice("audit_entries"),
    *foreign("audit_entries", "account_id"),
    ("audit_entries_user_id_fkey", "UPDATE audit_entries SET user_id = 999999 WHERE actor = 'MEMBER'"),
    ("audit_actor", "UPDATE audit_entries SET actor = 'GHOST', user_id = NULL"),
    ("audit_member", "UPDATE audit_entries SET user_id = NULL WHERE actor = 'MEMBER'"),
]
