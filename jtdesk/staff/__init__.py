"""Register of the people: teachers, postings, honours, duplicates."""
