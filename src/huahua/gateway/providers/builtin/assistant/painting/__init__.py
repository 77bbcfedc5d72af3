"""Understanding wishes for pictures: new ones, changed ones, avatars."""
