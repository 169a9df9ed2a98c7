"""Forward only: a table is changed by adding a file here, never by editing one that was released."""
