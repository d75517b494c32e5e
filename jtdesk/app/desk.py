"""The desk: fills the window's frame with an open store, its pages and its steps."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog

from jtdesk.app import crash, own_settings, stores
from jtdesk.app.actions import Driver, WindowActions
from jtdesk.app.context import Workplace, page_spec, page_specs
from jtdesk.app.first_look import Front
from jtdesk.app.help import HelpWindow
from jtdesk.app.newcomers import Newcomers
from jtdesk.app.preferences import PreferencesDialog
from jtdesk.app.recent import recent_files, remember_file, store_at_start
from jtdesk.app.search import SearchDialog
from jtdesk.app.sidebar import SidebarEntry
from jtdesk.app.start import StartPage
from jtdesk.app.steps import NextSteps, Steps
from jtdesk.app.window import LAST_PAGE, TITLE, Window
from jtdesk.core import clock
from jtdesk.core.errors import JtdeskError
from jtdesk.core.settings import Settings
from jtdesk.core.store import Store
from jtdesk.ui import theme
from jtdesk.ui.bus import Bus
from jtdesk.ui.ops import Ops, Work
from jtdesk.ui.page import Page, build_page
from jtdesk.ui.prompts import Prompts

LOG = logging.getLogger("jtdesk.app")
INTAKE = "intake"
Step = Callable[[Callable[[], object]], None]


class Desk(QObject):
    """Drives one window: opens and closes stores, builds pages on first show, takes the steps.

    Attributes:
        workplace: of the open store, None on the start page.
        pages: the pages built so far, by code.
        current: the page in front.
        broken: why a page could not be built, by code.
    """

    def __init__(self, window: Window, settings: Settings, prompts: Prompts) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.prompts = prompts
        self.bus = Bus(self)
        self.workplace: Workplace | None = None
        self.steps: Steps | None = None
        self.pages: dict[str, Page] = {}
        self.current: Page | None = None
        self._front = Front(window)
        self.broken: dict[str, str] = {}
        self.start = StartPage()
        self.newcomers = Newcomers(Ops(None, self.bus, self), prompts, window)
        self.actions = WindowActions(window, self._driver())
        self._help: HelpWindow | None = None
        window.stack.addWidget(self.start)
        self._connect()

    def _driver(self) -> Driver:
        return Driver(
            new_group=self.new_group,
            choose_store=self.choose_store,
            practice=self.practice,
            back_up=self.back_up,
            restore=self.restore,
            preferences=self.preferences,
            undo=self.undo,
            redo=self.redo,
            search=self.search,
            reload=self.reload,
            show_help=self.show_help,
            show_page=self.show_page,
        )

    def _connect(self) -> None:
        window, start, top = self.window, self.start, self.window.topbar
        self.bus.notice.connect(window.notices.tell)
        window.sidebar.chosen.connect(self.show_page)
        window.family.chosen.connect(self.show_page)
        window.files_dropped.connect(self._on_files)
        window.store_dropped.connect(self.open)
        window.close_asked.connect(self._on_close_asked)
        start.new_requested.connect(self.new_group)
        start.open_requested.connect(self.choose_store)
        start.practice_requested.connect(self.practice)
        start.file_chosen.connect(self.open)
        self.newcomers.made.connect(self.open)
        self._watch(self.newcomers.ops)
        top.frame_chosen.connect(self._on_frame)
        top.search_requested.connect(self.search)
        top.undo_requested.connect(self.undo)
        top.redo_requested.connect(self.redo)
        top.backup_requested.connect(self.back_up)

    # ------------------------------------------------------------------ begin

    def begin(self, store: Path | None, ahead: stores.Ahead | None = None) -> None:
        """Open the store named, else the last one, else show the start page.

        Args:
            store: the file.
            ahead: the store to take over where it is open already, shown in steps then.
        """
        for notice in self.settings.notices:
            self.bus.tell(notice, "warning")
        store = store_at_start(self.settings, store)
        if ahead is not None:
            self._open(ahead.path, ahead.take, step=_in_turn)
        elif store is not None:
            self.open(store)
        else:
            self.show_start()

    def show_start(self) -> None:
        """Show the page without a store."""
        self._front.leave()
        self.start.show_recent(recent_files(self.settings))
        self.window.topbar.setVisible(False)
        self.window.sidebar.setVisible(False)
        self.window.family.setVisible(False)
        self.window.show_banner("")
        self.window.setWindowTitle(TITLE)
        self.window.status.place.setText("")
        self.window.stack.setCurrentWidget(self.start)
        self.actions.show_page(None)

    def open(self, path: Path) -> None:
        """Open a store; the one that was open is closed first."""
        if self.workplace is not None and not self._may_leave():
            return
        self.close_store()
        self._open(path, lambda: stores.open_existing(path), step=_at_once)

    def _open(self, path: Path, opened: Callable[[], Store], *, step: Step) -> None:
        try:
            store = opened()
        except JtdeskError as fault:
            self.prompts.report("打不开文件", fault.message, kind="fault")
            self.show_start()
            return
        remember_file(self.settings, path)
        self.attach(store, step=step)

    def attach(self, store: Store, *, step: Step | None = None) -> None:
        """Fill the window with an open store.

        Args:
            store: closed with the desk.
            step: runs the parts that come after the frame; at once by default.
        """
        place = Workplace(
            store, settings=self.settings, prompts=self.prompts, navigate=self.show_page,
            bus=self.bus, practice=self.practice,
            shown=self._front.lists(store.path),
        )  # fmt: skip
        self.workplace = place
        self._watch(place.ops)
        self.steps = Steps(place, self)
        self.steps.known.connect(self._on_steps)
        self.steps.backed_up.connect(lambda _path: self._show_backup())
        name = place.group.name if place.group else store.path.stem
        self.window.topbar.show_group(name, place.frame.year)
        self.window.setWindowTitle(f"{name} — {TITLE}")
        self.window.status.place.setText(store.path.name)
        self.window.status.place.setToolTip(str(store.path))
        self.window.show_banner(_banner(store))
        self.window.guarded = True
        specs = page_specs()
        listed = [spec for spec in specs if spec.sidebar and not spec.within]
        self.window.sidebar.fill(
            [
                SidebarEntry(
                    spec.code, spec.title, theme.icon(spec.icon), f"Ctrl+{at}" if at < 10 else ""
                )
                for at, spec in enumerate(listed, 1)
            ]
        )
        self.actions.show_pages([(spec.code, spec.title) for spec in listed])
        self.window.topbar.setVisible(True)
        self.window.sidebar.setVisible(True)
        self._show_backup()
        codes = [spec.code for spec in specs if spec.sidebar]
        last = self.settings.recall(LAST_PAGE)
        code = last if last in codes else codes[0]
        run = step or _at_once
        run(lambda: self._build_first(code))
        run(lambda: self._show_first(code))

    def _build_first(self, code: str) -> None:
        self._front.hold()
        if code not in self.pages:
            self._build(code)

    def _show_first(self, code: str) -> None:
        if code in self.pages and self.current is None:  # else the user has gone elsewhere
            self.show_page(code)
        self._front.leave()

    def close_store(self) -> None:
        """Take the open store out of the window and close it."""
        if self.workplace is None:
            return
        if self.current is not None:
            self.settings.remember(LAST_PAGE, self.current.objectName())
        self.settings.save()
        self.workplace.close()
        self.window.stack.setCurrentWidget(self.start)  # no page comes to the front on the way
        for page in self.pages.values():
            self.window.stack.removeWidget(page)
            page.deleteLater()
        self.pages = {}
        self.current = None
        if self.steps is not None:
            self.steps.deleteLater()
        self.steps = None
        self.workplace.store.close()
        self.workplace = None
        self.window.guarded = False

    # ------------------------------------------------------------------ pages

    def show_page(self, page: str, **arguments: Any) -> None:  # noqa: ANN401 - the page's own
        """Bring a page to the front, built on first show, and hand it the arguments."""
        code = page
        if self.workplace is None:
            return
        if code not in self.pages and not self._build(code):
            return
        front = self.pages[code]
        self.window.notices.leave_page(left=front is not self.current)
        self.current = front
        self.window.stack.setCurrentWidget(front)
        self._show_place(code)
        self.actions.show_page(front)
        if arguments:
            front.open_with(**arguments)

    def _show_place(self, code: str) -> None:
        """Mark where a page stands: its entry in the sidebar, its tab among its family."""
        head = page_spec(code).head
        family = [spec for spec in page_specs() if spec.sidebar and spec.head == head]
        self.window.sidebar.show_current(head)
        self.window.family.show_family([(s.code, s.tab or s.title) for s in family], code)

    def _build(self, code: str) -> bool:
        """Build a page; one that cannot be built leaves the others usable."""
        if self.workplace is None:
            return False
        try:
            made = build_page(page_spec(code), self.workplace.context, self.window.stack)
        except Exception as fault:
            LOG.exception("page %s cannot be built", code)
            self.bus.tell(crash.sentence(crash.write_report(fault)), "fault")
            self.broken[code] = f"{type(fault).__name__}: {fault}"
            return False
        self.pages[code] = made
        self.window.stack.addWidget(made)
        return True

    def reload(self) -> None:
        """Load the page in front again."""
        if self.current is not None:
            self.current.reload()

    def _on_files(self, files: list[Path]) -> None:
        target = next((s.code for s in page_specs() if s.code.startswith(f"{INTAKE}.")), "")
        if self.workplace is None:
            self.bus.tell("请先新建或打开一个集团文件，再把工作簿拖进来。", "warning")
        elif target:
            self.show_page(target, files=files)

    def _on_frame(self, year: int, as_of: str) -> None:
        if self.workplace is not None:
            self.workplace.frame.set(year=year, as_of=as_of or None)

    # ------------------------------------------------------------------ steps

    def undo(self) -> None:
        """Take the newest step back."""
        if self.steps is not None:
            self.steps.undo()

    def redo(self) -> None:
        """Bring back what was undone last."""
        if self.steps is not None:
            self.steps.redo()

    def back_up(self) -> None:
        """Make a verified copy."""
        if self.steps is not None:
            self.steps.back_up()

    def _on_steps(self, state: NextSteps) -> None:
        free = self.workplace is not None and not self.workplace.store.read_only
        undo = state.undo[1] if state.undo and free else ""
        redo = state.redo[1] if state.redo and free else ""
        self.window.topbar.show_steps(undo, redo)
        self.actions.show_steps(undo, redo)
        self._show_backup()

    def _show_backup(self) -> None:
        if self.steps is None:
            return
        newest = self.steps.newest_backup()
        changed = self.steps.state.changed_at
        if newest is None:
            self.window.topbar.show_backup("未备份", "还没有备份。按这里立即备份。", due=True)
            return
        at = clock.stamp(clock.file_time(newest))
        due = changed > at
        words = "有改动未备份" if due else "已备份"
        tip = f"最近备份：{clock.local(at)}\n{newest}\n按这里立即备份。"
        self.window.topbar.show_backup(words, tip, due=due)

    # ---------------------------------------------------------------- dialogs

    def search(self) -> None:
        """Search over everything."""
        if self.workplace is None:
            return
        dialog = SearchDialog(self.workplace.context, self.actions.offered(), self.window)
        chosen = dialog.run()
        dialog.deleteLater()
        if chosen is not None:
            chosen()

    def show_help(self) -> None:
        """Open the help page of the page in front."""
        if self._help is None:
            self._help = HelpWindow(self.window)
        self._help.show_page(self.current.spec if self.current is not None else None)

    def preferences(self) -> None:
        """Edit the settings of this machine."""
        dialog = PreferencesDialog(self.settings, own_settings.SECTIONS, self.prompts, self.window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.bus.tell("设置已保存。文字大小在重新打开程序后生效。", "done")
        dialog.deleteLater()

    def new_group(self) -> None:
        """Make a new group's store and open it."""
        self.newcomers.new_group()

    def practice(self) -> None:
        """Make the practice group and open it."""
        self.newcomers.practice()

    def choose_store(self) -> None:
        """Let the user pick a store."""
        path = self.newcomers.choose_store()
        if path is not None:
            self.open(path)

    def restore(self) -> None:
        """Bring a backup back in place of the open store."""
        path = self.workplace.store.path if self.workplace else None
        source = self.newcomers.choose_backup(path)
        if source is None:
            return
        if path is not None and not self._may_leave():
            return
        self.close_store()
        target = self.newcomers.restore(source, path)
        if target is not None:
            self.open(target)
        else:
            self.show_start()

    def tell_fault(self, text: str) -> None:
        """Show a fault of the program itself."""
        self.bus.tell(text, "fault")

    # ---------------------------------------------------------------- leaving

    def _may_leave(self) -> bool:
        writing = self.workplace.ops.writing if self.workplace else []
        if not writing:
            return True
        titles = "、".join(work.title for work in writing)
        return self.prompts.confirm(
            "还有工作在进行",
            f"正在进行：{titles}。现在离开会取消它，数据保持原样。要离开吗？",
            yes="取消工作并离开",
            no="继续等待",
            danger=True,
        )

    def _on_close_asked(self) -> None:
        if not self._may_leave():
            return
        due = self.steps is not None and self.steps.changed_here
        if due and self.settings.get(own_settings.CareSettings).backup_on_close and self.steps:
            self.steps.back_up(then=self._leave, failed=self._backup_failed)
        else:
            self._leave()

    def _backup_failed(self, text: str) -> None:
        if self.prompts.confirm(
            "没有备份成功", f"{text}\n数据本身已经保存好。不备份就离开吗？", yes="离开", no="留下"
        ):
            self._leave()

    def _leave(self) -> None:
        self.close_store()
        self.newcomers.ops.close()
        QTimer.singleShot(0, self.window.agree_to_close)

    def _watch(self, ops: Ops) -> None:
        status = self.window.status

        def began(work: Work) -> None:
            status.begin(id(work), work.title, work.cancel)

        def moved(work: Work) -> None:
            status.progress(id(work), work.done, work.total, work.text)

        def ended(work: Work) -> None:
            status.end(id(work))

        ops.started.connect(began)
        ops.progressed.connect(moved)
        ops.ended.connect(ended)


def _at_once(part: Callable[[], object]) -> None:
    part()


def _in_turn(part: Callable[[], object]) -> None:
    """Run a part once the interface has answered what came in meanwhile."""
    QTimer.singleShot(0, part)


def _banner(store: Store) -> str:
    if not store.read_only:
        return ""
    if store.holder is not None:
        return f"只读打开：{store.holder.sentence()} 正在使用这个文件。可以查看和导出，不能修改。"
    return "只读打开：这个位置不能写入。可以查看和导出，不能修改。"
