"""Joint lesson preparation: the teachers' timetables it stands on."""
