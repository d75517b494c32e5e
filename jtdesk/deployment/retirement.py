"""When a person retires by law: the stepwise rule that began in January 2025, to the month."""

from __future__ import annotations

MEN_BASE = 60
WOMEN_BASES = (55, 50)
# By the age of before: one month later per so many months, and at most so many months later.
FIRST = "2025-01"
STEP = {60: 4, 55: 4, 50: 2}
CAP = {60: 36, 55: 36, 50: 60}
SOURCE = "2024年9月13日全国人大常委会关于实施渐进式延迟法定退休年龄的决定"


def month_number(text: str) -> int:
    """Return the number of the month of an ISO date or month; successive months differ by one."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def month_text(number: int) -> str:
    """Return the ISO month of a number (see `month_number`)."""
    return f"{number // 12}-{number % 12 + 1:02d}"


def full_months(start: str, day: str) -> int:
    """Return the full months from a start to a day; a start of month precision is its first day.

    Negative where the start lies after the day.
    """
    months = month_number(day) - month_number(start)
    begun = int(start[8:10]) if len(start) == 10 else 1
    ends = int(day[8:10]) if len(day) == 10 else 1
    return months - (ends < begun)


def base_age(gender: str | None, women_base: int) -> int | None:
    """Return the age of before 2025, None where the gender is not known."""
    return {"男": MEN_BASE, "女": women_base}.get(gender or "")


def retirement_month(
    birth: str | None, gender: str | None, women_base: int = WOMEN_BASES[0]
) -> str | None:
    """Return the month of statutory retirement, None where birth month or gender is not known.

    Whoever reached the old age before 2025-01 retired then; later ones go one month later for every
    four months (women whose age was 50: every two) that the old age lies after it, up to 63, 58
    and 55.

    Args:
        birth: ISO date or month.
        gender: 男 or 女.
        women_base: the age of before for women, 55 or 50. That teachers on professional posts have
            55 is practice, not looked up: a setting of the policy.
    """
    base = base_age(gender, women_base)
    if base is None or birth is None or len(birth) < 7:
        return None
    old = month_number(birth) + 12 * base
    late = old - month_number(FIRST)
    delay = 0 if late < 0 else min(CAP[base], late // STEP[base] + 1)
    return month_text(old + delay)


def retirement_age(birth: str, month: str) -> tuple[int, int]:
    """Return the age in years and months at retirement."""
    return divmod(month_number(month) - month_number(birth), 12)
