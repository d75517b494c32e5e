"""Limits a process puts on itself before it opens a stranger's file."""

from __future__ import annotations

import sys


def confine(memory_bytes: int, seconds: float) -> None:
    """Limit the memory and processor time of this process; silently weaker where refused."""
    if sys.platform == "win32":
        _confine_windows(memory_bytes)
    else:
        _confine_posix(memory_bytes, seconds)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _LIMIT_PROCESS_MEMORY = 0x100
    _DIE_ON_UNHANDLED = 0x400
    _EXTENDED_LIMITS = 9
    _NO_FAULT_BOXES = 0x0001 | 0x0002 | 0x8000
    _kept: list[int] = []  # a job lives as long as a handle to it

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def _confine_windows(memory_bytes: int) -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        # A reader that dies must not stop at a fault box nobody sees.
        kernel.SetErrorMode(_NO_FAULT_BOXES)
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            return
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _LIMIT_PROCESS_MEMORY | _DIE_ON_UNHANDLED
        limits.ProcessMemoryLimit = memory_bytes
        kernel.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        _kept.append(job)

else:
    import resource

    def _confine_posix(memory_bytes: int, seconds: float) -> None:
        processor = int(seconds) + 1
        wanted = (
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_CPU, processor),
            (resource.RLIMIT_CORE, 0),
        )
        for limit, value in wanted:
            _soft, hard = resource.getrlimit(limit)
            allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
            try:
                resource.setrlimit(limit, (allowed, hard))
            except (ValueError, OSError):  # macOS refuses RLIMIT_AS; the clock still holds
                continue
