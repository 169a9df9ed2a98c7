"""What people count and type by hand, the most telling first."""
