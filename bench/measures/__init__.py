"""One module for each thing measured."""
