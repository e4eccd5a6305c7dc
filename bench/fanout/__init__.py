"""What runs inside the servers under test, or beside them, so that events reach sockets."""
