"""How to break what the fifth migration holds of what is fed; and rows of its tables, for there to be something."""

from tests.models.breaking import NOW, foreign
from tests.models.breaking_outreach import ACME, MAYA, twice

ROWS = [
    f"INSERT INTO creator_licences VALUES ({MAYA}, 'maya@example.com', NULL)",
    f"INSERT INTO live_dashboards VALUES ({MAYA}, 'live', {NOW}, {NOW}, 1, 'USD', 1, 1)",
    f"INSERT INTO live_partner_ranks VALUES ('US', {ACME}, 1, 1, 1, 1, 'USD')",
]
TWO_CAMPAIGNS = " UNION ALL ".join(
    ["SELECT agency_id, title, starts_at, ends_at, created_at, 'one' FROM (SELECT * FROM campaigns LIMIT 1) c"] * 2
)
FED = [
    *twice("creator_licences", "live_dashboards", "live_partner_ranks"),
    *foreign("creator_licences", "creator_id"),
    *foreign("live_dashboards", "creator_id"),
    *foreign("live_partner_ranks", "partner_id"),
    ("creator_licence_something", "UPDATE creator_licences SET contact = NULL"),
    ("live_dashboard_gmv", "UPDATE live_dashboards SET gmv = -1"),
    ("live_dashboard_viewers", "UPDATE live_dashboards SET unique_viewers = -1"),
    ("live_dashboard_orders", "UPDATE live_dashboards SET orders = -1"),
    ("live_dashboard_times", "UPDATE live_dashboards SET ended_at = '2000-01-01 00:00:00+00:00'"),
    ("live_partner_rank", "UPDATE live_partner_ranks SET rank = 0"),
    ("live_partner_creators", "UPDATE live_partner_ranks SET creators = -1"),
    ("live_partner_sessions", "UPDATE live_partner_ranks SET live_sessions = -1"),
    ("live_partner_gmv", "UPDATE live_partner_ranks SET live_gmv = -1"),
    ("live_partner_currency", "UPDATE live_partner_ranks SET currency = NULL"),
    (
        "campaigns_external",
        f"INSERT INTO campaigns (agency_id, title, starts_at, ends_at, created_at, external_id) {TWO_CAMPAIGNS}",
    ),
    ("conversations_external", "UPDATE conversations SET external_id = 'one'"),
]
