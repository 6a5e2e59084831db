"""A file that a person looks at before it is stored: what she is shown, and what she may say."""
