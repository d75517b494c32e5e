"""Tests of jtdesk.deployment."""
