"""Generalised estimating equations as they are written down: whole covariance matrices, a root sought where the equations are 0."""

from __future__ import annotations

from itertools import combinations


def gee(x, y, centres: list[str], responder: bool, exchangeable: bool):
    """Coefficients, Mancl and DeRouen's errors, centres less coefficients, correlation; None where the likeness cannot be told.

    The program steps with the inverse of an exchangeable matrix in closed form; here every matrix is made and inverted, likeness is a
    sum over pairs of patients, and scipy seeks the root.
    """
    import numpy as np
    from scipy.optimize import root

    code, terms = np.array(centres), x.shape[1]
    groups = [np.flatnonzero(code == name) for name in sorted(set(centres))]

    def parts(beta):
        """Of each centre: slopes of the means, residuals, standard deviations."""
        mean = 1 / (1 + np.exp(-(x @ beta))) if responder else x @ beta
        spread = mean * (1 - mean) if responder else np.ones(len(y))
        slopes = x * spread[:, None] if responder else x
        return [(slopes[at], (y - mean)[at], np.sqrt(spread[at])) for at in groups]

    def likeness(every) -> float:
        pearson = [left / sd for _, left, sd in every]
        scale = sum(value**2 for each in pearson for value in each) / (len(y) - terms)
        pairs = [a * b for each in pearson for a, b in combinations(each, 2)]
        return sum(pairs) / (len(pairs) - terms) / scale if len(pairs) > terms else 1.0

    def inverses(every, alpha: float):
        return [np.linalg.inv(np.outer(sd, sd) * (alpha + (1 - alpha) * np.eye(len(sd)))) for _, _, sd in every]

    def equations(beta):
        every = parts(beta)
        alpha = likeness(every) if exchangeable else 0.0
        return sum(slopes.T @ inverse @ left for (slopes, left, _), inverse in zip(every, inverses(every, alpha), strict=True))

    plain = np.linalg.lstsq(x, y, rcond=None)[0]
    start = root(lambda b: x.T @ (y - 1 / (1 + np.exp(-(x @ b)))), np.zeros(terms), tol=1e-12).x if responder else plain
    found = root(equations, start, tol=1e-12)
    every = parts(found.x)
    alpha, largest = (likeness(every) if exchangeable else 0.0), max(map(len, groups))
    if len(groups) < 2 or np.abs(equations(found.x)).max() > 1e-6 or not -1 / max(1, largest - 1) < alpha < 1:
        return None
    weights = inverses(every, alpha)
    bread = np.linalg.inv(sum(slopes.T @ weight @ slopes for (slopes, *_), weight in zip(every, weights, strict=True)))
    meat = np.zeros((terms, terms))
    for (slopes, left, _), weight in zip(every, weights, strict=True):
        freed = np.linalg.inv(np.eye(len(left)) - slopes @ bread @ slopes.T @ weight) @ left
        meat += slopes.T @ weight @ np.outer(freed, freed) @ weight @ slopes
    return found.x, np.sqrt(np.diag(bread @ meat @ bread)), np.full(terms, float(len(groups) - terms)), alpha
