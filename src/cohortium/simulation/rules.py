"""What a responder rule says of two scores, in whole steps of their measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor

from cohortium.measures import Measure
from cohortium.protocol.model import Criterion, Endpoint

Answer = bool | None
Judge = Callable[[int | None, int | None], Answer]
IMPUTED: dict[str, Answer] = {"non_responder": False, "worst_case": False, "best_case": True}
MOST_VALUES = 150


def judge(endpoint: Endpoint, measure: Measure) -> Judge:
    """The answer of a due patient to an endpoint: yes, no, or None who is not in N."""
    rule, imputed = endpoint.responder, IMPUTED.get(endpoint.missing)
    tests = [_test(criterion, measure) for criterion in rule.criteria] if rule else []
    joined = _any if rule is None or rule.any else _all
    least = None if endpoint.eligible is None else ceil(Fraction(endpoint.eligible.baseline_at_least) / measure.scale)

    def answer(before: int | None, after: int | None) -> Answer:
        if least is not None and (before is None or before < least):
            return None
        if rule is None:
            known = after is not None and (endpoint.quantity == "value" or before is not None)
            return True if known else None
        said = joined([test(before, after) for test in tests])
        return imputed if said is None and not (before == 0 and after is not None) else said

    return answer


def _any(answers: Sequence[Answer]) -> Answer:
    return True if True in answers else None if None in answers else False


def _all(answers: Sequence[Answer]) -> Answer:
    return False if False in answers else None if None in answers else True


def _test(criterion: Criterion, measure: Measure) -> Judge:
    """One criterion as a test in whole numbers."""
    word = criterion.word
    bound = Fraction(getattr(criterion, word))
    steps = floor(bound / measure.scale) if word == "value_at_most" else ceil(bound / measure.scale)
    tests: dict[str, Callable[[int, int], Answer]] = {
        "value_at_most": lambda before, after: after <= steps,
        "value_at_least": lambda before, after: after >= steps,
        "fall_at_least": lambda before, after: before - after >= steps,
        "rise_at_least": lambda before, after: after - before >= steps,
        "improvement_at_least": lambda before, after: (
            measure.worse * (before - after) * bound.denominator >= bound.numerator * abs(before) if before else None
        ),
    }
    test, alone = tests[word], word.startswith("value")

    def answer(before: int | None, after: int | None) -> Answer:
        if after is None or (before is None and not alone):
            return None
        return test(before or 0, after)

    return answer


def grid(measure: Measure) -> list[int]:
    """Values a patient may have, all of them or evenly spaced ones with both ends, in steps."""
    low, high = measure.units_low, measure.units_high
    every = next(step for step in (1, 2, 4, 5, 10, 20, 50, 100, 1000, high - low) if (high - low) / step <= MOST_VALUES)
    return sorted({*range(low, high + 1, every), high})
