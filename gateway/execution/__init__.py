"""Running what was compiled: level by level, and through graphql-core's own executor wherever something is odd."""
