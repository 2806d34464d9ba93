"""`make demo`: the three flows run once against a stack of their own, each hop told in words."""
