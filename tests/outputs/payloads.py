"""Texts that attack a writer, where a label or a title is expected."""

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "{% import os %}",
    "</textarea></table></title>",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "]]>&#x3C;script",
    "a\x00b\x01\x0bc",
    "${7*7}",
    "\\input{/etc/passwd} \\write18{id} $\\frac$ #1 100% a_b^c ~",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc",
)
