"""Pages of the desk. They ask `cases.queries` and `cases.perform`; no rule of the law lives here."""
