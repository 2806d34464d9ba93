"""The org's administration for people, at `/setup`: one module per page, its template beside it.

Every page wants the browser session of a System Administrator; `door.py` is the only way in.
"""
