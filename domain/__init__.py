"""What Parley decides: rules ask, queries read, actions do."""
