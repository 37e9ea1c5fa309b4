"""What the patient reports: itch, quality of life, symptoms, control. Scoring facts only, never the items' wording."""

from __future__ import annotations

from decimal import Decimal

from cohortium.language import marked
from cohortium.measures.model import BandScheme, Fact, Measure

VAKHARIA = "Vakharia 2018, Br J Dermatol 178:925-930, PMC5906166"
YOSIPOVITCH = "Yosipovitch 2019, Br J Dermatol 181:761-769, doi 10.1111/bjd.17744"
CHARMAN_2004 = "Charman 2004, Arch Dermatol 140:1513-1519"
PARISER = "Pariser 2020, Curr Med Res Opin, doi 10.1080/03007995.2019.1699516"

PNRS = Measure(
    id="PNRS",
    label=marked("Peak pruritus numerical rating scale"),
    low=Decimal(0),
    high=Decimal(10),
    step=Decimal(1),
    source=YOSIPOVITCH,
    bands=(BandScheme("Vakharia 2018", (("mild", Decimal(3)), ("moderate", Decimal(6)), ("severe", Decimal(10))), VAKHARIA),),
    meaningful_change=(
        Fact("A patient's own change of 2 to 4 points is a response.", YOSIPOVITCH, Decimal(2)),
        Fact(
            "A fall of at least 4 points is the usual response in trials.",
            "Use in trials of dupilumab, dupixenthcp.com",
            Decimal(4),
        ),
        Fact(
            "Only patients with at least 4 points at baseline are counted.",
            "source still to be found",
            confirmed=False,
        ),
    ),
    notes=(
        Fact(
            "Peak and average, 24 hours and 7 days, numbers and visual scales are different kinds.",
            "advice of this project",
        ),
    ),
)

DLQI = Measure(
    id="DLQI",
    label=marked("Dermatology Life Quality Index"),
    low=Decimal(0),
    high=Decimal(30),
    step=Decimal(1),
    source="Finlay & Khan 1994, Clin Exp Dermatol 19:210-216, doi 10.1111/j.1365-2230.1994.tb01167.x",
    bands=(
        BandScheme(
            "Hongbo 2005",
            (
                ("no effect", Decimal(1)),
                ("small", Decimal(5)),
                ("moderate", Decimal(10)),
                ("very large", Decimal(20)),
                ("extremely large", Decimal(30)),
            ),
            "Hongbo 2005, J Invest Dermatol 125:659-664",
        ),
        BandScheme(
            "Vakharia 2018, atopic dermatitis",
            (("mild", Decimal(5)), ("moderate", Decimal(10)), ("severe", Decimal(30))),
            VAKHARIA,
        ),
    ),
    meaningful_change=(
        Fact(
            "A change of 4 points matters in inflammatory skin disease.",
            "Basra 2015, Dermatology 230:27-33",
            Decimal(4),
        ),
        Fact(
            "Only patients with at least 4 points at baseline are counted.",
            "source still to be found",
            confirmed=False,
        ),
    ),
    notes=(Fact("From 16 years of age; younger patients answer the CDLQI.", "DermNet, CDLQI"),),
)

CDLQI = Measure(
    id="CDLQI",
    label=marked("Children's Dermatology Life Quality Index"),
    low=Decimal(0),
    high=Decimal(30),
    step=Decimal(1),
    source="Lewis-Jones & Finlay 1995, Br J Dermatol 132:942-949",
    bands=(
        BandScheme(
            "Waters 2010",
            (
                ("no effect", Decimal(1)),
                ("small", Decimal(6)),
                ("moderate", Decimal(12)),
                ("very large", Decimal(18)),
                ("extremely large", Decimal(30)),
            ),
            "Waters 2010",
            confirmed=False,
        ),
    ),
    meaningful_change=(Fact("A change of 6 points matters (6 to 8).", "Simpson 2019", Decimal(6), confirmed=False),),
    notes=(Fact("From 4 to 15 years of age.", "DermNet, CDLQI"),),
)

POEM = Measure(
    id="POEM",
    label=marked("Patient-Oriented Eczema Measure"),
    low=Decimal(0),
    high=Decimal(28),
    step=Decimal(1),
    source=CHARMAN_2004,
    bands=(
        BandScheme(
            "Charman 2013",
            (
                ("clear or almost clear", Decimal(2)),
                ("mild", Decimal(7)),
                ("moderate", Decimal(16)),
                ("severe", Decimal(24)),
                ("very severe", Decimal(28)),
            ),
            "Charman 2013, Br J Dermatol 169:1326-1332, doi 10.1111/bjd.12590",
        ),
    ),
    meaningful_change=(
        Fact(
            "A change of 3.4 points is the smallest that matters.",
            "Schram 2012, Allergy 67:99-106",
            Decimal("3.4"),
            confirmed=False,
        ),
        Fact("In young children a change of about 3 points matters.", "Gaunt 2016, Allergy 71:1620-1625", Decimal(3)),
    ),
)

ADCT = Measure(
    id="ADCT",
    label=marked("Atopic Dermatitis Control Tool"),
    low=Decimal(0),
    high=Decimal(24),
    step=Decimal(1),
    source=PARISER,
    bands=(BandScheme("Pariser 2020", (("controlled", Decimal(6)), ("may not be controlled", Decimal(24))), PARISER),),
    meaningful_change=(Fact("A change of 5 points either way is meaningful.", PARISER, Decimal(5)),),
    notes=(Fact("All six answers are needed; validated from 12 years of age.", PARISER),),
)

RECAP = Measure(
    id="RECAP",
    label=marked("Recap of atopic eczema"),
    low=Decimal(0),
    high=Decimal(28),
    step=Decimal(1),
    source="Howells 2020, Br J Dermatol 183:524-536, doi 10.1111/bjd.18780",
    bands=(
        BandScheme(
            "Bhanot 2023",
            (
                ("completely controlled", Decimal(1)),
                ("mostly controlled", Decimal(5)),
                ("moderately controlled", Decimal(11)),
                ("a little controlled", Decimal(19)),
                ("not at all controlled", Decimal(28)),
            ),
            "Bhanot 2023",
            confirmed=False,
        ),
    ),
)

ENTRIES = (PNRS, DLQI, CDLQI, POEM, ADCT, RECAP)
