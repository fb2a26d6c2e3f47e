"""Streams of records and the log. Import from the modules: `stream.append`, `journal`, `chain`, `proofs`, `sequencer`."""
