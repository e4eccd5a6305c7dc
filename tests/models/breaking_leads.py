"""How to break what the fifth migration holds of leads and of what the platform feeds for them; and a row of each."""

from tests.models.breaking import NOW, foreign
from tests.models.breaking_outreach import ACME, MAYA, beyond, twice

ROWS = [
    f"INSERT INTO {table} VALUES ({values})"
    for table, values in (
        ("creator_licences", f"{MAYA}, 'maya@example.com', NULL"),
        ("live_dashboards", f"{MAYA}, 'live', {NOW}, {NOW}, 100, 'USD', 10, 1"),
        ("live_partner_ranks", f"'US', {ACME}, 1, 3, 4, 500, 'USD'"),
        (
            """leads (partner_id, creator_id, source, status, requested_at, note, contact_shared, licensed_until,
            licensed, level, followers, search_text)""",
            f"""{ACME}, {MAYA}, 'COLLABORATION_REQUEST', 'FOLLOW_UP', {NOW}, 'kind', TRUE, {NOW}, '{{}}', 'NONE', -1,
            'maya'""",
        ),
    )
]

LEADS = [
    *twice("creator_licences", "live_dashboards", "live_partner_ranks", "leads"),
    *beyond("creator_licences", "creator_id"),
    ("creator_licence_something", "UPDATE creator_licences SET contact = NULL"),
    *beyond("live_dashboards", "creator_id"),
    ("live_dashboard_gmv", "UPDATE live_dashboards SET gmv = -1"),
    ("live_dashboard_viewers", "UPDATE live_dashboards SET unique_viewers = -1"),
    ("live_dashboard_orders", "UPDATE live_dashboards SET orders = -1"),
    ("live_dashboard_times", "UPDATE live_dashboards SET ended_at = '2026-11-18 11:59:59+00:00'"),
    *beyond("live_partner_ranks", "partner_id"),
    ("live_partner_rank", "UPDATE live_partner_ranks SET rank = 0"),
    ("live_partner_creators", "UPDATE live_partner_ranks SET creators = -1"),
    ("live_partner_sessions", "UPDATE live_partner_ranks SET live_sessions = -1"),
    ("live_partner_gmv", "UPDATE live_partner_ranks SET live_gmv = -1"),
    ("live_partner_currency", "UPDATE live_partner_ranks SET currency = NULL"),
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
