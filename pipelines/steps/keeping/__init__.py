"""Parts of backup and restore: what belongs to a backup, and the folder that holds backups."""
