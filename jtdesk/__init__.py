"""jtdesk: the desktop program of a school group's principal and office."""
