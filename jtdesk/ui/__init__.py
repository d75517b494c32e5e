"""Qt kit: pages, tables, fields, prompts, charts; knows no feature."""
