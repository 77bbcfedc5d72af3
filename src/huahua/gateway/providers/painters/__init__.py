"""Painters behind a wire of their own: one self-contained file each, all with the methods of `port.Painter`."""
