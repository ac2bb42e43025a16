"""Runs a program many times that starts once: how tests talk to fork_server.c."""
import os
import select
import subprocess
import tempfile

SPENT = []      # processor seconds of each run


class ForkServer:
    """A program that waits to be run. It ends with the process that started it. peak: the most octets that the last run
    had at once, with those from before it began."""

    def __init__(self, program, library, environment, folder, **more):
        """folder: the program may write there."""
        preloaded = ':'.join(filter(None, [environment.get('LD_PRELOAD'), str(library)]))
        self.program = program
        self.paths = [tempfile.mktemp(f'-{name}', f'{os.getpid()}-', folder) for name in ('in', 'out', 'err')]
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**environment, 'LD_PRELOAD': preloaded},
            cwd=folder, **more)

    def run(self, options, octets=b'', timeout=300):
        """Runs the program with options and standard input, and returns what subprocess.run() would."""
        given, out, err = self.paths
        with open(given, 'wb') as file:
            file.write(octets)
        words = [given, out, err, self.program, *options]
        request = b''.join(word.encode() + b'\0' for word in [str(len(words)), *words])
        self.process.stdin.write(request)
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], timeout)[0]:
            self.process.kill()
            raise subprocess.TimeoutExpired(words, timeout)
        code, seconds, kilobytes = self.process.stdout.readline().split()
        SPENT.append(float(seconds))
        self.peak = 1024 * int(kilobytes)
        return subprocess.CompletedProcess(words, int(code), *(self.taken(path) for path in (out, err)))

    @staticmethod
    def taken(path):
        with open(path, 'rb') as file:
            return file.read()
