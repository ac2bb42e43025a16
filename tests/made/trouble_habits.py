"""Oddities of implementations that are no errors."""
import functools
import uuid

from made import CLIENT, SERVER
from made.control import set_link_info
from made.ppp import PPP
from made.trouble import ASKED_TO_CALL, ASKED_TO_START, STARTED, case
from packets import Tunnel

HABITS = 'trouble-habits'


def with_habit(s, asked=(), started=(), calling=(), called=(), ended=(), ids=None, first=(0, 0), link_info=False,
               pns_id=False, reserved0=0):
    """A session that is in order, but for one habit: other values in one of its messages, or what is named."""
    s.client_id, s.server_id = ids or (s.client_id, s.server_id)
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'maximum_channels': 1, **dict(asked)})
    s.say(SERVER, 'Start-Control-Connection-Reply', 20_000, reserved0=reserved0, **{
        **STARTED, 'framing_capabilities': 3, 'bearer_capabilities': 3, 'result': 1, **dict(started)})
    s.say(CLIENT, 'Outgoing-Call-Request', call_id=s.client_id, **{**ASKED_TO_CALL, **dict(calling)})
    s.say(SERVER, 'Outgoing-Call-Reply', 20_000, call_id=s.server_id, peer_call_id=s.client_id, result=1,
          **{'connect_speed': 10000000, 'window': 64, **dict(called)})
    if link_info:
        s.connection.segment(SERVER, set_link_info(s.client_id))
    link = PPP(Tunnel(s.made, s.client_id, s.server_id, first=first, **s.ends))
    link.up()
    link.terminate(CLIENT, 'User request')
    s.say(CLIENT, 'Call-Clear-Request', call_id=s.client_id)
    s.say(SERVER, 'Call-Disconnect-Notify', call_id=s.client_id if pns_id else s.server_id,
          **{'result': 4, **dict(ended)})
    s.stop()


GUID = uuid.UUID('3f2504e0-4f89-11d3-9a0c-0305e82c3301').bytes_le

for habit in (
        {'first': (1, 0)},                                                          # pptp-linux counts GRE from 1
        {'link_info': True},                                                        # Windows' PAC sends it, too
        {'started': {'framing_capabilities': 0, 'bearer_capabilities': 0}},         # pptpd
        {'ids': (0, 30720)},                                                        # Call ID 0 is a Call ID
        {'called': {'window': 16384}},                                              # Windows
        {'pns_id': True},                                                           # Linux's NAT, accel-ppp
        {'started': {'result': 0}},                                                 # Alcatel's modems
        {'ended': {'result': 0}},                                                   # Windows
        {'reserved0': 1},                                                           # Cisco
        {'started': {'maximum_channels': 0}},                                       # Windows
        {'asked': {'maximum_channels': 65535}},                                     # pptp-linux
        {'calling': {'subaddress': GUID}}):                                         # Windows
    case(HABITS, 'habits')(functools.partial(with_habit, **habit))

case(HABITS)(functools.partial(with_habit, asked={'maximum_channels': 0}))          # it takes no calls: no oddity
