"""Use cases of data sets, trainings and styles."""
