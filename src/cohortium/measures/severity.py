"""What the clinician scores: IGA, EASI, SCORAD, objective SCORAD, PASI, body surface area."""

from __future__ import annotations

from decimal import Decimal

from cohortium.language import marked
from cohortium.measures.model import BandScheme, Fact, Measure

CHOPRA = "Chopra 2017, Br J Dermatol 177:1316-1321"
SCHRAM = "Schram 2012, Allergy 67:99-106, doi 10.1111/j.1398-9995.2011.02719.x"
SILVERBERG = "Silverberg 2021, Br J Dermatol 184:888-895"
VIGA = "Simpson 2020, J Am Acad Dermatol 83:839-846, doi 10.1016/j.jaad.2020.04.104"
SECOND_HAND = "calculators on the web, second hand"
OWN_ADVICE = "advice of this project"
NOT_FOUND = "source still to be found"
IGA_6 = "NCBI Bookshelf NBK10464, table of global assessments"
ETFAD = "European Task Force on Atopic Dermatitis 1993, Dermatology 186:23-31"
GRADES = ("clear", "almost clear", "mild", "moderate", "severe", "very severe")

IGA = Measure(
    id="IGA",
    label=marked("Investigator's Global Assessment (0 to 4)"),
    low=Decimal(0),
    high=Decimal(4),
    step=Decimal(1),
    source=VIGA,
    bands=(BandScheme("vIGA-AD", tuple((grade, Decimal(at)) for at, grade in enumerate(GRADES[:5])), VIGA),),
    meaningful_change=(Fact("A change of one grade is meaningful.", "SkinScores, a scoring package", Decimal(1), confirmed=False),),
    notes=(
        Fact("Never mix vIGA-AD, other scales of 0 to 4 and the scale of 0 to 5 (IGA_0_5) in one table.", OWN_ADVICE),
        Fact("The usual response is grade 0 or 1 with a fall of at least two grades.", "JADE MONO-2, PMC7271424"),
    ),
)

IGA_0_5 = Measure(
    id="IGA_0_5",
    label=marked("Investigator's Global Assessment (0 to 5)"),
    low=Decimal(0),
    high=Decimal(5),
    step=Decimal(1),
    source=IGA_6,
    bands=(BandScheme("six grades", tuple((grade, Decimal(at)) for at, grade in enumerate(GRADES)), IGA_6),),
)

EASI = Measure(
    id="EASI",
    label=marked("Eczema Area and Severity Index"),
    low=Decimal(0),
    high=Decimal(72),
    step=Decimal("0.05"),
    source="Hanifin 2001, Exp Dermatol 10:11-18, doi 10.1034/j.1600-0625.2001.100102.x",
    decimals=1,
    bands=(
        BandScheme(
            "Leshem 2015",
            (
                ("clear", Decimal(0)),
                ("almost clear", Decimal(1)),
                ("mild", Decimal(7)),
                ("moderate", Decimal(21)),
                ("severe", Decimal(50)),
                ("very severe", Decimal(72)),
            ),
            "Leshem 2015, Br J Dermatol 172:1353-1357",
        ),
        # Printed as 0.1-5.9, 6.0-22.9, 23-72: on a grid of 0.05 the band goes up to the value before the next one.
        BandScheme(
            "Chopra 2017",
            (("clear", Decimal(0)), ("mild", Decimal("5.95")), ("moderate", Decimal("22.95")), ("severe", Decimal(72))),
            CHOPRA,
        ),
    ),
    meaningful_change=(
        Fact("A change of 6.6 points is the smallest that matters.", SCHRAM, Decimal("6.6"), confirmed=False),
        Fact("An improvement of 50 % is meaningful whatever the severity.", SILVERBERG),
    ),
    notes=(
        Fact(
            "Half points of a sign's intensity are allowed, hence the step of 0.05; printed with one decimal.",
            "DermNet; PhenX 170301",
        ),
    ),
)

