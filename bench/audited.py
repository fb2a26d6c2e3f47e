"""One audit in a process that does nothing else: `python -m bench.audited PROCESSES` writes what it took, as JSON.

`own_kb` is the largest resident set of this very program (VmHWM: unlike ru_maxrss it forgets who started it), `worker_kb`
that of its largest worker, 0 where it has none.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from pathlib import Path

from mingjing.project.runtime import ready

OWN_AND_WORKERS = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # processor seconds: user, system


def main(processes: int) -> int:
    """Audit and tell; 1 when something is found."""
    with ready():
        from django.utils import timezone

        from mingjing.cases.audit import audit

        start = time.perf_counter()
        report = audit(timezone.now(), processes=processes)
        taken = time.perf_counter() - start
        told = {
            "seconds": taken,
            "busy": sum(sum(resource.getrusage(who)[:2]) for who in OWN_AND_WORKERS),
            "facts": report.facts,
            "lines": report.lines,
            "own_kb": own_peak(),
            "worker_kb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if processes > 1 else 0,
        }
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
    return 0 if report.ok else 1


def own_peak() -> int:
    """Kilobytes."""
    found = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    if found is None:
        raise RuntimeError("the system doesn't tell VmHWM")
    return int(found[1])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
