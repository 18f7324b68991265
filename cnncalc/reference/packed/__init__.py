"""The exact engine of the reference: whole rows of small integers packed into one large integer."""
