"""How much memory a measurement took."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_mb() -> float:
    """Return the most memory this process held, as the kernel counts it: ``ru_maxrss`` begins with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
