"""Who the patients are: centre, code, sex, characteristics and the systemic drugs they took before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from cohortium.protocol.model import Characteristic
from cohortium.protocol.tables import characteristic_scale
from cohortium.simulation.cohort import World
from cohortium.simulation.dice import Dice
from cohortium.simulation.figures import ALL
from cohortium.simulation.quartiles import joint_lists, wanted
from cohortium.simulation.records import Cell, Person, number
from cohortium.simulation.targets import apportioned

Facts = dict[int, dict[str, Cell]]
Previous = dict[int, dict[str, str]]
OTHER_DRUGS = ("azathioprine", "mycophenolate mofetil", "alitretinoin", "omalizumab", "tralokinumab", "prednisolone", "phototherapy")
PATIENTS_PER_CENTRE, MOST_CENTRES = 6, 30
ADULT, OLD = 18, 70
USUALLY_YES, USUALLY_BLANK = 0.4, 0.03
CODES = ("P{:02d}", "{centre}-{:02d}", "{:03d}", "AD{:02d}")


def plan_people(world: World) -> tuple[dict[int, Person], list[str]]:
    """Everybody, and what could not be met."""
    centres = _centres(world)
    facts, unmet = _facts(world)
    previous = _previous(world)
    sexes = sex_levels(world)
    codes = _codes(centres)
    people = {}
    for patient in world.patients:
        mine = dict(facts.get(patient, {}))
        sex = str(mine.pop("sex", None) or world.dice.one_of(sexes))
        people[patient] = Person(patient, centres[patient], codes[patient], sex, mine, previous.get(patient, {}))
    return people, unmet


def sex_levels(world: World) -> tuple[str, ...]:
    """The declared levels of sex, else F and M."""
    entry = world.protocol.characteristics.get("sex")
    return tuple(entry.levels) if entry and entry.levels else ("F", "M")


def centre_names(world: World) -> list[str]:
    """The declared centres, else one for every few patients."""
    count = min(MOST_CENTRES, max(1, len(world.patients) // PATIENTS_PER_CENTRE))
    return list(world.protocol.centres) or [f"{place:02d}" for place in range(1, count + 1)]


def _centres(world: World) -> dict[int, str]:
    """Each centre some patients, the first ones more."""
    names = centre_names(world)
    weights = {name: len(names) * 2 - place for place, name in enumerate(names)}
    dealt = apportioned(len(world.patients), weights)
    slots = [name for name in names for _ in range(dealt[name])]
    return dict(zip(world.dice.shuffled(world.patients), slots, strict=True))


def _codes(centres: Mapping[int, str]) -> dict[int, str]:
    """Codes in each centre's own way."""
    found: dict[int, str] = {}
    names = sorted(set(centres.values()))
    for place, centre in enumerate(names):
        mine = sorted(patient for patient, name in centres.items() if name == centre)
        for count, patient in enumerate(Dice(place).shuffled(mine), start=1):
            found[patient] = CODES[place % len(CODES)].format(count, centre=centre)
    return found


# --- characteristics --------------------------------------------------------------------------------------------------


def _facts(world: World) -> tuple[Facts, list[str]]:
    found: Facts = {patient: {} for patient in world.patients}
    unmet: list[str] = []
    kinds = {"number": _numbers, "category": _levels, "yes_no": _answers}
    for name, entry in world.protocol.characteristics.items():
        if entry.source is None:
            cells = kinds[entry.kind](world, name, entry)
            unmet += [] if cells is not None else [f"baseline {name}: no numbers have these medians and quartiles together."]
            for patient, cell in (cells or {}).items():
                found[patient][name] = cell
    return found, unmet


def _bounds(world: World, name: str, entry: Characteristic) -> tuple[int, int]:
    """Between which numbers, in steps, patients usually are and the population's conditions hold."""
    scale = characteristic_scale(entry)
    low = Fraction(ADULT if name == "age" else 0 if entry.low is None else entry.low)
    high = Fraction(OLD if name == "age" else low + 100 if entry.high is None else entry.high)
    for condition in world.protocol.population.include.values():
        if condition.characteristic == name:
            low = low if condition.at_least is None else max(low, Fraction(condition.at_least))
            high = high if condition.at_most is None else min(high, Fraction(condition.at_most))
    return ceil(low / scale), floor(high / scale)


