"""Products, showcases, and the products on cards."""

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
    PRIMARY KEY (creator_id, product_id),
    CONSTRAINT showcase_card CHECK ((conversation_id IS NULL) = (sequence IS NULL))
){keyed}"""

# Appended to by sends, so without foreign keys to what many sends share (see house_0001).
CARDS = """
CREATE TABLE cards (
    conversation_id BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    creator_id BIGINT NOT NULL,
    subject_id BIGINT,
    facts TEXT,
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

INDEXES = [
    "CREATE INDEX products_seller ON products (seller_id, id DESC)",
    "CREATE INDEX showcase_entries_newest ON showcase_entries (creator_id, added_at DESC, product_id DESC)",
    "CREATE INDEX showcase_entries_product ON showcase_entries (product_id)",
    "CREATE INDEX card_products_creator ON card_products (creator_id, product_id)",
]


class Migration(RecordedMigration):
    """Version 2."""

    dependencies = [("models", "house_0001")]
    operations = [Statements([PRODUCTS, SHOWCASES, SHOWCASE_ENTRIES, CARDS, CARD_PRODUCTS]), Statements(INDEXES)]
