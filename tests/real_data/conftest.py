"""Where the public data lie: beside the checkout, never in it. Without them these tests skip and say so."""

from __future__ import annotations

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT.parent / "shared" / "data"
EXAMPLES = CHECKOUT / "examples"


def found(name: str) -> Path:
    """A folder of public data, or a skip."""
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the public data are not here: expected ../shared/data/{name} beside the checkout")
    return folder


@pytest.fixture(scope="session")
def psoriasis_sheet() -> Path:
    """The wide PASI sheet."""
    return found("psoriasis-pasi") / "psoriasis_pasi_sustained_wide.xlsx"


@pytest.fixture(scope="session")
def cdisc() -> Path:
    """The SDTM and ADaM data sets of CDISCPILOT01."""
    return found("cdisc-pilot")


@pytest.fixture(scope="session")
def cdisc_protocol() -> Path:
    """The protocol, for the names of its terms."""
    return EXAMPLES / "cdisc-pilot" / "protocol.yaml"
