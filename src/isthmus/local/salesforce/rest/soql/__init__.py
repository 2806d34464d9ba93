"""SOQL: text into a tree, and a tree into SQL over the objects that REST knows."""
