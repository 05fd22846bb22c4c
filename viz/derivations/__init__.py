"""The chain rule for one gradient, line by line, simplified by verified rules."""
