"""A portal inside the tunnel answers in the place of the hosts that the client asks."""
import functools

from made import CLIENT, SERVER
from made.ppp import INSIDE, IPV4, SECOND, segment
from made.trouble import case
from made.trouble_inside import host, up
from packets import SYN

PORTAL = 'trouble-portal'


def page(link, number, text, port=80):
    """HTTP of that host: an opening, and the reply to a request."""
    server = host(f'203.0.113.{80 + number}')
    ends, ports = (INSIDE[CLIENT], server), (50000 + number, port)
    link.send(CLIENT, IPV4, segment(*ends, ports, SYN, (1, 0)), after=SECOND)
    link.send(SERVER, IPV4, segment(*ends[::-1], ports[::-1], 0x12, (9, 2)))
    link.send(CLIENT, IPV4, segment(*ends, ports, 0x18, (2, 10), b'GET / HTTP/1.1\r\n\r\n'))
    link.send(SERVER, IPV4, segment(*ends[::-1], ports[::-1], 0x18, (10, 20), text))


def moved(url, status=302):
    return f'HTTP/1.1 {status} Found\r\nServer: x\r\nlocation: {url}\r\nContent-Length: 0\r\n\r\n'.encode()


def browse(s, pages):
    link = up(s)
    for number, text in enumerate(pages):
        page(link, number % 4, text)
    s.close(link)


BLOCKED, FINE = moved('http://pay.isp.example:8080/?from=x'), b'HTTP/1.1 200 OK\r\n\r\n<html>'
case(PORTAL, 'portal_inside')(functools.partial(browse, pages=[BLOCKED] * 4))
case(PORTAL, 'portal_inside')(functools.partial(browse, pages=[moved('https://10.10.0.1/logon', 307)] * 3 + [FINE]))
# A host that also answers itself; one that sends elsewhere; too few; redirects without a host.
case(PORTAL)(functools.partial(browse, pages=[BLOCKED] * 4 + [FINE]))
case(PORTAL)(functools.partial(browse, pages=[BLOCKED] * 3 + [moved('https://www.example.com/')]))
case(PORTAL)(functools.partial(browse, pages=[BLOCKED] * 2))
case(PORTAL)(functools.partial(browse, pages=[moved('/index.html')] * 4))
