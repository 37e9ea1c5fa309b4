"""Groups against each other, patients against themselves, and several p-values at once. The numbers are those of R 4.2.2:
prop.test, fisher.test, chisq.test, prop.trend.test, wilcox.test, kruskal.test, aov, mcnemar.test, p.adjust.
"""

from __future__ import annotations

from collections.abc import Iterable

from spec.framework import Spec

_EXACT = "exact if the decimal ends, else 20 significant digits; 12 where the number is irrational or made by a library"
_PAIRED = "paired binary data both answers"
_TWO = """
arms:
  upa15: {drug: upadacitinib, daily_dose: 15 mg}
  bari4: {drug: baricitinib, daily_dose: 4 mg}
"""
_DOSES = {"u": ("upadacitinib", "15 mg"), "v": ("upadacitinib", "30 mg"), "b": ("baricitinib", "4 mg")}


def _scores(measure: str, *groups: tuple[str, Iterable[str]], months: tuple[str, ...] = ("2021-06-01",)) -> str:
    """Groups named by their letter, with the scores of each patient: one for each day of `months`."""
    patients = [(f"{letter}{place}", letter, scores.split()) for letter, each in groups for place, scores in enumerate(each, start=1)]
    treated = [f"{code} | {_DOSES[letter][0]} | {_DOSES[letter][1]} | 2021-03-01" for code, letter, _ in patients]
    seen = [f"{code} | {day} | {score}" for code, _, scores in patients for day, score in zip(months, scores, strict=True)]
    heads = "treatments\npatient | drug | daily_dose | start", f"visits\npatient | date | {measure}"
    return "\n\n".join("\n".join((head, *rows)) for head, rows in zip(heads, (treated, seen), strict=True))


def _signed_ranks(zeros: str, statistic: str, p: str, exact: str) -> Spec:
    """Changes of -3, -2, -1, -1, 0, +1: R's wilcox.test for wilcox, scipy's wilcoxon for both; every sign for the exact test.
    The pseudomedian, which nobody asked for by name, is R's median of outer(x, x, "+") / 2; of six pairs the limits are its ends.
    """
    return Spec(
        f"Pairs that do not differ: {zeros}",
        pins="change carries (baseline, value) as scaled integers",
        protocol=f"""{_TWO}
endpoints:
  itch: {{measure: PNRS, summary: {{change: median_q1_q3}}, at: M3}}
comparisons: {{by: [signed_rank, signed_rank_exact], zeros: {zeros}}}
""",
        given=_scores("PNRS", ("u", ("8 5", "8 6", "8 7", "7 6", "6 6", "5 6")), months=("2021-03-01", "2021-06-01")),
        then=f"""
efficacy
variable | timepoint | level             | arm   | statistic | p_value
itch     | M3        | signed_rank       | upa15 | {statistic} | {p}
itch     | M3        | signed_rank_exact | upa15 | {statistic} | {exact}

efficacy
variable | timepoint | level        | arm   | pseudomedian | conf_low | conf_high
itch     | M3        | pseudomedian | upa15 | -1           | -3       | 1
""",
    )


_THREE_P = """
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 0}, at: M3}
  nearly: {measure: IGA, responder: {value_at_most: 1}, at: M3}
  mild: {measure: IGA, responder: {value_at_most: 2}, at: M3}
"""


def _several(name: str, words: str, adjusted: tuple[str, str, str]) -> Spec:
    """Fisher's p of 5/6 v 0/6, 6/6 v 1/6 and 6/6 v 2/6: 2 x 6/792, 2 x 6/792 and 2 x 15/495."""
    clear, nearly, mild = adjusted
    return Spec(
        f"Three p-values of one test: {words}",
        pins=_EXACT,
        protocol=f"{_TWO}{_THREE_P}comparisons: {{by: fisher, adjust: {name}}}\n",
        given=_scores("IGA", ("u", "000001"), ("b", "123333")),
        then=f"""
efficacy
variable | timepoint | level  | arm   | versus | p_value                  | p_adjusted | p_adjusted (method)
clear    | M3        | fisher | upa15 | bari4  | 0.015151515151515151515  | {clear}  | Fisher's exact test; {words}, 3 p-values
nearly   | M3        | fisher | upa15 | bari4  | 0.015151515151515151515  | {nearly} | Fisher's exact test; {words}, 3 p-values
mild     | M3        | fisher | upa15 | bari4  | 0.060606060606060606061  | {mild}   | Fisher's exact test; {words}, 3 p-values
""",
    )


