"""The limit: the same answers by hand, with the same sign-in, statements for writing and libraries, and no GraphQL."""
