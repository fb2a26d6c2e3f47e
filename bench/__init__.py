"""Repeatable measurements. Each prints a ratio beside a plain baseline taken in the same run.

    python -m bench                          everything, on 100,000 generated cases
    python -m bench law perform              only these
    python -m bench desk --cases 20000       on fewer cases
    python -m bench --small                  the smallest sizes, to see that everything runs

It works in a temporary folder with a PostgreSQL of its own, never in `var/`, and removes both at the end.
"""
