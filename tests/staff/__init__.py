"""Tests of jtdesk.staff."""
