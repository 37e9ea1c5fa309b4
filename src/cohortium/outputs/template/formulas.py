"""What an entry must be, as formulas of a spreadsheet: of one cell while it is typed, and of a whole column that is counted.

Written in English with commas, as files hold them; every program shows them in its own language.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cohortium.protocol.values import format_decimal
from cohortium.sources.template.fields import Field

FIRST_DAY = 18_264  # 1 January 1950: no visit, treatment or event of a study is before it
_YEARS = (1900, 2100)
# A month without its day, 03/2021, is text: put together as an ISO date it can be read whatever the language of the program.
_MONTH = 'LEN({x})=7,ISNUMBER(DATEVALUE(RIGHT({x},4)&"-"&LEFT({x},2)&"-01"))'


def entry_rule(field: Field, cell: str, words: str, choices: str) -> str:
    """TRUE where what stands in a cell may stand there; empty where anything may.

    A text is never compared with a number: that would be an error, and an error refuses the words too.
    """
    said = [_listed(cell, words)] if field.words else []
    if field.kind == "choice":
        return f"={_any(_listed(cell, choices), *said)}"
    if field.kind == "number":
        return f"=IF(ISNUMBER({cell}),AND({','.join(_number_tests(field, cell)) or 'TRUE'}),{_any(*said, *_signed(field, cell))})"
    if field.kind == "date":
        first, last = _YEARS
        day = f"AND({cell}>={FIRST_DAY},{cell}<=TODAY())"
        year = f"AND({cell}>={first},{cell}<={last},{cell}=INT({cell}))"
        return f"=IF(ISNUMBER({cell}),OR({day},{year}),{_any(f'AND({_MONTH.format(x=cell)})', *said)})"
    return ""


def _signed(field: Field, cells: str) -> list[str]:
    return [f'LEFT({cells},1)="{sign}"' for sign in "<>"] if field.signed else []


def _any(*tests: str) -> str:
    return f"OR({','.join(tests)})" if tests else "FALSE"


def _listed(cell: str, among: str) -> str:
    return f'ISNUMBER(MATCH({cell}&"",{among},0))'


def _number_tests(field: Field, cell: str) -> list[str]:
    tests = [f"{cell}{sign}{format_decimal(bound)}" for sign, bound in ((">=", field.low), ("<=", field.high)) if bound is not None]
    return tests + ([_on_step(cell, field.step)] if field.step else [])


def _on_step(cells: str, step: Decimal) -> str:
    if step == 1:
        return f"{cells}=INT({cells})"
    shown = format_decimal(step)
    return f"ABS({cells}/{shown}-ROUND({cells}/{shown},0))<0.000001"


def filled(cells: str) -> str:
    """How many cells of a column hold something."""
    return f'=SUM(({cells}<>"")*1)'


def missed(cells: str, row_is_used: str, instead: Sequence[str]) -> str:
    """How many cells are empty in rows that are in use and in which no other column does instead."""
    empty = "*".join(f'({each}="")' for each in (cells, *instead))
    return f"=SUM({row_is_used}*{empty})"


def used(cells: Sequence[str]) -> str:
    """1 in every row in which one of some columns holds something."""
    return "(" + "+".join(f'({each}<>"")' for each in cells) + ">0)"


def counted_words(cells: str, words: str) -> str:
    """How many cells hold one of some words."""
    return f'=SUM(IF({cells}<>"",IF(ISNUMBER(MATCH({cells}&"",{words},0)),1,0),0))'


def wrong(field: Field, cells: str, words: str, choices: str) -> str:
    """How many cells hold what may not stand there; empty where anything may."""
    right = _right(field, cells, choices)
    if not right:
        return ""
    other = f'IF(ISNUMBER(MATCH({cells}&"",{words},0)),0,1)' if field.words else "1"
    return f'=SUM(IF({cells}<>"",IF({right},0,{other}),0))'


def _right(field: Field, cells: str, choices: str) -> str:
    """TRUE or FALSE for every cell of a column: an IF in place of AND, which would make one of all."""
    if field.kind == "choice":
        return _listed(cells, choices)
    if field.kind == "number":
        other = "+".join(f"({test})" for test in _signed(field, cells))
        return f"IF(ISNUMBER({cells}),{_all(_number_tests(field, cells)) or 'TRUE'},{f'{other}>0' if other else 'FALSE'})"
    if field.kind == "date":
        first, last = _YEARS
        day = _all((f"{cells}>={FIRST_DAY}", f"{cells}<=TODAY()"))
        year = _all((f"{cells}>={first}", f"{cells}<={last}", f"{cells}=INT({cells})"))
        length, month = _MONTH.format(x=cells).split(",", 1)
        return f"IF(ISNUMBER({cells}),{day}+{year}>0,IF({length},{month},FALSE))"
    return ""


def _all(tests: Sequence[str]) -> str:
    return "*".join(f"({test})" for test in tests)


def firsts_of_a_month(cells: str) -> str:
    """How many dates are the first of a month: a spreadsheet makes that of 03/2021."""
    return f"=SUM(IF(ISNUMBER({cells}),IF({cells}>={FIRST_DAY},IF(DAY({cells})=1,1,0),0),0))"


def strangers(cells: str, patients: str) -> str:
    """How many rows are of a patient who is not on the first sheet."""
    return f'=SUM(IF({cells}<>"",IF(ISNUMBER(MATCH({cells}&"",{patients}&"",0)),0,1),0))'


def repeated(cells: str) -> str:
    """How many rows are of a patient who stands above already."""
    return f'=SUM(IF({cells}<>"",IF(MATCH({cells}&"",{cells}&"",0)=ROW({cells})-MIN(ROW({cells}))+1,0,1),0))'
