"""``python -m lookout`` is the same as ``lookout``."""

import sys

from lookout.cli import main

sys.exit(main())
