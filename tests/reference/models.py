"""Models by their definitions, from the reference's own patients: likelihoods maximised by scipy, errors from numerical derivatives.

Nothing here is solved as the program solves it: what it works out by Newton's steps and formulas is found here by minimising, by
stacking estimating equations, and by whole matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf
from typing import Any

from .characteristics import kind_of, value_of
from .gee import gee
from .texts import listed

PER_TERM, LEAST_DF, CENTRES, MOST_WEIGHT = 5, 4, 10, 1000


@dataclass
class Data:
    """Patients of whom everything is known: outcomes, arms, covariates by name, centres; how many lack a covariate only."""

    y: Any
    arm: list[str]
    terms: dict[str, list[float]]
    centre: list[str]
    missing: int
    blocks: dict[str, list[str]]  # covariate -> its terms

    @property
    def arms(self) -> list[str]:
        return list(dict.fromkeys(self.arm))


def data_of(study, persons, name: str, asked: dict) -> Data:
    import numpy as np

    endpoint = study.protocol["endpoints"][name]
    at = asked.get("at") or listed(endpoint["at"])[0]
    wanted = listed(asked.get("arms")) or list(study.protocol["arms"])
    outcomes = [(person, person.outcomes[name, at]) for person in persons if person.arm in wanted]
    counted = [(person, one) for person, one in outcomes if one.counts]
    blocks = {covariate: terms_of(study, covariate) for covariate in listed(asked.get("for"))}
    rows = [(person, one, covariates_of(study, person, one, blocks)) for person, one in counted]
    whole = [row for row in rows if None not in row[2].values()]
    order = {arm: place for place, arm in enumerate(study.protocol["arms"])}
    whole.sort(key=lambda row: order[row[0].arm])
    terms = {term: [float(row[2][term]) for row in whole] for of in blocks.values() for term in of}
    y = np.array([float(one.answer) for _, one, _ in whole])
    return Data(y, [p.arm for p, *_ in whole], terms, [p.centre for p, *_ in whole], len(rows) - len(whole), blocks)


def terms_of(study, covariate: str) -> list[str]:
    if covariate == "baseline":
        return ["baseline"]
    entry = study.protocol["characteristics"][covariate]
    kind = kind_of(entry)
    if kind == "number":
        return [covariate]
    return [f"{covariate} {level}" for level in (["yes"] if kind == "yes_no" else list(entry["levels"])[1:])]


def covariates_of(study, person, outcome, blocks: dict[str, list[str]]) -> dict[str, Any]:
    found = {}
    for covariate, terms in blocks.items():
        if covariate == "baseline":
            found["baseline"] = outcome.baseline
            continue
        value = value_of(study, person, covariate)
        for term in terms:
            found[term] = value if value is None or term == covariate else value == term.removeprefix(f"{covariate} ")
    return found


def adjusted_rows(study, rows, place, persons) -> None:
    """N, n_missing; each treatment group against the one named, then each covariate."""
    for name, asked in study.protocol["adjusted"].items():
        data, responder = data_of(study, persons, name, asked), bool(study.protocol["endpoints"][name].get("responder"))
        at = asked.get("at") or listed(study.protocol["endpoints"][name]["at"])[0]
        whole = place("adjusted", name, "all", at, versus=asked["versus"])
        rows.add(whole, "N", len(data.y))
        rows.add(whole, "n_missing", data.missing)
        arms = [arm for arm in data.arms if arm != asked["versus"]]
        columns = {arm: [float(each == arm) for each in data.arm] for arm in arms} | data.terms
        found = fit(data, columns, responder, asked, float(rows.confidence))
        for term in columns:
            here, level = place("adjusted", name, term if term in arms else "", at, versus=asked["versus"]), "" if term in arms else term
            stats = ("odds_ratio" if responder else "difference", "conf_low", "conf_high", "p_value")
            for stat, value in zip(stats, found[term] if found else [None] * 4, strict=True):
                rows.add(here, stat, value, "", level)
        if works_with_correlation(asked):
            rows.add(whole, "correlation", correlation(data, columns, responder) if found else None, "")
        if asked.get("impute"):
            from .imputed import imputed_rows  # it fits with what stands here

            imputed_rows(study, rows, place, persons, name, asked, data)


def works_with_correlation(asked: dict) -> bool:
    return asked.get("errors") == "gee" and asked.get("correlation") != "independence"


def correlation(data: Data, columns: dict[str, list[float]], responder: bool) -> float:
    """Of two patients of one centre, as the estimating equations end with it."""
    import numpy as np

    x = np.column_stack([np.ones(len(data.y)), *columns.values()])
    return gee(x, data.y, data.centre, responder, True)[3]


def fit(data: Data, columns: dict[str, list[float]], responder: bool, asked: dict, confidence: float) -> dict | None:
    """Term -> estimate, limits, p; None where the data cannot carry the model."""
    import numpy as np
    from scipy.stats import norm, t

    found = {}
    for term, (b, s, df) in (solved(data, columns, responder, asked) or {}).items():
        law = norm() if df == inf else t(df)
        half = law.ppf((1 + confidence) / 2) * s
        shown = [b, b - half, b + half]
        found[term] = [*(np.exp(shown) if responder else shown), 2 * law.sf(abs(b / s))]
    return found or None


def solved(data: Data, columns: dict[str, list[float]], responder: bool, asked: dict) -> dict[str, tuple[float, float, float]] | None:
    """Term (the intercept has no name) -> coefficient, error, degrees of freedom, endless for a large-sample error."""
    import numpy as np

    n = len(data.y)
    x = np.column_stack([np.ones(n), *columns.values()]).reshape(n, 1 + len(columns))
    rarer = min(data.y.sum(), n - data.y.sum()) if responder else n
    firth = asked.get("model") == "firth"
    needed = len(columns) + (not responder)
    if rarer < (1 if firth else PER_TERM) * needed or not rarer or np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    beta = logit(x, data.y, firth) if responder else np.linalg.solve(x.T @ x, x.T @ data.y)
    if beta is None:
        return None
    known = _errors(data, x, beta, responder, asked)
    return None if known is None else dict(zip(["", *columns], zip(*known, strict=True), strict=True))


def _errors(data: Data, x, beta, responder: bool, asked: dict):
    """Coefficients (those of a GEE are its own), errors and degrees of freedom, or None."""
    import numpy as np

    n, terms = x.shape
    if asked.get("errors") == "gee":
        found = gee(x, data.y, data.centre, responder, asked.get("correlation") != "independence") if len({*data.centre}) > 1 else None
        return None if found is None or found[2][0] < LEAST_DF else found[:3]
    if asked.get("errors") == "centre":
        errors = clustered(x, data.y, beta, data.centre, responder)
        return None if errors is None or (errors[1] < LEAST_DF).any() else (beta, *errors)
    p = 1 / (1 + np.exp(-(x @ beta)))
    left = data.y - x @ beta
    spread = np.full(n, (n - terms) / (left @ left)) if not responder else p * (1 - p)
    se = np.sqrt(np.diag(np.linalg.inv(x.T @ (x * spread[:, None]))))
    if not responder and n - terms < LEAST_DF:
        return None
    return beta, se, np.full(terms, inf if responder else float(n - terms))


def logit(x, y, firth: bool):
    """The coefficients that make the likelihood (Firth: times the root of the information's determinant) largest; None if none do."""
    import numpy as np
    from scipy.optimize import minimize

    size = np.abs(x).max(axis=0)
    z = x / size

    def against(beta):
        line = z @ beta
        value = -(y @ line - np.logaddexp(0, line).sum())
        if firth:
            p = 1 / (1 + np.exp(-line))
            value -= np.linalg.slogdet(z.T @ (z * (p * (1 - p))[:, None]))[1] / 2
        return value

    found = minimize(against, np.zeros(z.shape[1]), method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    for _ in range(4):  # minimising stops at half the digits: two more steps of a gradient taken by differences
        found.x = found.x - np.linalg.solve(_jacobian(lambda b: _gradient(against, b), found.x), _gradient(against, found.x))
    separated = np.abs(z @ found.x).max() > 15 and not firth
    return None if separated or not np.isfinite(found.x).all() else found.x / size


def _gradient(of, at, step: float = 1e-4):
    """Five-point differences."""
    import numpy as np

    units = np.eye(len(at)) * step
    return np.array([(8 * (of(at + u) - of(at - u)) - of(at + 2 * u) + of(at - 2 * u)) / (12 * step) for u in units])


def _jacobian(of, at, step: float = 1e-3):
    import numpy as np

    units = np.eye(len(at)) * step
    return np.column_stack([(8 * (of(at + u) - of(at - u)) - of(at + 2 * u) + of(at - 2 * u)) / (12 * step) for u in units])


def clustered(x, y, beta, centres: list[str], responder: bool):
    """CR2 errors and Satterthwaite's degrees of freedom, with the whole hat matrix of the weighted model."""
    import numpy as np

    if len(set(centres)) < 2:
        return None
    p = 1 / (1 + np.exp(-(x @ beta))) if responder else None
    weights = p * (1 - p) if responder else np.ones(len(y))
    left = (y - p) / np.sqrt(weights) if responder else y - x @ beta
    z = x * np.sqrt(weights)[:, None]
    bread = np.linalg.inv(z.T @ z)
    rest = np.eye(len(y)) - z @ bread @ z.T
    code = np.array(centres)
    pulls = []
    for name in sorted(set(centres)):
        at = code == name
        values, vectors = np.linalg.eigh(rest[np.ix_(at, at)])
        root = vectors @ np.diag([value**-0.5 if value > 1e-9 else 0 for value in values]) @ vectors.T
        whole = np.zeros((len(y), x.shape[1]))
        whole[at] = root @ z[at] @ bread
        pulls.append(whole)
    covariance = sum(np.outer(pull.T @ left, pull.T @ left) for pull in pulls)
    freedom = []
    for term in range(x.shape[1]):
        sides = np.column_stack([pull[:, term] for pull in pulls])
        omega = sides.T @ rest @ sides
        freedom.append(np.trace(omega) ** 2 / (omega**2).sum())
    return np.sqrt(np.diag(covariance)), np.array(freedom)


# Weighting


def weighted_rows(study, rows, place, persons) -> None:
    for name, asked in study.protocol["weighted"].items():
        data, endpoint = data_of(study, persons, name, asked), study.protocol["endpoints"][name]
        responder, at = bool(endpoint.get("responder")), asked.get("at") or listed(endpoint["at"])[0]
        whole = place("weighted", name, "all", at, versus=asked["versus"])
        rows.add(whole, "N", len(data.y))
        rows.add(whole, "n_missing", data.missing)
        found = weigh(data, asked, float(rows.confidence), 100 if responder else 1)
        stat = "percent" if responder else "mean"
        for arm in data.arms:
            _of_group(rows, place("weighted", name, arm, at), data, found, arm, stat)
        for arm in data.arms:
            if arm != asked["versus"]:
                _of_pair(study, rows, place("weighted", name, arm, at, versus=asked["versus"]), data, found, (arm, asked["versus"]))


def _add(rows, here, stats: tuple[str, ...], values: list | None, level: str = "") -> None:
    for stat, value in zip(stats, values or [None] * len(stats), strict=True):
        rows.add(here, stat, value, "", level)


def _alike(data: Data, *arms: str) -> bool:
    """Whether all patients of one of these groups have the same outcome."""
    return any(len({value for value, each in zip(data.y, data.arm, strict=True) if each == arm}) < 2 for arm in arms)


def _of_group(rows, here, data: Data, found: Found | None, arm: str, stat: str) -> None:
    rows.add(here, "N", data.arm.count(arm))
    known = found if found and not _alike(data, arm) else None
    _add(rows, here, (stat, "conf_low", "conf_high"), known and known.mean(arm, stat == "percent"))
    _add(rows, here, ("effective", "weight_min", "weight_max"), known and known.sizes(arm))


def _of_pair(study, rows, here, data: Data, found: Found | None, pair: tuple[str, str]) -> None:
    known = found if found and not _alike(data, *pair) else None
    _add(rows, here, ("difference", "conf_low", "conf_high", "p_value"), known and known.difference(*pair))
    for level, terms, sign in _levels(study, data):
        moved = balance(data, found, terms, *pair, sign) if found else None
        _add(rows, here, ("standardised_before", "standardised_after"), moved, level)


def _levels(study, data: Data):
    """Every term; of a category with more than two levels also the first one, which is none of the others."""
    for covariate, terms in data.blocks.items():
        if len(terms) > 1:
            yield f"{covariate} {next(iter(study.protocol['characteristics'][covariate]['levels']))}", terms, -1
        yield from ((term, [term], 1) for term in terms)


def balance(data: Data, found, terms: list[str], arm: str, versus: str, sign: int) -> list:
    import numpy as np

    values = sign * sum(np.array(data.terms[term]) for term in terms)
    code = np.array(data.arm)
    sides = [values[code == each] for each in (arm, versus)]
    spreads = [np.var(side, ddof=0 if {*np.abs(side)} <= {0.0, 1.0} else 1) if len(side) > 1 else 0.0 for side in sides]
    spread = np.sqrt(sum(spreads) / 2)
    if not spread or not all(map(len, sides)):
        return [None, None]
    after = [np.average(values[code == each], weights=found.weights[code == each]) for each in (arm, versus)]
    return [(sides[0].mean() - sides[1].mean()) / spread, (after[0] - after[1]) / spread]


@dataclass
class Found:
    """Weights and weighted means, with the covariance of the means from the stacked estimating equations."""

    arms: list[str]
    code: Any
    weights: Any
    means: Any
    covariance: Any
    confidence: float

    def mean(self, arm: str, share: bool) -> list:
        import numpy as np
        from scipy.stats import norm

        k = self.arms.index(arm)
        half = norm.ppf((1 + self.confidence) / 2) * self.covariance[k, k] ** 0.5
        ends = [self.means[k] - half, self.means[k] + half]
        return [self.means[k], *(np.clip(ends, 0, 100) if share else ends)]

    def sizes(self, arm: str) -> list:
        mine = self.weights[self.code == arm]
        return [mine.sum() ** 2 / (mine**2).sum(), mine.min(), mine.max()]

    def difference(self, arm: str, versus: str) -> list:
        from scipy.stats import norm

        a, b = self.arms.index(arm), self.arms.index(versus)
        gap, se = self.means[a] - self.means[b], (self.covariance[a, a] + self.covariance[b, b] - 2 * self.covariance[a, b]) ** 0.5
        half = norm.ppf((1 + self.confidence) / 2) * se
        return [gap, gap - half, gap + half, 2 * norm.sf(abs(gap / se))]


def weigh(data: Data, asked: dict, confidence: float, unit: int) -> Found | None:
    """Weights by one model of treatment; None where the data cannot carry it."""
    import numpy as np
    from scipy.optimize import minimize

    arms, n = sorted(data.arms), len(data.y)
    x = np.column_stack([np.ones(n), *data.terms.values()]).reshape(n, 1 + len(data.terms))
    if len(arms) < 2 or min(data.arm.count(arm) for arm in arms) < PER_TERM * len(data.terms) or np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    if asked.get("estimand") == "att" and asked["treated"] not in arms:
        return None
    if asked.get("errors") == "centre" and len(set(data.centre)) < CENTRES:
        return None
    size, code = np.abs(x).max(axis=0), np.array(data.arm)
    z, own = x / size, np.array([[float(each == arm) for arm in arms] for each in data.arm])

    def chances(b):
        logs = np.column_stack([np.zeros(n), z @ b.reshape(len(arms) - 1, -1).T])
        return np.exp(logs - np.logaddexp.reduce(logs, axis=1)[:, None])

    def against(b):
        return -np.log(np.maximum((own * chances(b)).sum(axis=1), 1e-300)).sum()

    b = minimize(against, np.zeros((len(arms) - 1) * z.shape[1]), method="BFGS", options={"gtol": 1e-9, "maxiter": 5000}).x
    for _ in range(4):
        hessian = _jacobian(lambda at: _gradient(against, at), b)
        if np.linalg.cond(hessian) > 1e12:
            return None
        b = b - np.linalg.solve(hessian, _gradient(against, b))
    if np.abs(z @ b.reshape(len(arms) - 1, -1).T).max() > 30:
        return None

    def weights(at):
        p = chances(at)
        tilts = {"ate": np.ones(n), "att": p[:, arms.index(asked.get("treated", arms[0]))], "overlap": 1 / (1 / p).sum(axis=1)}
        return tilts[asked.get("estimand", "ate")][:, None] / p

    if weights(b).max() > MOST_WEIGHT:
        return None
    share = own @ (own.mean(axis=0) if asked.get("stabilised") else np.ones(len(arms)))
    drawn = (weights(b) * own).sum(axis=1) * share
    ends = np.percentile(drawn, {"p1_p99": (1, 99), "p5_p95": (5, 95)}.get(asked.get("truncate"), (0, 100)))
    kept, y = (drawn >= ends[0]) & (drawn <= ends[1]), unit * data.y

    def mine(at):
        return np.where(kept, (weights(at) * own).sum(axis=1) * share, drawn.clip(*ends))

    means = (own * (mine(b) * y)[:, None]).sum(axis=0) / (own * mine(b)[:, None]).sum(axis=0)

    def equations(theta):
        """For each patient the score of the model of treatment, then of each weighted mean (a stack of estimating equations)."""
        at, middle = theta[: len(b)], theta[len(b) :]
        score = np.hstack([z * (own - chances(at))[:, [k]] for k in range(1, len(arms))])
        return np.hstack([score, own * mine(at)[:, None] * (y[:, None] - middle)])

    theta = np.concatenate([b, means])
    bread = np.linalg.inv(_jacobian(lambda at: equations(at).sum(axis=0), theta))
    parts = equations(theta)
    if asked.get("errors") == "centre":
        names = sorted(set(data.centre))
        parts = np.array([parts[np.array(data.centre) == name].sum(axis=0) for name in names]) * (len(names) / (len(names) - 1)) ** 0.5
    covariance = (bread @ parts.T @ parts @ bread.T)[len(b) :, len(b) :]
    return Found(arms, code, mine(b), means, covariance, confidence)


# Cox


def cox_rows(study, rows, place, groups: dict[str, list[tuple[int, str]]], pairs) -> None:
    """Hazard ratios of every other treatment group against one, all in one model."""
    from scipy.stats import norm

    for arm, versus in pairs:
        terms = [name for name in study.protocol["arms"] if name == arm or (name != versus and groups[name])]
        everyone = [(days, bool(cause), each) for each in (versus, *terms) for days, cause in groups[each]]
        # Without anybody to compare with, the columns add up to one for everybody: no model.
        found = cox([(days, event, [float(each == term) for term in terms]) for days, event, each in everyone]) if groups[versus] else None
        stats: list = [None] * 5
        if found:
            beta, se, proportional = (each[terms.index(arm)] for each in found)
            half = norm.ppf((1 + float(rows.confidence)) / 2) * se
            stats = [exp(beta), exp(beta - half), exp(beta + half), 2 * norm.sf(abs(beta / se)), proportional]
        here = place("survival", "survival", arm, versus=versus)
        for stat, value in zip(("hazard_ratio", "conf_low", "conf_high", "p_value", "ph_p_value"), stats, strict=True):
            rows.add(here, stat, value, "", "cox")


def cox(rows: list[tuple[int, bool, list[float]]]):
    """Efron's partial likelihood maximised; the test of proportional hazards is that of a term times Kaplan-Meier's time, at 0."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.stats import chi2

    days, event, x = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=bool), np.array([row[2] for row in rows])
    terms = x.shape[1] if len(rows) else 1
    if event.sum() < 5 * terms:
        return None
    curve, clock = 1.0, {}
    for day in sorted(set(days[event])):
        clock[day] = 1 - curve
        curve *= 1 - event[days == day].sum() / (days >= day).sum()
    middle = np.average([*clock.values()], weights=[event[days == day].sum() for day in clock])

    def against(beta):
        """Coefficients, then what each gains with time."""
        value = 0.0
        for day, passed in clock.items():
            line = x @ (beta[:terms] + beta[terms:] * (passed - middle))
            risk, dead = np.exp(line), event & (days == day)
            at_risk, theirs, count = risk[days >= day].sum(), risk[dead].sum(), dead.sum()
            value -= line[dead].sum() - sum(np.log(at_risk - theirs * k / count) for k in range(count))
        return value

    def plain(beta):
        return against(np.concatenate([beta, np.zeros(terms)]))

    beta = minimize(plain, np.zeros(terms), method="BFGS", options={"gtol": 1e-9}).x
    if np.abs(beta).max() > 12:
        return None
    for _ in range(4):
        hessian = _jacobian(lambda at: _gradient(plain, at), beta)
        if np.linalg.cond(hessian) > 1e10:
            return None
        beta = beta - np.linalg.solve(hessian, _gradient(plain, beta))
    se = np.sqrt(np.diag(np.linalg.inv(_jacobian(lambda at: _gradient(plain, at), beta))))
    whole = np.concatenate([beta, np.zeros(terms)])
    score, information = _gradient(against, whole), _jacobian(lambda at: _gradient(against, at), whole)
    proportional = []
    for term in range(terms):
        kept = [*range(terms), terms + term]
        part = information[np.ix_(kept, kept)]
        spread = part[-1, -1] - part[-1, :-1] @ np.linalg.solve(part[:-1, :-1], part[:-1, -1])
        if spread <= 1e-9:
            return None
        proportional.append(chi2.sf(score[terms + term] ** 2 / spread, 1))
    return beta, se, proportional
