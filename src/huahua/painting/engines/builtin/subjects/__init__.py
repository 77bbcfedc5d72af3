"""How each thing is drawn, one small module per family."""
