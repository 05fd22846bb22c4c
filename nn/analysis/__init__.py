"""What a net can do, does, and what keeps it from learning."""
