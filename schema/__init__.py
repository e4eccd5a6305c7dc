"""What Parley speaks: the contract's types and fields, each a line or two over the domain."""
