"""Bundled evaluation of schools: schemes, scores, what binds them together, and the grades."""
