"""Each step of the way of the data as a plain function."""
