"""Parts of the panel of the user's photos: drop area, cards, toolbar."""
