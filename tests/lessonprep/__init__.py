"""Tests of jtdesk.lessonprep."""
