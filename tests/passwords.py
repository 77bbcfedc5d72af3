"""Password hashing for tests: the real parameters are a tenth of a second of work, on purpose, at every sign-in."""

from __future__ import annotations

from functools import partial

from argon2 import PasswordHasher

CheapHasher = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
