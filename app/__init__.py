"""What starts: the command line, the server, and everything that talks to the world outside."""
