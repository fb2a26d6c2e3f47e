"""Whole cases told as steps: the history of published decisions, and the demo bureau, both through `perform` only."""
