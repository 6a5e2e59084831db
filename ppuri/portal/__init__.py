"""The web portal: server-rendered pages without JavaScript, for this machine only until there is a login."""
