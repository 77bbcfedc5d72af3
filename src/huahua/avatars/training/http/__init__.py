"""Edges of data sets, trainings and styles."""
