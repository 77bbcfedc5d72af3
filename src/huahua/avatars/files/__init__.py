"""Files of avatars beside pictures: packs, for a while, and models that were uploaded."""
