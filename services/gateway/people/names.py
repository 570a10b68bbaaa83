"""How people are found and sorted by name, and what a sign-in name may be."""

import re

from shared.ids import derived_id
from shared.text import fold, nfc

SIGN_IN_NAME = r"^[a-z0-9][a-z0-9._@-]{1,63}$"
LONGEST_PREFIX = 12  # letters; no Vietnamese syllable is longer


def sign_in_name(typed: str) -> str:
    """As it is kept: lower case, without the spaces a tablet's keyboard adds."""
    return nfc(typed).strip().lower()


def is_sign_in_name(name: str) -> bool:
    return re.fullmatch(SIGN_IN_NAME, name) is not None


def person_id_of(name: str) -> str:
    """A name belongs to one person for ever, so the same insert that makes the person claims it."""
    return derived_id("person", sign_in_name(name))


def sort_name(full_name: str) -> str:
    """By given name, which stands last, as Vietnamese lists are sorted."""
    words = fold(full_name).split()
    return " ".join([*words[-1:], *words[:-1]])


def search_keys(root_id: str, full_name: str) -> list[str]:
    """Each beginning of each word, within the person's tree."""
    words = fold(full_name).split()
    return sorted({f"{root_id} {word[:length]}" for word in words for length in range(1, LONGEST_PREFIX + 1)})


def lookup_key(root_id: str, query: str) -> str:
    """By the last word: it is the given name, and family names find nearly everybody."""
    return f"{root_id} {fold(query).split()[-1][:LONGEST_PREFIX]}"


def answers(full_name: str, query: str) -> bool:
    """Whether each word of the query begins a word of the name."""
    words = fold(full_name).split()
    return all(any(word.startswith(wish) for word in words) for wish in fold(query).split())
