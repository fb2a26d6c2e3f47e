"""gunicorn as in production, on the port that is asked for; killed by the test with its whole group."""

import sys

from mingjing.project.runtime import setup

if __name__ == "__main__":
    setup()
    from mingjing.project import server

    server.run(f"127.0.0.1:{sys.argv[1]}", threads=4, workers=1, sequencer=False)
