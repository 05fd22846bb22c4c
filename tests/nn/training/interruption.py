"""Ctrl-C for a training that does not end by itself."""

import signal
import threading
from contextlib import contextmanager


@contextmanager
def ctrl_c():
    """Ctrl-C, soon after the event is set; and again, should Python lose it, as in a callback of its collector.

    Where Ctrl-C is switched off the training would go on for ever, so that is refused at once.
    """
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    begun, ended = threading.Event(), threading.Event()

    def interrupt():
        begun.wait()
        pause = 0.05
        while not ended.wait(pause):
            signal.raise_signal(signal.SIGINT)
            pause = 5.0

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        yield begun
    finally:
        ended.set()
        begun.set()
        thread.join()
