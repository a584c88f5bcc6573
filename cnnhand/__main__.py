"""How the program is started, also as `python -m cnnhand`. Nothing is imported here before Ctrl-C is quiet."""


def main() -> None:
    """Run the program; Ctrl-C while it loads ends it without a word, unless it is ignored, as in the background."""
    # the public module takes some milliseconds to load, in which there would be a traceback
    import _signal  # type: ignore[import-not-found]
    import atexit
    import gc

    at_ctrl_c = _signal.getsignal(_signal.SIGINT)
    if at_ctrl_c is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    gc.set_threshold(50_000)  # a collection while modules load finds nothing, and there would be dozens
    atexit.register(gc.freeze)  # nor does one at the end, when all goes
    from cnnhand.cli import main as run
    from cnnhand.commands.signals import ends_the_program

    with ends_the_program(at_ctrl_c):
        run()


if __name__ == "__main__":
    main()
