"""`mingjing scenario run`."""
