"""`isthmus doctor`: what is wrong along the chain of each flow, and how to mend it. A file per check."""
