"""What all results have in common: each can show itself in every form, and none ever changes."""
