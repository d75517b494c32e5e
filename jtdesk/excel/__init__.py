"""Workbook engine: reads, understands, writes and fills workbooks; knows no Qt and no feature."""
