"""What the three packages have in common at their doors: options by name, files by one rule, names nearly right."""
