"""Painting: picture runs, the gallery, editing, and the engines that paint."""
