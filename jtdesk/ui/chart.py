"""Figures in the house style, drawn by matplotlib's object interface without a window."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jtdesk.core.errors import InputRefused
from jtdesk.core.reasons import reason
from jtdesk.ui import theme
from jtdesk.ui.chart_spec import FigureSpec, Series, folded, label

_DRAWING = threading.Lock()  # matplotlib's font cache is not made for two threads
LABEL_BOX = {"boxstyle": "round,pad=0.12", "fc": theme.PAPER, "ec": "none", "alpha": 0.85}
TITLE_POINTS, FOOT_POINTS = 11.5, 7.5
LYING = frozenset({"bars", "stacked", "shares", "pyramid"})
NO_DATA = "还没有可以画图的数据。"


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a bar stands in the picture (pixels from the top left) and what it is."""

    left: float
    top: float
    right: float
    bottom: float
    series: str
    category: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A drawn figure: RGBA bytes, size, and the places of its bars."""

    pixels: bytes
    width: int
    height: int
    hits: tuple[Hit, ...]


def render_image(spec: FigureSpec, width: int, height: int, scale: float = 1.0) -> Rendered:
    """Draw a figure into memory; may run in any thread.

    Args:
        spec: what to draw.
        width: in device pixels.
        height: in device pixels.
        scale: device pixels per logical pixel.
    """
    # Imported inside the lock: two threads that import matplotlib at once can see it half-made.
    with _DRAWING, _house_style():
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415

        dpi = 100 * scale
        figure, bars = draw(spec, max(width, 80) / dpi, max(height, 80) / dpi, dpi)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        made_width, made_height = canvas.get_width_height()
        hits = []
        for patch, name, category in bars:
            box = patch.get_window_extent()
            hits.append(
                Hit(box.x0, made_height - box.y1, box.x1, made_height - box.y0, name, category)
            )
        pixels = bytes(canvas.buffer_rgba())
    return Rendered(pixels, made_width, made_height, tuple(hits))


def render(spec: FigureSpec, path: Path, *, width: float = 8.0, height: float = 5.0) -> None:
    """Draw a figure into a PNG, SVG or PDF file, chosen by the suffix.

    Raises:
        InputRefused: the file cannot be written.
    """
    kind = path.suffix.lower().lstrip(".") or "png"
    with _DRAWING, _house_style():
        figure, _bars = draw(spec, width, height, 200)
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, metadata=None)
    try:
        path.write_bytes(buffer.getvalue())
    except OSError as fault:
        raise InputRefused(
            f"无法写入 {path.name}：{reason(fault)}。请换一个文件夹，或先关闭打开它的程序。",
            code="output_refused",
        ) from fault


@cache
def font_family() -> str:
    """Return the first Chinese family matplotlib knows; its own default where there is none."""
    from matplotlib import font_manager  # noqa: PLC0415

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    found = next((name for name in theme.SANS if name in known), "")
    if found:
        return found
    # A collection file is listed under its first face only; any Noto CJK face holds our characters.
    return next((name for name in sorted(known) if "CJK" in name), "DejaVu Sans")


def _house_style() -> AbstractContextManager[None]:
    """Return the settings that must stand while a figure is made *and* drawn."""
    import matplotlib as mpl  # noqa: PLC0415 - a third of a second, only where charts are looked at

    style: dict[Any, Any] = {
        "font.family": [font_family(), "DejaVu Sans"],
        "axes.unicode_minus": False,
        "hatch.linewidth": 0.6,
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
    }
    return mpl.rc_context(style)


def draw(spec: FigureSpec, width: float, height: float, dpi: float) -> tuple[Any, list[Any]]:
    """Return a matplotlib figure and its bars as ``(patch, series, category)``."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(width, height), dpi=dpi, facecolor=theme.PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    _words(figure, spec, width, height)
    if spec.empty:
        axes.set_axis_off()
        axes.text(0.5, 0.5, NO_DATA, ha="center", va="center", color=theme.FAINT, fontsize=11)
        return figure, []
    bars = _DRAWERS[spec.kind](axes, spec)
    _dress(axes, spec)
    _place(axes, spec, width, height)
    return figure, bars


def _title_lines(spec: FigureSpec, width: float) -> list[str]:
    return folded(spec.title, width * 72 / TITLE_POINTS * 0.97)


def _foot_lines(spec: FigureSpec, width: float) -> list[str]:
    text = "  ".join(part for part in (spec.note, spec.source) if part)
    return folded(text, width * 72 / FOOT_POINTS * 0.96)


