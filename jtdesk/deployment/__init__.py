"""Staff deployment: the dated ledger of placements."""
