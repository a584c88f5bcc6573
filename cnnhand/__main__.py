"""How the program is started, also as `python -m cnnhand`: nothing is imported before Ctrl-C is quiet."""


def main() -> None:
    """Run the program; Ctrl-C ends it without a traceback, also while it loads."""
    try:
        from cnnhand.commands.signals import ends_the_program

        with ends_the_program():
            import atexit
            import gc

            gc.set_threshold(50_000)  # a collection while modules load finds nothing, and there would be dozens
            atexit.register(gc.freeze)  # nor does one at the end, when all goes
            from cnnhand.cli import main as run

            run()
    except KeyboardInterrupt:  # before the first of these lines was through
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
