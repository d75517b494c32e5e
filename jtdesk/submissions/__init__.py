"""报送: the form library and its filling."""
