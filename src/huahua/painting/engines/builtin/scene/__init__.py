"""From a reading to a picture: the recipe, the layout, the light, the backdrop."""
