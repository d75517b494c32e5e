"""The look: palette, colours, spacing, fonts and icons of every page and chart."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QSize, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from jtdesk.core import paths
from jtdesk.ui.binding import import_at_full_speed

# Text on paper keeps a contrast of at least 4.5 : 1, lines of at least 3 : 1 (WCAG 2.1 AA).
PAPER: Final = "#ffffff"
GROUND: Final = "#f4f6f8"
PANEL: Final = "#e9edf1"
LINE: Final = "#c5cdd5"
EDGE: Final = "#8794a1"
INK: Final = "#1c2733"
FAINT: Final = "#52606d"
ACCENT: Final = "#1a5fa8"
ACCENT_SOFT: Final = "#dceaf8"
GOOD: Final = "#1d6b45"
GOOD_SOFT: Final = "#e0f2e8"
CAUTION: Final = "#8a5300"
CAUTION_SOFT: Final = "#fdf1d8"
BAD: Final = "#ab2218"
BAD_SOFT: Final = "#fce6e3"

# Okabe-Ito, told apart by the colour-blind; yellow is left out on white paper.
SERIES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#5b5b5b")
HATCHES: Final = ("", "//", "..", "xx", "\\\\", "oo", "--")

SPACE: Final = 8
SMALL: Final = 4
OPENS: Final = " ▾"  # behind the words of a button that opens a menu or a list
ROW_PADDING: Final = 10
FRAME: Final = 40  # what title bar and edges of a dialog take of the screen

SANS: Final = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "微软雅黑",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "思源黑体",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
    "黑体",
    "SimSun",
    "宋体",
    "Noto Serif CJK SC",
)
SERIF: Final = ("SimSun", "宋体", "NSimSun", "Noto Serif CJK SC", "Source Han Serif SC", *SANS)
BASE_POINTS: Final = 10.0


def prepare() -> None:
    """Set what must stand before the application object: style, exact scaling, quick imports."""
    import_at_full_speed()
    QApplication.setStyle("Fusion")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    QApplication.setDesktopSettingsAware(False)  # never the system's dark mode by accident


def apply(app: QApplication, scale: float = 1.0) -> None:
    """Give the application its palette, font, style sheet and Chinese button texts.

    Args:
        app: the application.
        scale: 1.0 to 2.0, the user's own enlargement of all text.
    """
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.setPalette(palette())
    font = QFont()
    font.setFamilies([family(), *SANS])
    font.setPointSizeF(BASE_POINTS * scale)
    app.setFont(font)
    app.setStyleSheet(style_sheet())
    _translate(app)


def _translate(app: QApplication) -> None:
    if app.findChild(QTranslator, "qt_zh") is not None:
        return
    translator = QTranslator(app)
    translator.setObjectName("qt_zh")
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def palette() -> QPalette:
    """Return our light palette."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: GROUND,
        role.WindowText: INK,
        role.Base: PAPER,
        role.AlternateBase: "#f8fafb",
        role.Text: INK,
        role.PlaceholderText: "#6b7885",
        role.Button: "#f0f3f6",
        role.ButtonText: INK,
        role.BrightText: PAPER,
        role.Highlight: ACCENT,
        role.HighlightedText: PAPER,
        role.Link: ACCENT,
        role.LinkVisited: ACCENT,
        role.ToolTipBase: PAPER,
        role.ToolTipText: INK,
        role.Light: PAPER,
        role.Midlight: PANEL,
        role.Mid: LINE,
        role.Dark: EDGE,
        role.Shadow: "#5d6a77",
        role.Accent: ACCENT,
    }
    for name, colour in colours.items():
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor("#7b8794"))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(LINE))
    return made


