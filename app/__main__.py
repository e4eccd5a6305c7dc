"""The command line: python -m app COMMAND."""

import gc
import sys

gc.disable()  # nothing that is imported is garbage: to look for some is a fifth of the time until a command begins

from app.command_line import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main())
