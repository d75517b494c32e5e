"""How people write indicators, raters and amounts, and what of a scheme they mean."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from jtdesk.core.errors import RuleError
from jtdesk.core.text import fold, tidy
from jtdesk.evaluation import words
from jtdesk.evaluation.amounts import shown
from jtdesk.evaluation.scheme import MEASURED, Indicator, Scheme

LARGEST, SMALLEST = 10**9, 20
OFFERED = 4
_SIGNS = re.compile(r"[（(]\s*\d+(\.\d+)?\s*分\s*[）)]|[“”\"'《》:：。、,，\-—/／>＞→]")
_CODED = re.compile(r"^([A-Z]\d+(?:\.\d+)*|\d+(?:\.\d+)+)[.．、\s]*(?=\D)(.+)$")
_COUNTED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．])\s*(.+)$"
)
_POINTS = re.compile(r"[（(]\s*(?:共|计|满分)?\s*(\d+(?:\.\d+)?)\s*分\s*[）)]")


def amount(given: object, what: str) -> Fraction:
    """Return a number somebody entered, exactly as written.

    Raises:
        RuleError: it is no number.
    """
    text = given.strip().replace("−", "-").removesuffix("分") if isinstance(given, str) else given
    found = None
    if not isinstance(text, bool) and isinstance(text, str | int | float):
        with contextlib.suppress(InvalidOperation):
            number = Decimal(text if isinstance(text, str) else repr(text))
            if number.is_finite() and number.as_tuple().exponent in range(-SMALLEST, SMALLEST):
                found = Fraction(number)
    if found is None:
        raise RuleError(f"{what}“{given}”不是数。", code="not_a_number", at="points")
    if abs(found) > LARGEST:
        raise RuleError(f"{what}“{given}”太大。", code="not_a_number", at="points")
    return found


def rater_code(scheme: Scheme, written: str | None) -> str:
    """Return the code of the rater somebody names; without a name the only one there is.

    Raises:
        RuleError: the scheme has none of that name, or several and no name was given.
    """
    listed = "、".join(one.title for one in scheme.raters)
    if not written:
        if len(scheme.raters) == 1:
            return scheme.raters[0].code
        raise RuleError(
            f"没有写评分人。“{scheme.title}”的评分人有：{listed}。",
            code="unknown_rater",
            at="rater",
        )
    key = fold(written)
    for one in scheme.raters:
        if key in {fold(one.code), fold(one.title)}:
            return one.code
    if key in {fold(MEASURED), fold(words.SYSTEM)}:
        return MEASURED
    for code, known in words.RATER_WORDS.items():
        if key in map(fold, known) and any(one.code == code for one in scheme.raters):
            return code
    raise RuleError(
        f"“{scheme.title}”没有评分人“{written}”。可写：{listed}。", code="unknown_rater", at="rater"
    )


def unnumbered(written: str) -> tuple[str, str]:
    """Return the code an indicator is written with, if any, and its title alone."""
    text = tidy(_POINTS.sub("", written))
    coded = _CODED.match(text)
    if coded:
        return coded[1], coded[2]
    counted = _COUNTED.match(text)
    return "", counted[1] if counted else text


def points_said(written: str) -> Fraction | None:
    """Return the points a title says it is worth: 管理制度（20分）."""
    found = _POINTS.search(written)
    return Fraction(found[1]) if found else None


class Leaves:
    """Finds the leaf of a scheme that somebody names by code, title or path."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._codes: dict[str, Indicator] = {}
        self._titles: dict[str, list[Indicator]] = {}
        beside = (*scheme.bonus.indicators, *scheme.deductions.indicators)
        for top in (*scheme.indicators, *beside):
            self._place(top, ())

    def _place(self, node: Indicator, above: tuple[str, ...]) -> None:
        path = (*above, node.title)
        if not node.children:
            self._codes[node.code.lower()] = node
            names = {_key("".join(path[start:])) for start in range(len(path))}
            names |= {_key(node.note)} - {""}
            for name in names:
                self._titles.setdefault(name, []).append(node)
        for child in node.children:
            self._place(child, path)

    def find(self, written: str) -> Indicator:
        """Return the leaf that is meant.

        Raises:
            RuleError: there is none, or several of that name.
        """
        text = written.strip()
        if text.lower() in self._codes:
            return self._codes[text.lower()]
        found = self._titles.get(_key(text), [])
        if not found:
            code, title = unnumbered(text)
            named = self._titles.get(_key(title), [])
            found = [one for one in named if one.code.lower() == code.lower()] or named
        if len(found) == 1:
            return found[0]
        if found:
            codes = "、".join(one.code for one in found)
            raise RuleError(
                f"“{self._scheme.title}”里有 {len(found)} 条叫“{written}”，请写编号：{codes}。",
                code="ambiguous_indicator", at="indicator",
            )  # fmt: skip
        raise RuleError(
            f"“{self._scheme.title}”里没有可以评分的指标“{written}”。{self._hint(text)}",
            code="unknown_indicator", at="indicator",
        )  # fmt: skip

    def _hint(self, text: str) -> str:
        key = _key(text)
        near = [
            one.title for name, those in self._titles.items() for one in those
            if key and (key in name or name in key)
        ]  # fmt: skip
        offered = "、".join(dict.fromkeys(near[:OFFERED]))
        return f"是否为：{offered}？" if offered else "请写末级指标的名称或编号。"


def _key(text: str) -> str:
    return fold(_SIGNS.sub("", text))


def refuse_beyond(leaf: Indicator, points: Fraction) -> None:
    """Refuse points awarded outright that are none of the leaf's.

    Raises:
        RuleError: below nought or above the full mark.
    """
    if not 0 <= points <= leaf.scale:
        raise RuleError(
            f"{leaf.code}“{leaf.title}”应在 0 到 {shown(leaf.scale)} 分之间，"
            f"给了 {shown(points)} 分。",
            code="bad_score", at="points",
        )  # fmt: skip


def titles(scheme: Scheme, codes: Sequence[str]) -> str:
    """Return the titles of raters."""
    return "、".join(scheme.rater(one).title for one in codes)
