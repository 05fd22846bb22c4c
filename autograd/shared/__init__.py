"""What the three packages have in common at their doors: text for any terminal, progress bars."""
