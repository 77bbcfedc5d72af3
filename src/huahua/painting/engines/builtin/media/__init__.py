"""Media: what turns shapes into a picture that looks painted, drawn, cut or printed."""
