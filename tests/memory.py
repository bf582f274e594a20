"""How much memory a process of a test held at most."""

import re
from pathlib import Path


def peak_mib() -> int:
    """The most that this process has held, in MiB (VmHWM of proc(5)).

    ``resource.ru_maxrss`` would begin with what the parent held when it forked, so that a small process
    started by a test late in a long run seems large.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) // 1024
