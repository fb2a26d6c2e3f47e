"""The demo bureau: an invented district bureau with people and cases in every stage, all made through `perform`."""
