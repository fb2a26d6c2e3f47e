"""The rule desk: reading the law packs, trying cases against them, and changing what an agency may change itself."""
