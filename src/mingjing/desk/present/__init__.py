"""From what `cases.queries` answers to what the templates draw. Order and wording only; nothing is judged here."""