def style_sheet() -> str:
    """Return the few rules that Fusion and the palette cannot say."""
    return f"""
    QToolTip {{ border: 1px solid {EDGE}; background: {PAPER}; color: {INK}; padding: 3px; }}
    QToolBar {{ border: none; spacing: 2px; background: transparent; padding: 2px; }}
    QToolButton {{ padding: 4px 7px; border: 1px solid transparent; border-radius: 4px; }}
    QToolButton[role="count"] {{ color: {ACCENT}; padding: 2px 3px; }}
    QToolButton:hover {{ background: {ACCENT_SOFT}; }}
    QToolButton:pressed, QToolButton:checked {{ background: #c9dff5; }}
    QToolButton:focus {{ border: 1px solid {ACCENT}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton#qt_toolbar_ext_button {{ padding: 0; background: {PANEL}; }}
    QHeaderView::section {{ background: {PANEL}; border: none; padding: 5px 6px;
        border-right: 1px solid {LINE}; border-bottom: 1px solid {LINE}; }}
    QTableView {{ gridline-color: #e3e8ec; border: 1px solid {LINE}; }}
    QTableView::item:selected:!active {{ background: #cfe1f4; color: {INK}; }}
    QLineEdit, QComboBox, QPlainTextEdit, QTextEdit {{ padding: 3px 4px; }}
    QLineEdit, QPlainTextEdit, QTextEdit {{ border: 1px solid {EDGE}; border-radius: 3px; }}
    QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 1px solid {ACCENT}; }}
    QLineEdit[fault="true"] {{ border: 1px solid {BAD}; background: {BAD_SOFT}; }}
    QLineEdit:read-only {{ background: {GROUND}; }}
    QTabWidget::pane {{ border: 1px solid {LINE}; background: {PAPER}; }}
    QSplitter::handle {{ background: {PANEL}; }}
    QLabel[role="title"] {{ font-size: 15pt; font-weight: 600; }}
    QLabel[role="heading"] {{ font-weight: 600; }}
    QLabel[role="faint"] {{ color: {FAINT}; }}
    QLabel[role="fault"] {{ color: {BAD}; }}
    QLabel[role="caution"] {{ color: {CAUTION}; }}
    QPushButton {{ padding: 4px 12px; }}
    QPushButton[primary="true"] {{ background: {ACCENT}; color: {PAPER}; border-radius: 4px;
        border: 1px solid {ACCENT}; padding: 6px 16px; font-weight: 600; }}
    QPushButton[primary="true"]:hover {{ background: #174f8b; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {INK}; }}
    QPushButton[primary="true"]:disabled {{ background: {LINE}; border-color: {LINE};
        color: {FAINT}; }}
    """


@cache
def family() -> str:
    """Return the first family of the name list this machine has; the system's own else."""
    return first_family(SANS)


def first_family(names: tuple[str, ...]) -> str:
    """Return the first installed family of a list of names."""
    installed = set(QFontDatabase.families())
    for name in names:
        if name in installed:
            return name
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return chinese[0] if chinese else QFont().family()


@cache
def icon(name: str) -> QIcon:
    """Return an icon of ``resources/icons``; an unknown name gives the icon of a file."""
    folder = paths.resources_dir() / "icons"
    path = folder / f"{name}.svg"
    if not path.is_file():
        path = folder / "file.svg"
    made = QIcon(str(path))
    faded = folder / "faded" / f"{path.stem}.svg"
    if faded.is_file():
        made.addFile(str(faded), QSize(), QIcon.Mode.Disabled)
    return made


def kind_colours(kind: str) -> tuple[str, str, str]:
    """Return ink, ground and icon name of a notice kind."""
    return {
        "done": (GOOD, GOOD_SOFT, "ok"),
        "warning": (CAUTION, CAUTION_SOFT, "warning"),
        "fault": (BAD, BAD_SOFT, "fault"),
    }.get(kind, (ACCENT, ACCENT_SOFT, "info"))


def size_to(dialog: QWidget, width: int, height: int) -> None:
    """Size a dialog, never larger than the screen has room for (it is small at 150 %)."""
    room = dialog.screen().availableSize()
    parent = dialog.parentWidget()
    if parent is not None:  # a window larger than its screen: painted for pictures only
        room = room.expandedTo(parent.window().size())
    dialog.resize(min(width, room.width() - FRAME), min(height, room.height() - FRAME))
