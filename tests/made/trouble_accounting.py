"""What RADIUS is told of a session, and what it does with it."""
import ipaddress

from made import SERVER
from made.ppp import FAILURE, SECOND, mschapv2_value, noise
from made.radius import (
    ACCEPT, COA, COA_ACK, COA_NAK, INTERIM, REJECT, START, STOP, Radius, attribute, microsoft, mschap_response,
    number)
from made.trouble import SERVER_ADDRESS, case, with_lcp
from made.trouble_authentication import refused

ACCOUNTING = 'trouble-accounting'
NAS_ERROR, ADMIN_RESET = 9, 6
A_RATE = attribute(26, b'\0\0\x3a\x8c' + attribute(8, b'64k/64k'))


def logged_on(s, user, session='', port=0, framed='10.10.0.100'):
    """The session begins, and RADIUS is told. Without a session in the Access-Request, as pppd's. Returns the link,
    RADIUS's accounting, and what names the session."""
    link, ask, account = with_lcp(s, 'MS-CHAPv2'), Radius(s.made, own=33001), Radius(s.made, port=1813, own=33002)
    name = attribute(44, session.encode()) if session else b''
    link.challenge()
    value = mschapv2_value(f'accounting {s.number}')
    link.response(value, user)
    ask.ask(microsoft(11, noise('challenge', 16)) + mschap_response(value) + name + number(5, port), user)
    keys = ask.keys(noise('send', 16), noise('receive', 16))
    ask.reply(ACCEPT, attribute(8, ipaddress.ip_address(framed).packed) + keys)
    link.success()
    link.ccp_up()
    link.ipcp_up()
    told = session or f'{s.number:08X}', user, number(5, port)
    account.account(START, *told)
    link.pings(2, encrypted=True)
    return link, account, told


@case(ACCOUNTING)
def works(s):
    """Each request is answered, one of them after a repetition. RADIUS lets the server choose the address."""
    link, account, told = logged_on(s, 'anna', 'A1', framed='255.255.255.254')
    account.account(INTERIM, *told, answered=False, after=60 * SECOND)
    account.account(INTERIM, *told, after=3 * SECOND)
    link.pings(2, encrypted=True)
    s.close(link)
    account.account(STOP, told[0], told[1], told[2] + number(49, 1))


@case(ACCOUNTING, 'accounting_ended')
def ended_for_it(s):
    """As accel-ppp. Another user logs on meanwhile, on another port."""
    link, account, told = logged_on(s, 'bert', port=7)
    for _ in range(3):
        account.account(INTERIM, *told, answered=False, after=3 * SECOND)
    link.pings(2, encrypted=True)
    link.terminate(SERVER)
    s.end_by_server()
    account.account(STOP, told[0], told[1], told[2] + number(49, NAS_ERROR), answered=False)


@case(ACCOUNTING, 'accounting_silent')
def stop_unanswered(s):
    link, account, told = logged_on(s, 'cora', 'C1', port=8)
    s.close(link)
    account.account(STOP, told[0], told[1], told[2] + number(49, 1), answered=False)
    account.again()
    account.again()


@case(ACCOUNTING)
def replies_not_captured(s):
    """No reply was captured, but nothing was repeated either."""
    link, account, told = logged_on(s, 'ida', 'I1')
    account.account(INTERIM, *told, answered=False, after=60 * SECOND)
    link.pings(2, encrypted=True)
    s.close(link)
    account.account(STOP, told[0], told[1], told[2] + number(49, 1), answered=False)


def rejected(s, user, session, message):
    """RADIUS takes the user for logged in."""
    link, ask = with_lcp(s, 'MS-CHAPv2'), Radius(s.made, own=33001)
    link.challenge()
    value = mschapv2_value(f'accounting {s.number}')
    link.response(value, user)
    ask.ask(microsoft(11, noise('challenge', 16)) + mschap_response(value) + attribute(44, session), user)
    ask.reply(REJECT, attribute(18, message))
    link.chap(SERVER, FAILURE, '')
    refused(s, link)


@case(ACCOUNTING, 'radius_rejected')
def already_logged_in(s):
    """The same user, after that."""
    rejected(s, 'cora', b'C2', b'\r\nYou are already logged in - access denied\r\n\n')


@case(ACCOUNTING, 'ended_by_server')
def ended_by_administrator(s):
    """RADIUS learns the reason."""
    link, account, told = logged_on(s, 'dora', 'D1')
    link.terminate(SERVER, after=7 * SECOND)
    s.end_by_server()
    account.account(STOP, told[0], told[1], told[2] + number(49, ADMIN_RESET))


@case(ACCOUNTING, 'radius_rejected')
def still_logged_in(s):
    """No Stop was ever sent for the session before."""
    Radius(s.made, port=1813, own=33002).account(INTERIM, 'E1', 'emil')
    rejected(s, 'emil', b'E2', b'Multiple logins: already 1 session')


@case(ACCOUNTING, 'radius_address_ignored')
def another_address(s):
    link, account, told = logged_on(s, 'fred', 'F1', framed='10.10.0.200')
    s.close(link)
    account.account(STOP, *told)


@case(ACCOUNTING, 'radius_changed')
def rate_limited(s):
    link, account, told = logged_on(s, 'gina', 'G1')
    change = Radius(s.made, SERVER_ADDRESS, '192.0.2.53', 3799, own=50000)
    change.demand(COA, attribute(1, b'gina') + attribute(44, b'G1') + A_RATE + number(27, 600))
    change.reply(COA_ACK)
    link.pings(2, encrypted=True)
    s.close(link)
    account.account(STOP, *told)


@case(ACCOUNTING, 'radius_changed')
def change_refused(s):
    """It names the user only."""
    link, account, told = logged_on(s, 'hugo', 'H1')
    change = Radius(s.made, SERVER_ADDRESS, '192.0.2.53', 3799, own=50000)
    change.demand(COA, attribute(1, b'hugo') + attribute(11, b'slow'))
    change.reply(COA_NAK, number(101, 503))
    link.pings(2, encrypted=True)
    s.close(link)
    account.account(STOP, *told)
