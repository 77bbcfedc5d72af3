"""Picture engines, one self-contained package or file each."""
