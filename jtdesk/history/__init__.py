"""The audit page over the journal."""