_CHARACTERISTICS = """
characteristics:
  age: {type: number}
  sex: {type: category, levels: {F: Women, M: Men}}
  site: {type: category, levels: {face: Face, hand: Hand, foot: Foot}}
"""

SPECS = (
    Spec(
        "Five of six respond in one group, one of six in the other",
        pins=_EXACT,
        protocol=f"""{_TWO}
comparisons:
  by: [difference, risk_ratio, odds_ratio, odds_ratio_exact, fisher, chi_squared, chi_squared_corrected]
""",
        given=_scores("IGA", ("u", "000113"), ("b", "022333")),
        then="""
efficacy
variable | timepoint | level      | arm   | versus | difference            | difference (method)
clear    | M3        | difference | upa15 | bari4  | 66.666666666666666667 | difference of shares, Newcombe hybrid score interval, 95 %

efficacy
variable | timepoint | level      | arm   | versus | conf_low (text) | conf_high (text)
clear    | M3        | difference | upa15 | bari4  | 10.5            | 86.0

efficacy
variable | timepoint | level      | arm   | versus | risk_ratio
clear    | M3        | risk_ratio | upa15 | bari4  | 5

efficacy
variable | timepoint | level      | arm   | versus | odds_ratio
clear    | M3        | odds_ratio | upa15 | bari4  | 25

efficacy
variable | timepoint | level            | arm   | versus | odds_ratio (text) | conf_low (text) | conf_high (text)
clear    | M3        | odds_ratio_exact | upa15 | bari4  | 16.60             | 0.80            | 1410.23

efficacy
variable | timepoint | level                 | arm   | versus | p_value
clear    | M3        | fisher                | upa15 | bari4  | 0.08008658008658008658
clear    | M3        | chi_squared           | upa15 | bari4  | 0.0209213353378
clear    | M3        | chi_squared_corrected | upa15 | bari4  | 0.0832645166636
""",
    ),
    Spec(
        "Three groups at once: a test of all of them, and a trend over the groups in their order",
        pins=_EXACT,
        protocol="comparisons: {by: [fisher, chi_squared, trend], endpoints: clear}",
        given=_scores("IGA", ("u", "2223"), ("v", "0122"), ("b", "0002")),
        then="""
efficacy
variable | timepoint | level       | arm | statistic | df | p_value
clear    | M3        | chi_squared | all | 4.8       | 2  | 0.0907179532894
clear    | M3        | trend       | all | 4.6285714285714285714 | 1 | 0.0314437345459

efficacy
variable | timepoint | level  | arm | p_value
clear    | M3        | fisher | all | 0.21212121212121212121
""",
    ),
    Spec(
        "Scores of two groups: how far apart, and whether by chance",
        pins=_EXACT,
        protocol=f"""{_TWO}
endpoints:
  itch: {{measure: PNRS, summary: {{value: median_q1_q3}}, at: M3}}
comparisons: {{by: [shift, mann_whitney, mann_whitney_exact, kruskal_wallis, analysis_of_variance]}}
""",
        given=_scores("PNRS", ("u", "12345"), ("b", "46789")),
        then="""
efficacy
variable | timepoint | level | arm   | versus | shift | conf_low | conf_high
itch     | M3        | shift | upa15 | bari4  | -4    | -7       | -1

efficacy
variable | timepoint | level              | arm   | versus | statistic | p_value
itch     | M3        | mann_whitney       | upa15 | bari4  | 1.5       | 0.0278029624346
itch     | M3        | mann_whitney_exact | upa15 | bari4  | 1.5       | 0.023809523809523809524

efficacy
variable | timepoint | level          | arm | statistic             | df | p_value
itch     | M3        | kruskal_wallis | all | 5.3121951219512195122 | 1  | 0.0211766578543

efficacy
variable | timepoint | level                | arm | f     | df_between | df_within
itch     | M3        | analysis_of_variance | all | 11.645161290322580645 | 1 | 8
""",
    ),
    Spec(
        "Answers of the same patients at two times",
        pins=_PAIRED,
        protocol=f"""{_TWO}
timepoints:
  M3: {{from: 2 months, to: 4 months, pick: worst}}
  M6: {{from: 5 months, to: 7 months, pick: worst}}
endpoints:
  clear: {{measure: IGA, responder: {{value_at_most: 1}}, at: [M3, M6]}}
comparisons: {{by: [mcnemar, mcnemar_exact]}}
""",
        given=_scores(
            "IGA", ("u", ("0 0", "1 1", "0 3", "3 0", "3 1", "2 1", "2 0", "4 1", "3 0", "3 3")), months=("2021-06-01", "2021-09-01")
        ),
        then="""
efficacy
variable | timepoint | level             | arm   | difference | conf_low      | conf_high
clear    | M6        | paired_difference | upa15 | 50         | 2.15172799914 | 76.3641183695

efficacy
variable | timepoint | level             | difference (text) | difference (method)
clear    | M6        | paired_difference | 50.0              | difference of paired shares, Newcombe score interval, against M3, 95 %

efficacy
variable | timepoint | level   | arm   | statistic             | df | p_value
clear    | M6        | mcnemar | upa15 | 2.2857142857142857143 | 1  | 0.130570018116

efficacy
variable | timepoint | level         | arm   | p_value | p_value (method)
clear    | M6        | mcnemar_exact | upa15 | 0.125   | McNemar's exact test, against M3
clear    | M3        | mcnemar_exact | upa15 | no such number | no such number
""",
    ),
    _signed_ranks("wilcox", "2", "0.169564145191", "0.25"),
    _signed_ranks("pratt", "3", "0.165806560194", "0.25"),
    _several("holm", "Holm", ("0.045454545454545454545", "0.045454545454545454545", "0.060606060606060606061")),
    _several("benjamini_hochberg", "Benjamini-Hochberg", ("0.022727272727272727273", "0.022727272727272727273", "0.060606060606060606061")),
    Spec(
        "Before treatment there is no p-value unless the protocol asks for one",
        pins=_EXACT,
        protocol=f"{_TWO}{_CHARACTERISTICS}comparisons: {{by: fisher, baseline: standardised}}\n",
        given="""
patients
patient | age | sex | site
u1      | 30  | F   | face
u2      | 40  | M   | hand
b1      | 50  | F   | face
b2      | 60  | F   | foot

"""
        + _scores("IGA", ("u", "01"), ("b", "33")),
        then="""
baseline
variable | level        | arm   | versus | standardised   | p_value
age      | standardised | upa15 | bari4  | -2.82842712475 | no such number
age      | mann_whitney | upa15 | bari4  | no such number | no such number
sex      | standardised | upa15 | bari4  | 1.41421356237  | no such number
site     | standardised | upa15 | bari4  | 2              | no such number
""",
    ),
    Spec(
        "Every method is named where methods are described",
        pins=_EXACT,
        protocol=f"{_TWO}comparisons: {{by: [difference, fisher, signed_rank], zeros: pratt, adjust: holm, baseline: mann_whitney}}\n",
        given="""
patients
patient
A
""",
        then="""
methods
words                                                                                            | said
differences of percentages with Newcombe's hybrid score interval                                 | yes
Fisher's exact test (Freeman-Halton beyond two groups)                                           | yes
Pairs that do not differ are ranked and then left out (Pratt)                                    | yes
the Hodges-Lehmann pseudomedian of changes from the score before treatment, those of 0 included  | yes
are adjusted by Holm's method                                                                    | yes
Characteristics before treatment are compared by the Mann-Whitney test                           | yes
chi-squared                                                                                      | no
""",
    ),
)
