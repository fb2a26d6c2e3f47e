"""A worker forked from a process that has set documents would hang at its first document: the server refuses to start."""

import subprocess
import sys

SCRIPT = """
import django
django.setup()
from mingjing.papers.press import default_press
from mingjing.project import server
default_press()
try:
    server.run("127.0.0.1:0", threads=1, workers=1, sequencer=False)
except RuntimeError as refused:
    print("refused:", refused)
"""


def test_no_server_after_a_document_in_the_same_process():
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.stdout.startswith("refused:"), run.stdout + run.stderr
