"""How to break what the fifth migration holds of leads; and one of them."""

from tests.models.breaking import NOW, foreign
from tests.models.breaking_outreach import ACME, MAYA, twice

ROWS = [
    f"""INSERT INTO leads (partner_id, creator_id, source, status, requested_at, note, contact_shared, licensed_until,
        licensed, level, followers, search_text)
    VALUES ({ACME}, {MAYA}, 'COLLABORATION_REQUEST', 'FOLLOW_UP', {NOW}, 'kind', TRUE, {NOW}, '{{}}', 'NONE', -1,
        'maya')"""
]

LEADS = [
    *twice("leads"),
    *foreign("leads", "partner_id", "creator_id"),
    (
        "leads_partner_id_creator_id_key",
        """INSERT INTO leads (partner_id, creator_id, source, status, requested_at, contact_shared, level, followers,
            search_text)
        SELECT partner_id, creator_id, 'INSTANT_MESSAGE', status, requested_at, FALSE, level, followers, search_text
        FROM leads""",
    ),
    ("lead_source", "UPDATE leads SET source = 'FRIEND', licensed_until = NULL, licensed = NULL"),
    ("lead_status", "UPDATE leads SET status = 'LOST'"),
    ("lead_note", "UPDATE leads SET note = ''"),
    ("lead_followers", "UPDATE leads SET followers = -2"),
    ("lead_licence", "UPDATE leads SET source = 'INSTANT_MESSAGE'"),
    ("lead_licensed", "UPDATE leads SET source = 'INSTANT_MESSAGE', licensed_until = NULL"),
]
