"""The program's own settings; only the addresses have two plain views more, to compare with."""

from mingjing.project.settings import *  # noqa: F403 - settings are names, and all of them are wanted

ROOT_URLCONF = "bench.urls"
