"""Most tests here make an application each."""

from __future__ import annotations

from tests.kept_shapes import keep_shapes

keep_shapes()
