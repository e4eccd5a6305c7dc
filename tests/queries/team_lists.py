"""Rows of teams, reports and the audit log, and how their lists are asked for."""

from datetime import timedelta
from typing import Any

from domain import ids
from domain.actions import member_invitations as joining
from domain.actions import reports as reporting
from domain.queries import audit, reports, teams
from models.sql import Statement
from tests.conftest import NOON

FEW = [50, 100, 150]
LATER = NOON + timedelta(hours=120)


def rows(shop: int, others: range) -> dict[str, list[tuple[Any, ...]]]:
    """Some of each for the shop, among those of many others."""
    keys = range(1, 6_001)
    whose = {key: others[key] if key % 50 else shop for key in keys}
    return {
        "member_invitations": [
            (key, whose[key], "a@b.c", whose[key], whose[key], f"secret {key}".encode(), NOON, LATER) for key in keys
        ],
        "abuse_reports": [
            (key, whose[key], whose[key], whose[key], key % 1500 + 1, key, "SPAM",
             "DISMISSED" if key % 20 else None, NOON if key % 20 else None, NOON)
            for key in keys
        ],
        "audit_entries": [(key, NOON, whose[key], "MEMBER", whose[key], "ROLE_CREATED") for key in keys],
    }  # fmt: skip


COLUMNS = {
    "member_invitations": "id, account_id, email, role_id, invited_by_id, secret_hash, created_at, expires_at",
    "abuse_reports": "id, account_id, reported_by_id, sender_id, conversation_id, sequence, reason, resolution, "
    "resolved_at, reported_at",
    "audit_entries": "id, at, account_id, actor, user_id, action",
}


def queries(shop: int) -> dict[str, tuple[Statement, list[Any], str, str]]:
    """Each with its values, and the index that it is searched by on SQLite and on PostgreSQL."""
    page: list[Any] = [shop, ids.LARGEST, 26]
    by_key = "USING INTEGER PRIMARY KEY (rowid=?)"
    return {
        "a team's members": (
            teams.MEMBERS, page, "m USING INDEX memberships_newest (account_id=? AND id<?)",
            "memberships_newest: account_id id",
        ),
        "some members": (teams.SOME_MEMBERS, [shop, FEW], f"m {by_key}", "memberships_pkey: id"),
        "a team's roles": (
            teams.ROLES, [shop], "r USING INDEX sqlite_autoindex_roles_1 (account_id=?)",
            "roles_account_id_name_key|roles_one_owner_role: account_id",
        ),
        "some roles": (teams.SOME_ROLES, [shop, FEW], f"r {by_key}", "roles_pkey: id"),
        "invitations to a team": (
            teams.INVITATIONS, page, "i USING INDEX member_invitations_account (account_id=? AND id<?)",
            "member_invitations_account: account_id id",
        ),
        "some invitations to a team": (
            teams.SOME_INVITATIONS, [shop, FEW], f"i {by_key}", "member_invitations_pkey: id",
        ),
        "an invitation by its link": (
            joining.ACCOUNT, ["no such"],
            "member_invitations USING INDEX sqlite_autoindex_member_invitations_1 (secret_hash=?)",
            "member_invitations_secret_hash_key: secret_hash",
        ),
        "what an account's log says": (
            audit.OF_ACCOUNT, page, "e USING INDEX audit_entries_account (account_id=? AND id<?)",
            "audit_entries_account: account_id id",
        ),
        "what the whole log says": (
            audit.ALL, page[1:], "e USING INTEGER PRIMARY KEY (rowid<?)", "audit_entries_pkey: id",
        ),
        "some entries of the log": (audit.SOME, [FEW], f"e {by_key}", "audit_entries_pkey: id"),
        "open reports": (
            reports.PAGES[True], page[1:], "r USING INDEX abuse_reports_open (id<?)", "abuse_reports_open: id",
        ),
        "resolved reports": (
            reports.PAGES[False], page[1:], "r USING INDEX abuse_reports_resolved (id<?)",
            "abuse_reports_resolved|abuse_reports_pkey: id",
        ),
        "all reports": (
            reports.PAGES[None], page[1:], "r USING INTEGER PRIMARY KEY (rowid<?)", "abuse_reports_pkey: id",
        ),
        "some reports": (reports.WHOLE, [FEW], f"r {by_key}", "abuse_reports_pkey: id"),
        "an account's reports": (reports.OWN, [shop, FEW], f"r {by_key}", "abuse_reports_pkey: id"),
        "an account's report of a message": (
            reporting.FIRST, [shop, 700, 699],
            "r USING INDEX sqlite_autoindex_abuse_reports_1 (account_id=? AND conversation_id=? AND sequence=?)",
            "abuse_reports_account_id_conversation_id_sequence_key|abuse_reports_of: conversation_id sequence",
        ),
    }  # fmt: skip
