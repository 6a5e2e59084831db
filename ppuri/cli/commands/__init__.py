"""One room per subject; each has `add_to(app)`."""
