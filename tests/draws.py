"""How many problems the tests draw: `CNNHAND_DRAWS=2000`, as in CI, draws many times as many as usual."""

import os

DRAWN = int(os.environ.get("CNNHAND_DRAWS", "160"))
"""Of each kind and level."""
WORKED = DRAWN // 4
"""Of these, worked through step by step."""
PLAYED = DRAWN // 10
"""Of these, answered with every mistake."""
