"""The specs that come along, and how a name finds a file."""
