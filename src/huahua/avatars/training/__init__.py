"""Styles taught from pictures: data sets and their versions, trainings in a process of their own, LoRA adapters."""
