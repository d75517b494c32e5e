"""Kernel of the house: store, operations, journal, catalogue; knows no Qt and no feature."""
