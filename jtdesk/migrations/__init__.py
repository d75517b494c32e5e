"""Layouts of the store, brought up to date at start after a verified copy."""
