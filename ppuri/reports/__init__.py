"""One result object per firm and period, and the documents made from it."""
