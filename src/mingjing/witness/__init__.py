"""A log witness (https://c2sp.org/tlog-witness) for the supervising authority: no database server, no case data.

It keeps one line for each log that it watches (size, root, newest checkpoint) and cosigns only growth.
"""
