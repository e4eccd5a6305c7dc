"""How to break what the third migration holds: each constraint, and a statement that it refuses."""

NOBODY = "999999"
NOW = "'2026-11-18 12:00:00+00:00'"
INVITATION = """INSERT INTO invitations (collaboration_id, seller_id, creator_id, conversation_id, sequence, status,
    sent_at) SELECT collaboration_id, seller_id, creator_id, conversation_id, sequence, status, sent_at
    FROM invitations"""
PARTNERSHIP = """INSERT INTO partnerships (agency_id, creator_id, conversation_id, sequence, programme, status,
    commission, ends_at, requested_at, expires_at, unlink_requests)
    SELECT {agency}, creator_id, conversation_id, sequence, {programme}, status, commission, ends_at, requested_at,
    expires_at, 0 FROM partnerships"""
CHANGE = """INSERT INTO partnership_changes (partnership_id, status, commission, previous_commission, previous_ends_at,
    proposed_at, expires_at) SELECT partnership_id, status, 1, previous_commission, previous_ends_at, proposed_at,
    expires_at FROM partnership_changes"""
SAMPLE = """INSERT INTO samples (product_id, product_title, creator_id, seller_id, conversation_id, sequence, status,
    requested_at, due_at) SELECT product_id, product_title, creator_id, seller_id, conversation_id, sequence, status,
    requested_at, due_at FROM samples"""
OTHER = "(SELECT id FROM accounts WHERE handle = 'acme')"


def foreign(table: str, *columns: str) -> list[tuple[str, str]]:
    """A key of nobody in each column."""
    return [(f"{table}_{column}_fkey", f"UPDATE {table} SET {column} = {NOBODY}") for column in columns]


NOUNS = [
    ("target_collaborations_pkey", "INSERT INTO target_collaborations SELECT * FROM target_collaborations"),
    *foreign("target_collaborations", "seller_id"),
    ("target_collaboration_name", "UPDATE target_collaborations SET name = ''"),
    (
        "target_collaboration_products_pkey",
        "INSERT INTO target_collaboration_products SELECT * FROM target_collaboration_products",
    ),
    (
        "target_collaboration_products_collaboration_id_product_id_key",
        """INSERT INTO target_collaboration_products
        SELECT collaboration_id, 9, product_id, commission FROM target_collaboration_products""",
    ),
    *foreign("target_collaboration_products", "collaboration_id"),
    (
        "target_collaboration_products_product_id_fkey",
        f"UPDATE target_collaboration_products SET product_id = product_id + {NOBODY}",
    ),
    ("target_product_place", "UPDATE target_collaboration_products SET place = -1"),
    ("target_product_commission", "UPDATE target_collaboration_products SET commission = 10001"),
    ("invitations_pkey", "INSERT INTO invitations SELECT * FROM invitations"),
    ("invitations_collaboration_id_creator_id_key", INVITATION),
    *foreign("invitations", "collaboration_id", "seller_id", "creator_id", "conversation_id"),
    ("invitation_status", "UPDATE invitations SET status = 'LOST'"),
    ("partnerships_pkey", "INSERT INTO partnerships SELECT * FROM partnerships"),
    *foreign("partnerships", "agency_id", "creator_id", "conversation_id"),
    ("partnership_programme", "UPDATE partnerships SET programme = 'MAP'"),
    ("partnership_status", "UPDATE partnerships SET status = 'LOST'"),
    ("partnership_commission", "UPDATE partnerships SET commission = -1"),
    ("partnership_unlink_requests", "UPDATE partnerships SET unlink_requests = -1"),
    ("partnerships_one_cap", PARTNERSHIP.format(agency=OTHER, programme="programme")),
    ("partnerships_one_open", PARTNERSHIP.format(agency="agency_id", programme="'TAP'")),
    ("agreements_pkey", "INSERT INTO agreements SELECT * FROM agreements"),
    *foreign("agreements", "partnership_id", "accepted_by_id"),
    ("agreement_place", "UPDATE agreements SET place = -place"),
    ("agreement_accepted", "UPDATE agreements SET accepted_at = NULL"),
    ("partnership_changes_pkey", "INSERT INTO partnership_changes SELECT * FROM partnership_changes"),
    *foreign("partnership_changes", "partnership_id"),
    ("partnership_change_status", "UPDATE partnership_changes SET status = 'LOST'"),
    ("partnership_change_commission", "UPDATE partnership_changes SET commission = -1"),
    ("partnership_change_one", f"UPDATE partnership_changes SET ends_at = {NOW}"),
    ("partnership_changes_one_open", CHANGE),
    ("link_days_pkey", "INSERT INTO link_days SELECT * FROM link_days"),
    *foreign("link_days", "agency_id"),
    ("link_day_sent", "UPDATE link_days SET sent = -1"),
    ("samples_pkey", "INSERT INTO samples SELECT * FROM samples"),
    *foreign("samples", "product_id", "creator_id", "seller_id", "invitation_id", "conversation_id"),
    ("sample_status", "UPDATE samples SET status = 'LOST'"),
    ("sample_cancelled", "UPDATE samples SET cancel_reason = 'OTHER'"),
    ("sample_open", "UPDATE samples SET due_at = NULL"),
    ("sample_address", "UPDATE samples SET address = '{}', due_at = NULL, status = 'COMPLETED'"),
    ("samples_one_open", SAMPLE),
    ("scheduled_messages_pkey", "INSERT INTO scheduled_messages SELECT * FROM scheduled_messages"),
    *foreign("scheduled_messages", "account_id", "created_by_id", "conversation_id"),
    ("scheduled_status", "UPDATE scheduled_messages SET status = 'LOST'"),
    ("scheduled_sent", "UPDATE scheduled_messages SET status = 'SENT'"),
    ("notifications_pkey", "INSERT INTO notifications SELECT * FROM notifications"),
    *foreign("notifications", "account_id", "other_id"),
    ("due_work_pkey", "INSERT INTO due_work SELECT * FROM due_work"),
    ("due_work_attempts", "UPDATE due_work SET attempts = -1"),
]
