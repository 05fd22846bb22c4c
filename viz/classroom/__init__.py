"""The lecture's pictures, and the nets in them."""