def _words(figure: Any, spec: FigureSpec, width: float, height: float) -> None:  # noqa: ANN401
    figure.text(
        0.07 / width, 1 - 0.05 / height, "\n".join(_title_lines(spec, width)), ha="left", va="top",
        fontsize=TITLE_POINTS, color=theme.INK, weight="bold", linespacing=1.15,
    )  # fmt: skip
    figure.text(
        0.07 / width, 0.05 / height, "\n".join(_foot_lines(spec, width)), ha="left", va="bottom",
        fontsize=FOOT_POINTS, color=theme.FAINT, linespacing=1.2,
    )  # fmt: skip


def _place(axes: Any, spec: FigureSpec, width: float, height: float) -> None:  # noqa: ANN401
    """Leave room, in inches, for the words above and below and for the longest category."""
    above = 0.05 + len(_title_lines(spec, width)) * TITLE_POINTS * 1.35 / 72 + 0.1
    lying = spec.kind in LYING
    longest = max((len(category) for category in spec.categories), default=2)
    left = min(max(0.122 * longest + 0.16, 0.45), width * 0.4) if lying else 0.5
    if len(spec.series) > 1:
        above += 0.23 * _legend(axes, spec, width - left)
    below = 0.05 + len(_foot_lines(spec, width)) * FOOT_POINTS * 1.3 / 72 + 0.42
    if not lying:
        below += 0.13 * (max(-(-len(c) // 5) for c in spec.categories) - 1)
    room = max(height - above - below, height * 0.15)
    axes.set_position((left / width, below / height, 1 - (left + 0.1) / width, room / height))


def _legend(axes: Any, spec: FigureSpec, room: float) -> int:  # noqa: ANN401
    """Put the legend above the axes; return how many lines it takes."""
    wanted = [0.13 * len(one.name) + 0.42 for one in spec.series]
    columns = len(spec.series)
    while columns > 1 and max(wanted) * columns > room and sum(wanted) > room:
        columns -= 1
    handles, names = axes.get_legend_handles_labels()
    # matplotlib fills columns downwards; people read lines.
    order = [at for first in range(columns) for at in range(first, len(names), columns)]
    axes.legend(
        [handles[at] for at in order], [names[at] for at in order], loc="lower left",
        bbox_to_anchor=(0, 1.0), ncols=columns, frameon=False, fontsize=8.5,
        borderaxespad=0.2, handlelength=1.4, columnspacing=1.0,
    )  # fmt: skip
    return -(-len(spec.series) // columns)


def _dress(axes: Any, spec: FigureSpec) -> None:  # noqa: ANN401
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(theme.LINE)
    axes.tick_params(colors=theme.INK, labelsize=8.5, length=0)
    axes.set_axisbelow(True)
    lying = spec.kind in LYING
    axes.grid(visible=True, axis="x" if lying else "y", color="#e3e8ec", linewidth=0.8)
    unit = "%" if spec.kind == "shares" else spec.unit
    if lying:
        axes.set_xlabel(f"单位：{unit}", fontsize=8, color=theme.FAINT, loc="right")
    else:
        axes.set_ylabel(f"单位：{unit}", fontsize=8, color=theme.FAINT, loc="top")


def _colour(number: int) -> dict[str, Any]:
    place = number % len(theme.SERIES)
    return {
        "color": theme.SERIES[place],
        "hatch": theme.HATCHES[place],
        "edgecolor": (1.0, 1.0, 1.0, 0.4),
        "linewidth": 0.5,
    }


def _numbers(one: Series) -> list[float]:
    return [value or 0.0 for value in one.values]


def _columns(axes: Any, spec: FigureSpec) -> list[Any]:  # noqa: ANN401
    bars = []
    share = 0.8 / max(len(spec.series), 1)
    for number, one in enumerate(spec.series):
        at = [i - 0.4 + share * (number + 0.5) for i in range(len(spec.categories))]
        made = axes.bar(at, _numbers(one), share * 0.94, label=one.name, **_colour(number))
        labels = [label(v, spec.digits) if v else "" for v in one.values]
        axes.bar_label(made, labels, fontsize=8, padding=1, color=theme.INK)
        bars += _named(made, one, spec)
    axes.set_xticks(range(len(spec.categories)), ["\n".join(folded(c, 5)) for c in spec.categories])
    axes.margins(y=0.12)
    return bars


def _bars(axes: Any, spec: FigureSpec) -> list[Any]:  # noqa: ANN401
    bars = []
    share = 0.8 / max(len(spec.series), 1)
    for number, one in enumerate(spec.series):
        at = [i - 0.4 + share * (number + 0.5) for i in range(len(spec.categories))]
        made = axes.barh(at, _numbers(one), share * 0.92, label=one.name, **_colour(number))
        labels = [label(v, spec.digits) if v else "" for v in one.values]
        axes.bar_label(made, labels, fontsize=8, padding=3, color=theme.INK)
        bars += _named(made, one, spec)
    axes.set_yticks(range(len(spec.categories)), spec.categories)
    axes.invert_yaxis()
    axes.margins(x=0.1, y=0.01)
    return bars


def _stacked(axes: Any, spec: FigureSpec, *, shares: bool = False) -> list[Any]:  # noqa: ANN401
    bars = []
    sums = [
        sum(one.values[i] or 0.0 for one in spec.series) or 1.0 for i in range(len(spec.categories))
    ]
    scale = [100 / total if shares else 1.0 for total in sums]
    left = [0.0] * len(spec.categories)
    widest = 100.0 if shares else max(sums)
    for number, one in enumerate(spec.series):
        values = [value * factor for value, factor in zip(_numbers(one), scale, strict=True)]
        made = axes.barh(
            range(len(values)), values, 0.72, left=left, label=one.name, **_colour(number)
        )
        for place, value in enumerate(values):
            if value > widest * 0.045:
                text = label(one.values[place], spec.digits)
                axes.text(
                    left[place] + value / 2, place, text, ha="center", va="center", fontsize=8,
                    color=theme.INK,
                    bbox=LABEL_BOX,
                )  # fmt: skip
        left = [at + value for at, value in zip(left, values, strict=True)]
        bars += _named(made, one, spec)
    if not shares:
        for place, total in enumerate(left):
            if total:
                axes.text(
                    total + widest * 0.008, place, label(total, spec.digits), va="center",
                    fontsize=8, color=theme.FAINT,
                )  # fmt: skip
    axes.set_yticks(range(len(spec.categories)), spec.categories)
    axes.invert_yaxis()
    axes.set_xlim(0, widest * (1.0 if shares else 1.06))
    axes.margins(y=0.01)
    return bars


def _shares(axes: Any, spec: FigureSpec) -> list[Any]:  # noqa: ANN401
    return _stacked(axes, spec, shares=True)


def _pyramid(axes: Any, spec: FigureSpec) -> list[Any]:  # noqa: ANN401
    bars = []
    widest = max(max(_numbers(one), default=0.0) for one in spec.series[:2]) or 1.0
    for number, one in enumerate(spec.series[:2]):
        sign = -1 if number == 0 else 1
        values = [sign * value for value in _numbers(one)]
        made = axes.barh(range(len(values)), values, 0.8, label=one.name, **_colour(number))
        labels = [label(v, spec.digits) if v else "" for v in one.values]
        axes.bar_label(made, labels, fontsize=8, padding=3, color=theme.INK)
        bars += _named(made, one, spec)
    axes.set_yticks(range(len(spec.categories)), spec.categories)
    axes.set_xlim(-widest * 1.16, widest * 1.16)
    axes.axvline(0, color=theme.EDGE, linewidth=0.8)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{abs(value):g}")
    axes.margins(y=0.01)
    return bars


def _line(axes: Any, spec: FigureSpec) -> list[Any]:  # noqa: ANN401
    marks = "os^Dvx*"
    for number, one in enumerate(spec.series):
        known = [(i, v) for i, v in enumerate(one.values) if v is not None]
        axes.plot(
            [i for i, _ in known], [v for _, v in known], label=one.name,
            color=theme.SERIES[number % len(theme.SERIES)], marker=marks[number % len(marks)],
        )  # fmt: skip
        for place, value in known[-1:]:
            axes.annotate(
                label(value, spec.digits), (place, value), (4, 4), textcoords="offset points",
                fontsize=8,
            )  # fmt: skip
    axes.set_xticks(range(len(spec.categories)), spec.categories)
    axes.margins(x=0.06, y=0.15)
    return []


_DRAWERS = {
    "columns": _columns,
    "bars": _bars,
    "stacked": _stacked,
    "shares": _shares,
    "pyramid": _pyramid,
    "line": _line,
}


def _named(made: Sequence[Any], one: Series, spec: FigureSpec) -> list[Any]:
    return [
        (patch, one.name, category) for patch, category in zip(made, spec.categories, strict=True)
    ]