def _numbers(world: World, name: str, entry: Characteristic) -> dict[int, Cell] | None:
    scale, sizes, targets = characteristic_scale(entry), world.sizes, world.targets
    low, high = _bounds(world, name, entry)
    asked = {arm: targets.quantiles("baseline", name, arm) for arm in (ALL, *sizes)}
    known = {arm: sizes[arm] if share.total is None else share.total for arm, share in targets.shares(sizes, "baseline", name).items()}
    definition = world.protocol.statistics.quantiles
    groups = {arm: wanted(definition, size, asked[arm], scale) for arm, size in known.items()}
    texts = [Fraction(text) / scale for each in asked.values() for text in each.values()]
    low, high = floor(min([Fraction(low), *texts])), ceil(max([Fraction(high), *texts]))
    lists = joint_lists(world.dice, groups, wanted(definition, sum(known.values()), asked[ALL], scale), low, high)
    if lists is None:
        return None
    found: dict[int, Cell] = {}
    for arm, patients in world.groups.items():
        cells = [number(Decimal(steps * scale.numerator) / scale.denominator) for steps in lists[arm]]
        found |= dict(zip(world.dice.shuffled(patients), world.dice.shuffled(cells), strict=False))
    return found


def _levels(world: World, name: str, entry: Characteristic) -> dict[int, Cell]:
    allowed = {level for c in world.protocol.population.include.values() if c.characteristic == name for level in c.levels or ()}
    shares = {level: world.targets.shares(world.sizes, "baseline", name, level=level) for level in entry.levels}
    found: dict[int, Cell] = {}
    for arm, patients in world.groups.items():
        wanted_counts = {level: by_arm[arm].count for level, by_arm in shares.items()}
        totals = [by_arm[arm].total for by_arm in shares.values() if by_arm[arm].total is not None]
        known = totals[0] if totals else len(patients)
        cells: list[Cell] = [level for level, count in wanted_counts.items() for _ in range(count or 0)]
        free = [level for level, count in wanted_counts.items() if count is None and (not allowed or level in allowed)]
        cells += [world.dice.one_of(free or list(entry.levels)) for _ in range((known or 0) - len(cells))]
        found |= dict(zip(world.dice.shuffled(patients), cells, strict=False))
    return found


def _answers(world: World, name: str, entry: Characteristic) -> dict[int, Cell]:
    return {patient: state for patient, state in _states(world, name).items() if state != "unknown" or world.dice.chance(0.5)}


def _states(world: World, name: str) -> dict[int, str]:
    """yes, no or unknown of a yes/no characteristic, as many of each as wanted."""
    shares = world.targets.shares(world.sizes, "baseline", name)
    found: dict[int, str] = {}
    for arm, patients in world.groups.items():
        share, size = shares[arm], len(patients)
        total = share.total if share.total is not None else size if share else size - round(size * USUALLY_BLANK)
        count = round(total * USUALLY_YES) if share.count is None else share.count
        states = ["yes"] * count + ["no"] * max(0, total - count)
        found |= dict(zip(world.dice.shuffled(patients), [*states, *["unknown"] * (size - len(states))], strict=False))
    return found


# --- previous treatments ----------------------------------------------------------------------------------------------


def _previous(world: World) -> Previous:
    """Drug by drug, then other drugs until the wanted mean number of drugs is reached."""
    sources = {name: entry.source for name, entry in world.protocol.characteristics.items() if entry.source}
    found: Previous = {patient: {} for patient in world.patients}
    for name, source in sources.items():
        if source.counts:
            continue
        for patient, state in _states(world, name).items():
            taken = world.dice.one_of(source.previous_treatments)
            for drug in source.previous_treatments:
                found[patient].setdefault(drug, state if drug == taken or state == "unknown" else "no")
    for condition in world.protocol.subsets.values():
        if condition.previous_treatment:
            for states in found.values():
                states.setdefault(condition.previous_treatment, "yes" if world.dice.chance(USUALLY_YES) else "no")
    counted = next((name for name, source in sources.items() if source.counts), None)
    if sources or counted:
        _add_others(world, found, counted or "")
    return found


def _add_others(world: World, found: Previous, counted: str) -> None:
    """Other drugs: a few, or as many as the mean number of drugs needs."""
    named = {drug for states in found.values() for drug in states}
    arms = {arm.drug for arm in world.protocol.arms.values()}
    pool = [drug for drug in list(world.protocol.drugs) or OTHER_DRUGS if drug not in named and drug not in arms]
    means = {arm: world.targets.text("baseline", counted, "mean", arm) for arm in (ALL, *world.groups)}
    scopes = dict(world.groups) if any(means[arm] for arm in world.groups) else {ALL: tuple(world.patients)}
    for arm, patients in scopes.items():
        mean, taken = means[arm], sum(state == "yes" for patient in patients for state in found[patient].values())
        total = taken + len(patients) // 2 if mean is None else round(Fraction(mean) * len(patients))
        places = [(patient, drug) for patient in patients for drug in pool]
        for patient, drug in world.dice.some(places, total - taken):
            found[patient][drug] = "yes"