SCORAD = Measure(
    id="SCORAD",
    label=marked("SCORing Atopic Dermatitis"),
    low=Decimal(0),
    high=Decimal(103),
    step=Decimal("0.1"),
    source=ETFAD,
    decimals=1,
    bands=(
        # Whether exactly 25 and 50 belong below or above is not standardised: here both are moderate.
        BandScheme(
            "ETFAD",
            (("mild", Decimal("24.9")), ("moderate", Decimal(50)), ("severe", Decimal(103))),
            SECOND_HAND,
            confirmed=False,
        ),
        BandScheme(
            "Chopra 2017",
            (
                ("clear", Decimal("9.9")),
                ("mild", Decimal("28.9")),
                ("moderate", Decimal("48.9")),
                ("severe", Decimal(103)),
            ),
            CHOPRA,
        ),
        BandScheme(
            "Fondation Eczema",
            (("mild", Decimal("19.9")), ("moderate", Decimal(40)), ("severe", Decimal(103))),
            "Fondation Eczema, SCORAD page",
        ),
        BandScheme(
            "Barbarot 2024, children of 2 to 6 years",
            (
                ("clear or almost clear", Decimal("11.9")),
                ("mild", Decimal("24.9")),
                ("moderate or severe", Decimal(103)),
            ),
            "Barbarot 2024, abstract",
        ),
    ),
    meaningful_change=(
        Fact("A change of 8.7 points is the smallest that matters.", SCHRAM, Decimal("8.7"), confirmed=False),
        Fact("An improvement of 35 % is meaningful.", SILVERBERG),
    ),
    notes=(Fact("Extent / 5 + 7 x intensity / 2 + itch and sleep loss; without these two only OSCORAD is known.", ETFAD),),
)

OSCORAD = Measure(
    id="OSCORAD",
    label=marked("Objective SCORAD"),
    low=Decimal(0),
    high=Decimal(83),
    step=Decimal("0.1"),
    source="Kunz 1997, Dermatology 195:10-19",
    decimals=1,
    bands=(
        BandScheme(
            "ETFAD",
            (("mild", Decimal("14.9")), ("moderate", Decimal(40)), ("severe", Decimal(83))),
            NOT_FOUND,
            confirmed=False,
        ),
        BandScheme(
            "Chopra 2017",
            (
                ("clear", Decimal("7.9")),
                ("mild", Decimal("23.9")),
                ("moderate", Decimal("37.9")),
                ("severe", Decimal(83)),
            ),
            CHOPRA,
        ),
    ),
    meaningful_change=(
        Fact("A change of 8.2 points is the smallest that matters.", SCHRAM, Decimal("8.2"), confirmed=False),
        Fact("An improvement of 35 % is meaningful.", SILVERBERG),
    ),
    notes=(
        Fact(
            "The rarely used bonus of 10 for disfiguring lesions (0 to 93) is not part of it.",
            NOT_FOUND,
            confirmed=False,
        ),
    ),
)

PASI = Measure(
    id="PASI",
    label=marked("Psoriasis Area and Severity Index"),
    low=Decimal(0),
    high=Decimal(72),
    step=Decimal("0.1"),
    source="Fredriksson & Pettersson 1978, Dermatologica 157:238-244",
    decimals=1,
    confirmed=False,
)

BSA = Measure(
    id="BSA",
    label=marked("Body surface area affected (%)"),
    low=Decimal(0),
    high=Decimal(100),
    step=Decimal("0.1"),
    source=CHOPRA,
    decimals=1,
    bands=(
        BandScheme(
            "Chopra 2017",
            (("clear", Decimal(0)), ("mild", Decimal("15.9")), ("moderate", Decimal("39.9")), ("severe", Decimal(100))),
            CHOPRA,
        ),
    ),
)

ENTRIES = (IGA, IGA_0_5, EASI, SCORAD, OSCORAD, PASI, BSA)
