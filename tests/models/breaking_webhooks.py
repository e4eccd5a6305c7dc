"""How to break what holds of webhooks and deliveries; and a row of each."""

from tests.models.breaking import NOW, foreign
from tests.models.breaking_teams import ACME, USER, twice

HOOK = "account_id, url, kinds, secret, status, created_by_id, created_at"
DELIVERY = "webhook_id, account_id, position, kind, at, status, attempts, failures, due_at"

WEBHOOK_ROWS = [
    f"INSERT INTO webhooks ({HOOK}) VALUES ({ACME}, 'https://example.com', '', 'whsec_', 'ACTIVE', {USER}, {NOW})",
    f"INSERT INTO webhook_deliveries ({DELIVERY}) VALUES (1, 1, 1, 'message_sent', {NOW}, 'PENDING', 0, 0, {NOW})",
]
WEBHOOKS = [
    twice("webhooks"),
    *foreign("webhooks", "account_id", "created_by_id"),
    ("webhook_status", "UPDATE webhooks SET status = 'LOST', failing_since = created_at"),
    ("webhook_owner", "UPDATE webhooks SET account_id = NULL"),
    ("webhook_previous", "UPDATE webhooks SET previous_secret = 'whsec_'"),
    ("webhook_suspended", "UPDATE webhooks SET status = 'SUSPENDED'"),
    twice("webhook_deliveries"),
    ("webhook_delivery_position", "UPDATE webhook_deliveries SET position = 0"),
    ("webhook_delivery_status", "UPDATE webhook_deliveries SET status = 'LOST', due_at = NULL, delivered_at = at"),
    ("webhook_delivery_attempts", "UPDATE webhook_deliveries SET attempts = -1"),
    ("webhook_delivery_failures", "UPDATE webhook_deliveries SET failures = -1"),
    ("webhook_delivery_due", "UPDATE webhook_deliveries SET status = 'DELIVERED', delivered_at = at"),
    ("webhook_delivery_delivered", "UPDATE webhook_deliveries SET status = 'DELIVERED', due_at = NULL"),
    (
        "webhook_deliveries_one_head",
        f"""INSERT INTO webhook_deliveries ({DELIVERY})
        SELECT webhook_id, account_id, 2, kind, at, status, 0, 0, due_at FROM webhook_deliveries""",
    ),
    (
        "webhook_deliveries_line",
        f"""INSERT INTO webhook_deliveries ({DELIVERY})
        SELECT webhook_id, account_id, position, kind, at, status, 0, 0, NULL FROM webhook_deliveries""",
    ),
]
