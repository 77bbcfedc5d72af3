"""Avatars in three dimensions: own geometry as glTF, and uploaded VRM models that are checked."""
