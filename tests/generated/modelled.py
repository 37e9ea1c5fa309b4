"""Studies large enough for models: many patients and centres, one model and one weighting for each endpoint."""

from __future__ import annotations

from random import Random

from .studies import Generated, generate

LEFT_OUT = ("comparisons", "by_centre", "severity", "ctcae", "incidence", "population")


def modelled(seed: int, patients: int = 140) -> Generated | None:
    """The study of a seed with models asked for; None where it has one treatment group only."""
    one, r = generate(seed, 12, patients), Random(seed)
    if len(one.protocol["arms"]) < 2:
        return None
    protocol = {word: value for word, value in one.protocol.items() if word not in LEFT_OUT}
    protocol["adjusted"] = {name: _adjustment(r, protocol, endpoint) for name, endpoint in protocol["endpoints"].items()}
    _varied(Random(seed + 1), protocol["adjusted"], seed)
    protocol["weighted"] = {name: _weighting(r, protocol) for name in protocol["endpoints"]}
    by = [name for name in ("sex", "atopy") if name in protocol.get("characteristics", {})] + ["centre", *list(protocol["subsets"])[:1]]
    shares = [name for name, endpoint in protocol["endpoints"].items() if "responder" in endpoint]
    protocol["subgroups"] = {name: {"by": by, "versus": r.choice(list(protocol["arms"]))} for name in shares}
    protocol["survival"] = {"compare": ["cox"]}
    return Generated(protocol, one.tables, seed)


def _asked(r: Random, protocol: dict, least: int) -> dict:
    known = ["baseline", *protocol.get("characteristics", {})]
    arms = list(protocol["arms"])
    return {"versus": r.choice(arms), "for": r.sample(known, r.randint(least, min(2, len(known))))}


def _adjustment(r: Random, protocol: dict, endpoint: dict) -> dict:
    model = r.choice(["regression", "regression", "firth"]) if "responder" in endpoint else "regression"
    return _asked(r, protocol, 0) | {"model": model, "errors": "model" if model == "firth" else r.choice(["model", "centre", "centre"])}


def _varied(r: Random, adjusted: dict, seed: int) -> None:
    """Some errors by centre become those of estimating equations, and some models are imputed as well."""
    for asked in adjusted.values():
        if asked["errors"] == "centre" and r.random() < 0.5:
            asked |= {"errors": "gee", "correlation": r.choice(["exchangeable", "exchangeable", "independence"])}
        if r.random() < 0.4:
            asked["impute"] = {"times": r.choice([2, 3, 5]), "seed": seed, "rounds": 2}


def _weighting(r: Random, protocol: dict) -> dict:
    asked = _asked(r, protocol, 1) | {"estimand": r.choice(["ate", "ate", "att", "overlap"]), "errors": r.choice(["model", "centre"])}
    if asked["estimand"] == "att":
        asked["treated"] = r.choice(list(protocol["arms"]))
    if asked["estimand"] != "overlap" and r.random() < 0.4:
        asked["truncate"] = r.choice(["p1_p99", "p5_p95"])
    return asked | ({"stabilised": True} if asked["estimand"] == "ate" and r.random() < 0.5 else {})
