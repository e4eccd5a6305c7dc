"""What SQLite's index of words holds: three characters from each place of a text on, and whose it is."""

# The index's tokenizer keeps letters and digits of ASCII and all that is no ASCII, and parts at the rest of ASCII:
# which therefore stands for itself further up. Two characters that end up as one are told apart where rows are read.
_BEYOND = str.maketrans({chr(code): chr(0xE000 + code) for code in range(128) if not chr(code).isalnum()})
_OWNER = "\ue0ff"
PART = 3
# What is behind a text's end stands for itself, so that its last characters begin something, too.
_END = "\ue001" * (PART - 1)


def term(part: str) -> str:
    """Three characters as the index knows them, or fewer, which some of what it knows begin with."""
    return part.translate(_BEYOND)


def owner_term(account_key: int) -> str:
    """An account as the index knows whose a text is: longer than anything that a text could say."""
    return f"{_OWNER}{account_key:0{PART}}"


def terms(text: str, *account_keys: int) -> str:
    """All that the index knows a text by, one space between."""
    known = text.translate(_BEYOND) + _END
    parts = {known[place : place + PART] for place in range(len(text))}
    return " ".join([*map(owner_term, account_keys), *parts])
