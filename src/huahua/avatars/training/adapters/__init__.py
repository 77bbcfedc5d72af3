"""Files, processes and models behind the ports of training."""
