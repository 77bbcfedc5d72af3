"""HuaHua (话画): talk and paint, one self-hosted product."""

__version__ = "0.1.0"
