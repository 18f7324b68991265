"""What can be asked of a network, and how questions and answers are read."""
