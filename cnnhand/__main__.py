"""`python -m cnnhand` is the same as `cnnhand`."""

from cnnhand.cli import main

if __name__ == "__main__":
    main()
