"""Composition root: window, command line, context; the only room that knows every other."""
