"""Tests of jtdesk.schools."""
