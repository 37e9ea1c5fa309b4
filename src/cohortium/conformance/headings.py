"""What centres call the columns of the native tables, in English and French; only a whole heading counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cohortium.conformance.names import clean, plain

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "patient": (
        *("patient id", "pat id", "id patient", "n patient", "n° patient", "no patient", "numero patient", "code patient"),
        *("id", "record id", "study id", "subject", "subject id", "subjid", "usubjid", "identifiant", "ipp"),
    ),
    "centre": ("site", "siteid", "hospital", "hopital", "redcap data access group"),
    "date": ("visit date", "date visit", "date of visit", "date visite", "date de visite", "date consultation", "date de consultation"),
    "month": ("mois", "months", "visit month", "mois de visite"),
    "week": ("semaine", "weeks", "visit week"),
    "age": ("age ans", "age years"),
    "weight": ("poids", "poids kg", "weight kg"),
    "height": ("taille", "taille cm", "height cm"),
    "sex": ("sexe", "gender", "genre"),
    "birth_year": ("year of birth", "year birth", "annee de naissance", "annee naissance"),
    "arm": ("treatment group", "groupe", "group", "bras", "trt", "treatment arm"),
    "death": ("date of death", "date de deces", "deces", "date deces"),
    "last_contact": ("date of last contact", "date last contact", "dernier contact", "date des dernieres nouvelles", "ddn"),
    "drug": ("medication", "medicament", "molecule", "traitement", "treatment", "nom du traitement", "drug name", "produit"),
    "daily_dose": ("dose", "posologie", "dose journaliere", "dose per day", "dose par jour", "dose/jour", "dose/j"),
    "start": (
        *("start date", "date start", "date debut", "date de debut", "debut", "date d'initiation", "date initiation", "first dose"),
        *("debut ttt", "debut traitement", "debut du traitement", "date debut ttt", "date debut traitement", "date de debut de traitement"),
    ),
    "stop": (
        *("stop date", "end date", "date stop", "date fin", "date de fin", "date arret", "date d'arret", "arret", "fin"),
        *("fin ttt", "fin traitement", "fin du traitement", "date fin ttt", "date fin traitement", "date de fin de traitement"),
    ),
    "stop_reasons": ("reason for stop", "stop reason", "reason", "motif d'arret", "motif arret", "raison de l'arret"),
    "term": ("adverse event", "event", "evenement", "evenement indesirable", "ei", "ae"),
    "onset": ("onset date", "date of onset", "date de survenue", "date survenue", "date debut ei"),
    "test": ("examen", "analyse", "parameter", "parametre"),
    "value": ("result", "resultat", "valeur"),
    "unit": ("unite", "units"),
    "lower": ("lower limit", "lln", "borne inferieure", "normale basse"),
    "upper": ("upper limit", "uln", "borne superieure", "normale haute"),
    "valid_from": ("valid from", "valable depuis"),
}
"""Variable -> other headings for it, as people write them."""

_UNITS = {"month": ("m", "mo", "month", "months", "mois"), "week": ("w", "s", "wk", "week", "weeks", "sem", "semaine", "semaines")}
_START = frozenset(("baseline", "bl", "inclusion", "initial", "initiale", "j0", "d0", "day 0", "jour 0", "t0", "v0", "screening"))
_TIME = re.compile(r"([a-z]{1,8}) ?([0-9]{1,3})")


def by_heading(variables: Iterable[str]) -> dict[str, str]:
    """Plain heading -> variable, for the variables of a table; a heading that could be two of them is left out."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for variable in variables:
        for heading in HEADINGS.get(variable, ()):
            twice |= {plain(heading)} if plain(heading) in found else set()
            found[plain(heading)] = variable
    return {heading: variable for heading, variable in found.items() if heading not in twice}


def timed(heading: str, measures: Iterable[str]) -> tuple[str, str, int, bool] | None:
    """(measure, month or week, number, sure) of a heading such as `IGA M3`, `W16_EASI`, `DLQI baseline`.

    A heading that is only a time, such as `WEEK04`, may be that of the one measure that a study has.
    """
    name, measures = plain(clean(heading)), list(measures)
    if len(measures) == 1 and (alone := _time(name)):
        return measures[0], *alone[:2], False
    for measure in sorted(measures, key=len, reverse=True):
        bare = plain(measure)
        for rest in (name.removeprefix(bare), name.removesuffix(bare)):
            found = _time(rest.strip(" :.()")) if rest != name else None
            if found:
                return measure, *found
    return None


def _time(text: str) -> tuple[str, int, bool] | None:
    if text in _START:
        return "month", 0, False
    found = _TIME.fullmatch(text)
    unit = next((unit for unit, words in _UNITS.items() if found and found[1] in words), None)
    return (unit, int(found[2]), True) if found and unit else None
