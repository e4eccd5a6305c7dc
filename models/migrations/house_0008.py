"""Webhooks: endpoints, and a delivery for each event that one is told of."""

from models.operations import RecordedMigration, Statements

WEBHOOKS = """
CREATE TABLE webhooks (
    id {identity},
    account_id BIGINT REFERENCES accounts (id),
    url VARCHAR(2000) NOT NULL,
    kinds VARCHAR(1000) NOT NULL,
    secret VARCHAR(100) NOT NULL,
    previous_secret VARCHAR(100),
    previous_until TIMESTAMPTZ,
    status VARCHAR(9) NOT NULL CONSTRAINT webhook_status CHECK (status IN ('ACTIVE', 'SUSPENDED')),
    failing_since TIMESTAMPTZ,
    created_by_id BIGINT REFERENCES users (id),
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    CONSTRAINT webhook_owner CHECK ((account_id IS NULL) = (created_by_id IS NULL)),
    CONSTRAINT webhook_previous CHECK ((previous_secret IS NULL) = (previous_until IS NULL)),
    CONSTRAINT webhook_suspended CHECK (status = 'ACTIVE' OR failing_since IS NOT NULL)
)"""

# Appended to by every door that tells of something, so without foreign keys (see house_0001).
DELIVERIES = """
CREATE TABLE webhook_deliveries (
    id {identity},
    webhook_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    position BIGINT NOT NULL CONSTRAINT webhook_delivery_position CHECK (position > 0),
    kind VARCHAR(30) NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    status VARCHAR(9) NOT NULL CONSTRAINT webhook_delivery_status CHECK (status IN ('PENDING', 'DELIVERED')),
    attempts INTEGER NOT NULL CONSTRAINT webhook_delivery_attempts CHECK (attempts >= 0),
    failures INTEGER NOT NULL CONSTRAINT webhook_delivery_failures CHECK (failures >= 0),
    due_at TIMESTAMPTZ,
    status_code SMALLINT,
    error VARCHAR(40),
    milliseconds INTEGER,
    delivered_at TIMESTAMPTZ,
    CONSTRAINT webhook_delivery_due CHECK (due_at IS NULL OR status = 'PENDING'),
    CONSTRAINT webhook_delivery_delivered CHECK (status = 'PENDING' OR delivered_at IS NOT NULL)
)"""

INDEXES = [
    # By whose they are, the platform's being 0: what every feed entry is held against.
    "CREATE INDEX webhooks_owner ON webhooks (coalesce(account_id, 0), id DESC) WHERE deleted_at IS NULL",
    "CREATE INDEX webhooks_account ON webhooks (account_id) WHERE account_id IS NOT NULL",
    "CREATE INDEX webhooks_by ON webhooks (created_by_id) WHERE created_by_id IS NOT NULL",
    "CREATE INDEX webhooks_deleted ON webhooks (id) WHERE deleted_at IS NOT NULL",
    "CREATE INDEX webhook_deliveries_newest ON webhook_deliveries (webhook_id, id DESC)",
    "CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE due_at IS NOT NULL",
    # These two say more than they must, so that whoever asks what is due, and does not say it, is served by the one
    # above: PostgreSQL would rather walk all heads and put them in order.
    """
CREATE UNIQUE INDEX webhook_deliveries_one_head ON webhook_deliveries (account_id, webhook_id)
    WHERE status = 'PENDING' AND due_at IS NOT NULL""",
    """
CREATE INDEX webhook_deliveries_heads ON webhook_deliveries (webhook_id)
    WHERE status = 'PENDING' AND due_at IS NOT NULL""",
    """
CREATE UNIQUE INDEX webhook_deliveries_line ON webhook_deliveries (account_id, webhook_id, position)
    WHERE status = 'PENDING'""",
]


class Migration(RecordedMigration):
    """Version 8."""

    dependencies = [("models", "house_0007")]
    operations = [Statements([WEBHOOKS, DELIVERIES, *INDEXES])]
