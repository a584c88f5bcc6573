"""How many problems the tests draw of each kind and level: `CNNHAND_DRAWS=500`, as in CI, draws many more."""

import os

DRAWN = int(os.environ.get("CNNHAND_DRAWS", "12"))
"""Of each kind and level."""
WORKED = max(1, DRAWN // 4)
"""Of these, worked through step by step."""
PLAYED = max(1, DRAWN // 10)
"""Of these, answered with every mistake."""
