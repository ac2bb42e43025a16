"""A line behind the PAC has errors: dial-in."""
import functools

from made import SERVER
from made.ppp import SECOND
from made.trouble import case

LINE = 'trouble-line'


def noisy(s, errors):
    """WAN-Error-Notify, at most once a minute (RFC 2637 section 2.14). errors: counters, which never fall."""
    link = s.session()
    for number in range(1, 4):
        link.pings(1, after=60 * SECOND)
        s.say(SERVER, 'WAN-Error-Notify', peer_call_id=s.client_id,
              **{name: number * count for name, count in errors.items()})
    s.close(link)


case(LINE, 'line_errors')(functools.partial(noisy, errors={'crc_errors': 40, 'alignment_errors': 2}))
# A few in minutes do not matter.
case(LINE)(functools.partial(noisy, errors={'crc_errors': 2, 'framing_errors': 1}))
