"""Products, showcases and cards; campaigns and product lists; client-made ids of mutations."""

from models.operations import RecordedMigration, Statements

PRODUCTS = """
CREATE TABLE products (
    id {identity},
    seller_id BIGINT NOT NULL REFERENCES accounts (id),
    external_id VARCHAR(100) UNIQUE,
    title VARCHAR(200) NOT NULL CONSTRAINT product_title CHECK (title <> ''),
    search_text TEXT NOT NULL,
    image_url VARCHAR(500),
    price BIGINT NOT NULL CONSTRAINT product_price CHECK (price >= 0),
    currency VARCHAR(3) NOT NULL,
    category VARCHAR(60),
    commission INTEGER CONSTRAINT product_commission CHECK (commission BETWEEN 0 AND 10000),
    samples_offered BOOLEAN NOT NULL,
    state VARCHAR(12) NOT NULL CONSTRAINT product_state CHECK (state IN ('ACTIVE', 'OUT_OF_STOCK', 'INACTIVE')),
    created_at TIMESTAMPTZ NOT NULL
)"""

SHOWCASES = """
CREATE TABLE showcases (
    creator_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    size INTEGER NOT NULL CONSTRAINT showcase_size CHECK (size >= 0)
)"""

SHOWCASE_ENTRIES = """
CREATE TABLE showcase_entries (
    creator_id BIGINT NOT NULL REFERENCES showcases (creator_id),
    product_id BIGINT NOT NULL REFERENCES products (id),
    added_at TIMESTAMPTZ NOT NULL,
    commission INTEGER CONSTRAINT showcase_commission CHECK (commission BETWEEN 0 AND 10000),
    conversation_id BIGINT,
    sequence INTEGER,
    campaign_id BIGINT,
    PRIMARY KEY (creator_id, product_id),
    CONSTRAINT showcase_card CHECK ((conversation_id IS NULL) = (sequence IS NULL))
){keyed}"""

# Appended to by sends, so without foreign keys to what many sends share (see house_0001).
CARDS = """
CREATE TABLE cards (
    conversation_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    creator_id BIGINT NOT NULL,
    subject_id BIGINT,
    facts TEXT,
    seen_at TIMESTAMPTZ,
    PRIMARY KEY (conversation_id, sequence)
){keyed}"""

CARD_PRODUCTS = """
CREATE TABLE card_products (
    conversation_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    place SMALLINT NOT NULL CONSTRAINT card_product_place CHECK (place >= 0),
    creator_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    title VARCHAR(200) NOT NULL,
    price BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    commission INTEGER,
    PRIMARY KEY (conversation_id, sequence, place)
){keyed}"""

CAMPAIGNS = [
    """
CREATE TABLE campaigns (
    id {identity},
    agency_id BIGINT NOT NULL REFERENCES accounts (id),
    title VARCHAR(100) NOT NULL CONSTRAINT campaign_title CHECK (title <> ''),
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT campaign_period CHECK (starts_at < ends_at)
)""",
    """
CREATE TABLE campaign_products (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    place SMALLINT NOT NULL CONSTRAINT campaign_product_place CHECK (place >= 0),
    product_id BIGINT NOT NULL REFERENCES products (id),
    PRIMARY KEY (campaign_id, place),
    UNIQUE (campaign_id, product_id)
){keyed}""",
    """
CREATE TABLE product_lists (
    id {identity},
    agency_id BIGINT NOT NULL REFERENCES accounts (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    name VARCHAR(100) NOT NULL CONSTRAINT product_list_name CHECK (name <> ''),
    search_text TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ
)""",
    """
CREATE TABLE product_list_items (
    list_id BIGINT NOT NULL REFERENCES product_lists (id),
    place SMALLINT NOT NULL CONSTRAINT product_list_item_place CHECK (place >= 0),
    product_id BIGINT NOT NULL REFERENCES products (id),
    PRIMARY KEY (list_id, place),
    UNIQUE (list_id, product_id)
){keyed}""",
]

CLIENT_MUTATIONS = """
CREATE TABLE client_mutations (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    client_mutation_id VARCHAR(100) NOT NULL,
    content_hash {bytes} NOT NULL,
    subject_id BIGINT,
    PRIMARY KEY (account_id, client_mutation_id)
){keyed}"""

INDEXES = [
    "CREATE INDEX products_seller ON products (seller_id, id DESC)",
    "CREATE INDEX showcase_entries_newest ON showcase_entries (creator_id, added_at DESC, product_id DESC)",
    "CREATE INDEX showcase_entries_product ON showcase_entries (product_id)",
    "CREATE INDEX campaigns_agency ON campaigns (agency_id, id DESC)",
    "CREATE INDEX campaign_products_product ON campaign_products (product_id)",
    "CREATE INDEX product_lists_agency ON product_lists (agency_id, id DESC) WHERE deleted_at IS NULL",
    "CREATE INDEX product_lists_campaign ON product_lists (campaign_id)",
    "CREATE INDEX product_list_items_product ON product_list_items (product_id)",
    "CREATE INDEX cards_subject ON cards (subject_id, kind) WHERE subject_id IS NOT NULL",
    "CREATE INDEX card_products_creator ON card_products (creator_id, product_id)",
]


class Migration(RecordedMigration):
    """Version 2."""

    dependencies = [("models", "house_0001")]
    operations = [
        Statements([PRODUCTS, SHOWCASES, SHOWCASE_ENTRIES, CARDS, CARD_PRODUCTS]),
        Statements([*CAMPAIGNS, CLIENT_MUTATIONS]),
        Statements(INDEXES),
    ]
