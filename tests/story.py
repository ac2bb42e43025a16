"""Control messages told to calls/ one after the other, without a dissector: what tests/follow.c answers."""
from packets import LAYOUTS
from wireshark import run_program

CODES = {name: code for name, (code, _) in LAYOUTS.items()}


class Facts(dict):
    """What is known of a message: words by name; findings as {verdict: (severity, state, number, other frame)}."""

    def __init__(self, line):
        super().__init__()
        self.findings = {}
        for word in line.split():
            name, _, value = word.partition('=')
            if name == 'finding':
                verdict, severity, state, number, other = value.split(',')
                self.findings[verdict] = (severity, state, int(number), int(other))
            elif value != '':
                self[name] = int(value) if value.lstrip('-').isdigit() else value

    def severity(self, verdict):
        """'Warning', 'Note', 'Chat'; None if there is no such finding."""
        return self.findings[verdict][0] if verdict in self.findings else None


class Story:
    """Connections and their messages. Every line is a frame, counted from 1; the clock goes on a second with each."""

    def __init__(self):
        self.lines, self.clock, self.connections = [], 0.0, 0

    def say(self, *words):
        self.lines.append(' '.join(str(word) for word in words))
        return len(self.lines)

    def connect(self, client='10.0.0.1', server='10.0.0.2', client_port=40000, port=1723, opening=True):
        """opening: the capture holds the opening of its TCP connection."""
        self.say('connect', client, client_port, server, port, 'opening' if opening else 'middle')
        self.connections += 1
        return Link(self, self.connections - 1)

    def tell(self):
        """(what each frame told, what is known at the end), both {frame: Facts}."""
        text = '\n'.join([*self.lines, 'facts', ''])
        told = [Facts(line) for line in run_program('follow', text)]
        at_once, messages = {}, sum(line.startswith('message') for line in self.lines)
        for facts in told[:-messages or None]:
            at_once[facts['frame']] = facts
        return at_once, {facts['frame']: facts for facts in told[len(told) - messages:]}


class Link:
    """One control connection of a story: end 0 opened it, end 1 is the server."""

    def __init__(self, story, number):
        self.story, self.number, self.sent = story, number, [0, 0]

    def send(self, end, code, crossing=0, after=1.0, **fields):
        """A message, by name or code; answers its frame. crossing: so many of the other end's messages are not
        acknowledged yet."""
        self.story.clock += after
        self.sent[end] += 1
        return self.story.say('message', self.number, end, f'{self.story.clock:.9f}', CODES.get(code, code),
                              self.sent[1 - end] - crossing,
                              *(f'{name}={value}'.replace(' ', '~') for name, value in fields.items()))

    def start(self, **reply):
        """Start-Control-Connection-Request and -Reply."""
        self.send(0, 1, version=0x100)
        return self.send(1, 2, **{'version': 0x100, 'result': 1, **reply})

    def close(self, end, after=1.0):
        """The end closes or resets TCP."""
        self.story.clock += after
        return self.story.say('close', self.number, end, f'{self.story.clock:.9f}')
