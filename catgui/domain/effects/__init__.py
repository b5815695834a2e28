"""What training pictures change in answers when they are left out, as values and in words."""
