"""The ladder of Flow Graph: what tshark -z flow,pptp,standard draws, and sharkd's lines with their colors."""
import re

import pytest

from made import CLIENT, SERVER
from made.control import setup, start_request
from packets import Capture, Connection
from wireshark import OURS, folder

HEADER = 2                  # lines with the addresses

WORKS = '''\
> TCP SYN
< TCP SYN, ACK
> Start-Control-Connection-Request
< Start-Control-Connection-Reply
> Outgoing-Call-Request
< Outgoing-Call-Reply
> LCP Configuration Request
< LCP Configuration Request
'''.splitlines()
