"""Use cases of painting and the gallery, one file per verb."""
