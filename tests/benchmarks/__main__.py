"""`python -m tests.benchmarks NAME [ARGUMENT…]` runs a benchmark of this folder.

This module imports nothing else: what it imports, every worker process would import as well, and
take its memory.
"""

import sys

if __name__ == "__main__":
    del sys.argv[0]
    name = sys.argv[0]
    module = __import__(f"tests.benchmarks.{name}", fromlist=["main"])
    module.main()
