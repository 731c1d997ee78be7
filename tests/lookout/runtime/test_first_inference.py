"""Two detector threads whose first pictures come in the same moment: in a new process, for there is one first time."""

from __future__ import annotations

import subprocess
import sys

PROCESSES = 4
LIMIT_S = 240
"""Far beyond what the slowest machine needs; who stands still does so for ever."""
TOGETHER = """
import sys, threading
import numpy as np
from lookout.adapters.detector import load_detector

detector, picture = load_detector(streams=2), np.zeros((90, 160, 3), np.uint8)
detector._input(256, 416)
gate = threading.Barrier(2)
sys.setswitchinterval(1e-6)

def look():
    gate.wait()
    detector.detect(picture)

threads = [threading.Thread(target=look) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("both")
"""


def test_the_first_pictures_of_two_threads() -> None:
    """Without `inference._prime` each of the processes stands still in one of four runs."""
    running = [subprocess.Popen([sys.executable, "-c", TOGETHER], stdout=subprocess.PIPE) for _ in range(PROCESSES)]
    try:
        assert [one.communicate(timeout=LIMIT_S)[0].strip() for one in running] == [b"both"] * PROCESSES
    finally:
        for one in running:
            one.kill()
            one.wait()
