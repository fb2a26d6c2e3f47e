"""Forms drawn from a procedure's fields: what a field looks like, and how a sent form becomes a payload."""
