"""The rule desk: reading the law, trying cases against it, changing what the agency may change."""
