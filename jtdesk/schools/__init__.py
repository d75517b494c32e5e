"""Register of the group, its schools, their yearly facts, agreements, travel, documents."""
