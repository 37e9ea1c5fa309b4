"""The words of cells, in English and French: missing, not done, unknown, yes and no, still going on."""

from __future__ import annotations

from cohortium.protocol.values import plain

NOT_APPLICABLE = frozenset(("na", "n/a", "n.a.", "n.a", "not applicable", "non applicable", "sans objet"))
BLANK = NOT_APPLICABLE | frozenset(
    (
        *("nr", "not reported"),
        # An unticked box is not a no: it may never have been asked.
        *("false", "faux", "null", "none", "missing", "manquant", "donnee manquante", "-", "--", "---", ".", "..", "/"),
    )
)
NOT_ASKED = frozenset(("not asked", "non demande", "non pose", "question non posee"))
NOT_DONE = frozenset(
    (
        *("nd", "n.d.", "ne", "not done", "not performed", "not evaluated"),
        *("non fait", "pas fait", "non realise", "non evalue"),
    )
)
UNKNOWN = frozenset(("nk", "unk", "unknown", "not known", "inconnu", "nsp", "ne sait pas", "?", "??"))
MISSING = BLANK | NOT_DONE | NOT_ASKED | UNKNOWN
YES = frozenset(("yes", "y", "oui", "o", "true", "vrai", "ja", "si"))
NO = frozenset(("no", "n", "non", "nein"))
ONGOING = frozenset(("ongoing", "on going", "continuing", "continued", "en cours", "poursuivi", "toujours en cours"))
STATES: dict[str, str] = (
    {text: "yes" for text in YES}
    | {text: "no" for text in NO}
    | {text: "not_done" for text in NOT_DONE | NOT_ASKED}
    | {text: "unknown" for text in UNKNOWN}
)
NOT_RELEVANT = frozenset(("not relevant", "not applicable", "non concerne", "non concernee", "non applicable", "sans objet"))
"""What answers an item of a questionnaire that leaves the patient unconcerned: 0, and no missing answer."""
_NINES = ("99", "999", "9999", "88", "888", "77", "777")
MISSING_CODES = frozenset((*_NINES, *(f"-{digits}" for digits in (*_NINES, "9", "8", "7", "1"))))
"""Numbers that often stand for no value, where they lie outside the range of their column."""
TOTALS = frozenset(("total", "totals", "grand total", "totaux", "mean", "average", "moyenne", "median", "mediane", "sum", "somme"))
"""What stands where a patient's code would, in a row that sums up the rows above it."""


def word(text: str) -> str:
    """A text as the dictionaries hold it; `-` has nothing plain and stands for itself."""
    return plain(text) or text


def is_word(text: str, words: frozenset[str]) -> bool:
    """Whether a text is one of the words, whatever its case and accents."""
    return word(text) in words


def missing_kind(text: str) -> str:
    """Which kind of missing a word stands for: not_done, not_asked, unknown, not_applicable, or blank."""
    kinds = (("not_done", NOT_DONE), ("not_asked", NOT_ASKED), ("unknown", UNKNOWN), ("not_applicable", NOT_APPLICABLE))
    return next((kind for kind, words in kinds if is_word(text, words)), "blank")
