"""The quality lab: how alike two sets of pictures are."""
