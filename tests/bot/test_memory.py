import ctypes
import subprocess
import sys

import pytest

MEASURE = """
import ctypes, sys, threading
from pathlib import Path
from bot.memory import share_one_stock
if sys.argv[1] == "shared":
    share_one_stock()
heaps = set()
alike = threading.Barrier(4)
malloc = ctypes.CDLL(None).malloc
malloc.restype = ctypes.c_void_p
def work():
    alike.wait()
    heaps.add(malloc(1000) >> 26)  # glibc's own heaps are 64 MB, each aligned to its size
    alike.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(len(heaps))
"""

GIVE_BACK = """
import ctypes
from pathlib import Path
from bot.memory import give_back
C = ctypes.CDLL(None)
C.malloc.restype, C.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
some = [C.malloc(100_000) for _ in range(200)]
[ctypes.memset(at, 1, 100_000) for at in some]
[C.free(at) for at in some[:-1]]  # the last one keeps the rest from being given back at once
before = resident()
give_back()
print(before - resident())
"""

glibc = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"),
    reason="the C library isn't glibc",
)


def said(script, *arguments):
    command = [sys.executable, "-c", script, *arguments]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def stocks(how):
    """From how many stocks of memory four threads take some at once."""
    return said(MEASURE, how)


@glibc
def test_threads_take_memory_from_one_stock():
    assert stocks("as it is") > 1
    assert stocks("shared") == 1


@glibc
def test_what_is_in_no_use_is_given_back():
    assert said(GIVE_BACK) > 15_000_000
