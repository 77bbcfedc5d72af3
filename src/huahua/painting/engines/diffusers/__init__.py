"""Diffusers pipelines on this machine (extra `local`). Only `child.py` and what it imports need torch."""
