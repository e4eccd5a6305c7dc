"""What pages of a very large inbox take: every folder, narrowed by every filter."""
