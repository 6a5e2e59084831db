"""Parts of the audit: one module per kind of promise, and what mends a broken one."""
