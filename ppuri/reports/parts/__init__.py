"""Parts of a result out of a firm's published tables: one module per part, each asks and shapes, none decides wording."""
