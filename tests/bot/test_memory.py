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


def stocks(how):
    """From how many stocks of memory four threads take some at once."""
    command = [sys.executable, "-c", MEASURE, how]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"),
    reason="the C library isn't glibc",
)
def test_threads_take_memory_from_one_stock():
    assert stocks("as it is") > 1
    assert stocks("shared") == 1
