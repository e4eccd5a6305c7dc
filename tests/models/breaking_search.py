"""How to break what the sixth migration holds."""

TABLES = ("searched_messages", "searched_products", "searched_samples")

SEARCH_ROWS = ["INSERT INTO search_progress VALUES (1, 1, 1)"]
SEARCH = [
    *((f"{table}_pkey", f"INSERT INTO {table} SELECT * FROM {table}") for table in TABLES),
    *(("searched_text", f"UPDATE {table} SET search_text = ''") for table in TABLES),
    ("search_progress_pkey", "INSERT INTO search_progress VALUES (1, 2, 2)"),
    ("search_progress_one", "UPDATE search_progress SET id = 2"),
    ("side_counterpart_kind", "UPDATE sides SET counterpart_kind = 'NOBODY'"),
    ("folder_counts_pkey", "INSERT INTO folder_counts SELECT * FROM folder_counts"),
]
