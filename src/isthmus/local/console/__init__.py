"""The console: a page for people that shows what runs where."""
