"""Certificates of teaching in the country on paper: preview and PDF, a page for each person."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from jtdesk.deployment.experience import Certificate
from jtdesk.ui import theme
from jtdesk.ui.printing import BODY_FONTS, TITLE_FONTS, preview_dialog

MARGINS = QMarginsF(25, 25, 25, 20)
TITLE_POINTS, POINTS, SMALL_POINTS = 22, 14, 11
# Shares of the width, in per cent, of serial number, school, mode, start, end, months.
WIDTHS = (8, 34, 16, 16, 16, 10)


def preview(
    certificates: Sequence[Certificate], parent: QWidget | None = None
) -> QPrintPreviewDialog:
    """Return the preview dialog of certificates, ready to be shown."""
    return preview_dialog(
        certificates[0].title, page_layout(), lambda device: paint(certificates, device), parent
    )


def to_pdf(certificates: Sequence[Certificate], path: Path) -> int:
    """Write certificates as PDF; return the number of pages."""
    device = QPdfWriter(str(path))
    device.setPageLayout(page_layout())
    device.setTitle(certificates[0].title)
    device.setCreator("jtdesk")
    device.setResolution(300)
    return paint(certificates, device)


def page_layout() -> QPageLayout:
    """Return upright A4 with the margins of an official letter."""
    page = QPageSize(QPageSize.PageSizeId.A4)
    upright = QPageLayout.Orientation.Portrait
    return QPageLayout(page, upright, MARGINS, QPageLayout.Unit.Millimeter)


def paint(certificates: Sequence[Certificate], device: QPrinter | QPdfWriter) -> int:
    """Paint certificates on a printer or PDF file, each from a new page; return the pages."""
    area = device.pageLayout().paintRectPixels(device.resolution())
    size = QSizeF(area.width(), area.height())
    painter = QPainter(device)
    pages = 0
    try:
        for certificate in certificates:
            document = QTextDocument()
            document.documentLayout().setPaintDevice(device)
            document.setDocumentMargin(0)
            document.setHtml(as_html(certificate))
            document.setPageSize(size)
            for number in range(document.pageCount()):
                if pages:
                    device.newPage()
                pages += 1
                painter.save()
                painter.translate(0, -number * size.height())
                part = QRectF(0, number * size.height(), size.width(), size.height())
                document.drawContents(painter, part)
                painter.restore()
    finally:
        painter.end()
    return pages


def as_html(certificate: Certificate) -> str:
    """Return a certificate as the kind of HTML a text document understands."""
    title = theme.first_family(TITLE_FONTS)
    body = theme.first_family(BODY_FONTS)
    head = f"font-family:'{escape(title)}'; font-size:{TITLE_POINTS}pt; margin-bottom:24px;"
    parts = [
        f"<div style=\"font-family:'{escape(body)}'; font-size:{POINTS}pt;\">",
        f'<p align="center" style="{head}">{escape(certificate.title)}</p>',
    ]
    *opening, closing = certificate.paragraphs
    parts += [_paragraph(text) for text in opening]
    if certificate.rows:
        parts.append(_table(certificate))
    parts.append(_paragraph(closing))
    parts += [
        f'<p style="font-size:{SMALL_POINTS}pt;">{escape(note)}</p>' for note in certificate.notes
    ]
    parts += [
        f'<p align="right" style="margin-top:14px;">{_kept(line)}</p>'
        for line in certificate.signature
    ]
    return "".join([*parts, "</div>"])


def _paragraph(text: str) -> str:
    # Two characters in, one and a half lines high, as official letters are typed.
    return f'<p style="line-height:150%; white-space:pre-wrap;">\u3000\u3000{escape(text)}</p>'


def _kept(text: str) -> str:
    return escape(text).replace(" ", "&nbsp;")


def _table(certificate: Certificate) -> str:
    heads = "".join(
        f'<th width="{width}%">{escape(heading)}</th>'
        for heading, width in zip(certificate.headings, WIDTHS, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f'<td align="center">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in certificate.rows
    )
    return (
        f'<table width="100%" border="1" cellspacing="0" cellpadding="4" '
        f'bordercolor="#000000" style="border-collapse:collapse; font-size:{SMALL_POINTS + 1}pt;">'
        f"<tr>{heads}</tr>{rows}</table>"
    )
