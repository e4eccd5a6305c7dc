"""What SQLite's index of words holds: every one, two and three characters that stand in a text, and whose it is."""

# The index's tokenizer keeps letters and digits of ASCII and all that is no ASCII, and parts at the rest of ASCII:
# which therefore stands for itself further up. Two characters that end up as one are told apart where rows are read.
_BEYOND = str.maketrans({chr(code): chr(0xE000 + code) for code in range(128) if not chr(code).isalnum()})
_OWNER = "\ue0ff"
LONGEST = 3


def term(gram: str) -> str:
    """One to three characters as the index knows them."""
    return gram.translate(_BEYOND)


def owner_term(account_key: int) -> str:
    """An account as the index knows whose a text is: longer than anything that a text could say."""
    return f"{_OWNER}{account_key:0{LONGEST}}"


def terms(text: str, *account_keys: int) -> str:
    """All that the index knows a text by, one space between."""
    known = term(text)
    found = {
        known[start : start + length] for length in range(1, LONGEST + 1) for start in range(len(known) - length + 1)
    }
    return " ".join([*map(owner_term, account_keys), *found])
