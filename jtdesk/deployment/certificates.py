"""What the ledger prints for a stamp: the certificate of rural teaching, the list of subsidies."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from jtdesk.core.fields import Row
from jtdesk.core.identity import mask_id
from jtdesk.deployment.experience import Certificate
from jtdesk.deployment.payments import SubsidyTotal
from jtdesk.ui import theme
from jtdesk.ui.printing import BODY_FONTS, TITLE_FONTS, PrintTable, preview_dialog
from jtdesk.ui.rows import plain

POINTS = 15.0  # 三号 is 16 pt; one step smaller keeps six stretches on the page


def certificate_preview(certificate: Certificate, parent: QWidget) -> QPrintPreviewDialog:
    """Return the print preview of a certificate, an upright A4 page."""
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(27, 35, 27, 33),  # as official documents have them
        QPageLayout.Unit.Millimeter,
    )
    return preview_dialog(
        certificate.title, layout, lambda device: paint_certificate(certificate, device), parent
    )


def paint_certificate(certificate: Certificate, device: QPrinter | QPdfWriter) -> int:
    """Paint a certificate on a printer or PDF file; return the number of pages."""
    area = device.pageLayout().paintRectPixels(device.resolution())
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    font = QFont()
    font.setFamilies([theme.first_family(BODY_FONTS), *theme.SANS])
    font.setPointSizeF(POINTS)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(markup(certificate))
    document.setPageSize(QSizeF(area.size()))
    painter = QPainter(device)
    try:
        for number in range(document.pageCount()):
            if number:
                device.newPage()
            painter.save()
            painter.translate(0, -number * area.height())
            shown = QRectF(0, number * area.height(), area.width(), area.height())
            context = QAbstractTextDocumentLayout.PaintContext()
            context.clip = shown
            painter.setClipRect(shown)
            document.documentLayout().draw(painter, context)
            painter.restore()
        return document.pageCount()
    finally:
        painter.end()


def markup(certificate: Certificate) -> str:
    """Return a certificate as rich text."""
    title = theme.first_family(TITLE_FONTS)
    style = f"font-family:'{title}';font-size:22pt;margin-bottom:24px"
    parts = [f'<p align="center" style="{style}">{html.escape(certificate.title)}</p>']
    *first, last = certificate.paragraphs
    parts += [_paragraph(text) for text in first]
    if certificate.rows:
        parts.append(_table(certificate))
    parts.append(_paragraph(last))
    parts += [
        f'<p align="right" style="margin-top:18px">{html.escape(text)}</p>'
        for text in certificate.signature
    ]
    parts += [
        f'<p style="font-size:11pt;margin-top:24px">{html.escape(text)}</p>'
        for text in certificate.notes
    ]
    return "".join(parts)


def _paragraph(text: str) -> str:
    return (
        '<p style="text-indent:40px;line-height:150%;margin-top:6px;margin-bottom:6px">'
        f"{html.escape(text)}</p>"
    )


def _table(certificate: Certificate) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        made = (f'<{tag} align="center">{html.escape(cell)}</{tag}>' for cell in cells)
        return f"<tr>{''.join(made)}</tr>"

    head = line(certificate.headings, "th")
    body = "".join(line(row, "td") for row in certificate.rows)
    return (
        '<table width="100%" border="1" cellspacing="0" cellpadding="5" '
        f'style="border-collapse:collapse;font-size:12pt"><thead>{head}</thead>{body}</table>'
    )


SUBSIDY_HEADINGS = (
    "序号", "姓名", "身份证号", "接收学校", "补贴名称", "标准(元)", "单位", "月数", "金额(元)",
    "签名",
)  # fmt: skip


def subsidy_sheet(rows: Sequence[Row], total: SubsidyTotal, *, filtered: bool) -> PrintTable:
    """Return the list of subsidies to be signed (交流教师补贴发放表), with its sum in capitals.

    Args:
        rows: lines of the list, as shown.
        total: of the whole list.
        filtered: the rows are not all of the list, so the sum in capitals is left out.
    """
    lines = []
    for number, row in enumerate(rows, 1):
        lines.append(
            (
                str(number), row["name"], mask_id(row["id_number"] or ""),
                row["to_school"] or "", row["kind"] or "", plain(row["standard"]),
                row["unit"] or "", plain(row["months"]), _yuan(row["amount"]), "",
            )
        )  # fmt: skip
    amount = sum(row["amount"] or 0 for row in rows)
    months = plain(float(sum(row["months"] or 0 for row in rows)))
    lines.append(("", "合计", "", "", "", "", "", months, _yuan(amount), ""))
    said = [] if filtered or not amount else [f"合计金额大写:{total.capitals}"]
    return PrintTable(
        title="交流教师补贴发放表",
        subtitle=f"{total.period}  按“{total.table}”计发",
        headings=SUBSIDY_HEADINGS,
        rows=tuple(lines),
        aligns=(
            "center",
            "left",
            "left",
            "left",
            "left",
            "right",
            "center",
            "right",
            "right",
            "left",
        ),
        notes=tuple(said),
        paper="A4",
        row_height=9.0,
    )


def _yuan(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"
