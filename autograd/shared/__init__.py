"""What the three packages have in common at their doors: options by name, files, names nearly right, text, progress."""
