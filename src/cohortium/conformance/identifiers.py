"""What identifies a person directly: found in the columns of a delivery before anything is kept, and never read on.

A number with a check digit is one only where the digit is right, and a telephone number is not looked for where patients' codes
stand: 0612345678 may well be a code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from cohortium.conformance.dates import parse_day
from cohortium.conformance.names import clean, plain
from cohortium.conformance.reading import Fault
from cohortium.language import marked

NAME, EMAIL, PHONE, NIR, NHS, BIRTH = "name", "email", "phone", "nir", "nhs", "birth_date"
KINDS = {
    NAME: marked("names"), EMAIL: marked("e-mail addresses"), PHONE: marked("telephone numbers"),
    NIR: marked("French social security numbers"), NHS: marked("NHS numbers"), BIRTH: marked("full dates of birth"),
}  # fmt: skip

_ANY = re.compile(r"@|[0-9](?:[ .\-]?[0-9AB]){8}")  # texts without it hold no address and no long number
_EMAIL = re.compile(r"[^\s@;,<>]{1,64}@[^\s@;,<>]{1,190}\.[A-Za-z]{2,24}\b")
# Sex, year, month, department (2A and 2B in Corsica), commune, order, key: INSEE, numéro d'inscription au répertoire.
_NIR = re.compile(
    r"(?<![0-9.,])([1-478])\s?([0-9]{2})\s?(0[1-9]|1[0-2]|[2-9][0-9])\s?([0-9]{2}|2[ABab])\s?([0-9]{3})\s?([0-9]{3})\s?[-/]?\s?([0-9]{2})"
    r"(?![0-9]|e[+-]?[0-9])"  # nor the digits of a long decimal number
)
_NHS = re.compile(r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}")
_PHONE = re.compile(r"(?:(?:\+|00)[1-9][0-9]{0,2}[ .\-]?(?:\(0\)[ .\-]?)?[1-9]|0[1-9])(?:[ .\-]?[0-9]{2,3}){3,4}")
_SLASHED = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|[0-9]{4})")
_NAMES = (
    *(
        "surname",
        "last name",
        "lastname",
        "first name",
        "firstname",
        "given name",
        "family name",
        "full name",
        "patient name",
        "maiden name",
    ),
    *(
        "nom",
        "nom patient",
        "nom du patient",
        "nom de famille",
        "nom de naissance",
        "nom usuel",
        "nom d'usage",
        "nom prenom",
        "nom et prenom",
    ),
    *("prenom", "prenoms", "prenom nom", "prenom patient", "prenom du patient", "nom jeune fille", "nom de jeune fille", "name"),
)
_PHONES = re.compile(r"\b(?:tel|telephone|phone|mobile|portable|gsm|fax)\b")
_BIRTHS = re.compile(r"\b(?:birth|naissance|naiss|dob|date nais|born|nee? le)\b")
_CODES = re.compile(r"\b(?:id|ipp|nip|code|record|dossier|numero|number|no|n°)\b")
_MOST = 0.8  # of the filled cells of a column, for what may be so by chance


def is_nir(text: str) -> bool:
    """Whether a text is a French social security number: thirteen signs and a key, 97 less the rest of the division by 97."""
    found = _NIR.fullmatch(text.strip())
    return bool(found and _right_key(found))


def _right_key(found: re.Match[str]) -> bool:
    # Corsica counts as 19 (2A) and 18 (2B) in the key.
    department = {"2A": "19", "2B": "18"}.get(found[4].upper(), found[4])
    number = int("".join((found[1], found[2], found[3], department, found[5], found[6])))
    return 97 - number % 97 == int(found[7])


def is_nhs(text: str) -> bool:
    """Whether a text is an NHS number: ten digits, the last of which is 11 less the rest of the weighted sum of the others by 11."""
    if not _NHS.fullmatch(text.strip()):
        return False
    digits = [int(letter) for letter in text if letter.isdigit()]
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(set(digits)) > 1 and rest != 10 and rest % 11 == digits[9]


def _holds_nir(text: str) -> bool:
    return any(_right_key(found) for found in _NIR.finditer(text))


def _is_day(text: str) -> bool:
    try:
        parse_day(text)
    except Fault:
        return bool(_SLASHED.fullmatch(text))  # a date all the same, in whatever order
    return True


def _is_name(text: str) -> bool:
    return len(text) > 1 and not any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text)


def _most(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(texts) and sum(map(holds, texts)) >= _MOST * len(texts)


def kind_of(heading: str, texts: Iterable[str], is_key: bool = False, is_birth: bool = False) -> str:
    """What a column identifies people by, from its heading and its different texts; empty where it does not.

    `is_key`: the column holds patients' codes; `is_birth`: it holds what the study keeps of a birth, such as its year.
    """
    name, texts = plain(clean(heading)), [text for text in texts if text]
    by_heading = is_birth or bool(_BIRTHS.search(name)) or name in _NAMES
    # Most columns hold short numbers and words, and end here.
    long = bool(_ANY.search("\n".join(text for text in texts if len(text) > 8 or "@" in text)))
    filled = [text for text in map(clean, texts) if text] if long or by_heading else []
    if long:
        if any(_EMAIL.search(text) for text in filled):
            return EMAIL
        if any(_holds_nir(text) for text in filled):
            return NIR
        if _most(filled, is_nhs) and ("nhs" in name.split() or len(filled) >= 3):
            return NHS
        if not is_key and _is_phone(name, filled):
            return PHONE
    if (is_birth or _BIRTHS.search(name)) and _most(filled, _is_day):
        return BIRTH
    return NAME if name in _NAMES and _most(filled, _is_name) else ""


def names_people(heading: str) -> bool:
    """Whether a heading alone makes one look at all texts of its column."""
    name = plain(clean(heading))
    return bool(name in _NAMES or _BIRTHS.search(name) or _PHONES.search(name) or "nhs" in name.split())


def _is_phone(name: str, texts: Sequence[str]) -> bool:
    """A bare number of ten digits may be a code: then the heading decides."""
    written_so = any(not text.isdigit() for text in texts)
    return _most(texts, lambda text: bool(_PHONE.fullmatch(text))) and (bool(_PHONES.search(name)) or written_so or not _CODES.search(name))
