"""A refused logon where more than the password may be wrong: an empty one, the name, another session, a policy."""
import functools

from made import CLIENT, SERVER, mschap
from made.ppp import FAILURE, LCP, PPP, magic, noise, sized
from made.trouble import ASKED_TO_START, STARTED, case, with_lcp
from made.trouble_authentication import failure, refused
from made.trouble_logons import another, log_on

NAMES = 'trouble-authentication-names'


def typed(s, password, auth='MS-CHAPv2', user='nora'):
    """A Response that follows from a password."""
    link = with_lcp(s, auth)
    value, peer = noise('challenge', 16 if auth == 'MS-CHAPv2' else 8), noise('peer', 16)
    link.challenge(len(value))
    asked = mschap.challenge_hash(peer, value, user.encode()) if auth == 'MS-CHAPv2' else value
    nt_response = mschap.challenge_response(asked, mschap.nt_hash(password))
    link.response(mschap.response_value(nt_response, peer if auth == 'MS-CHAPv2' else None), user=user)
    link.chap(SERVER, FAILURE, failure(691, text=''))
    refused(s, link)


def named(s, user, auth='CHAP-MD5', text='Access denied'):
    link = with_lcp(s, auth)
    if auth == 'PAP':
        link.pap_request(user)
        link.pap(SERVER, 3, sized('Login incorrect'))
    else:
        link.challenge()
        link.response(noise('md5', 16), user=user)
        link.chap(SERVER, FAILURE, text)
    refused(s, link)


case(NAMES, 'auth_failed')(functools.partial(typed, password=''))
case(NAMES, 'auth_failed')(functools.partial(typed, password='', auth='MS-CHAP'))
case(NAMES, 'auth_failed')(functools.partial(typed, password=' '))
case(NAMES, 'auth_failed_chap_md5')(functools.partial(named, user='CORP\\\\olga'))
case(NAMES, 'auth_failed_chap_md5')(functools.partial(named, user='CORP\\olga'))
case(NAMES, 'auth_failed_pap')(functools.partial(named, user='paul ', auth='PAP'))
case(NAMES, 'auth_failed_pap')(functools.partial(named, user='"paul"', auth='PAP'))
case(NAMES, 'auth_failed_pap')(functools.partial(named, user='paul the second', auth='PAP'))


def twice(s, is_over):
    """The user is refused from another address, while the first session is up, or when it is over."""
    first, other = log_on(s, 'quinn'), another(s, 1)
    first.pings(2, encrypted=True)
    if is_over:
        s.close(first)
    named(other, 'quinn')
    if not is_over:
        first.pings(2, encrypted=True)
        s.close(first)


case(NAMES, 'auth_failed_chap_md5')(functools.partial(twice, is_over=False))
case(NAMES, 'auth_failed_chap_md5')(functools.partial(twice, is_over=True))


def by_policy(s, lost=0):
    """EAP: Identity, Failure. lost: packets of the server that are missing before that."""
    link = with_lcp(s, 'EAP')
    link.eap(SERVER, 1, b'\1')
    link.eap(CLIENT, 2, b'\1rosa')
    link.tunnel.next[SERVER] += lost
    link.eap(SERVER, 4, b'')
    refused(s, link, '')


case(NAMES, 'auth_eap_failed')(by_policy)
case(NAMES, 'auth_eap_failed')(functools.partial(by_policy, lost=1))


def without_password(s, password):
    """PAP shows it."""
    link = with_lcp(s, 'PAP')
    link.pap_request('sybil', password)
    link.pap(SERVER, 3, sized('Login incorrect'))
    refused(s, link)


case(NAMES, 'auth_failed_pap')(functools.partial(without_password, password=''))
case(NAMES, 'auth_failed_pap', 'pap_password')(functools.partial(without_password, password='x'))


@case(NAMES, 'auth_failed_pap')
def cut_before_the_password(s):
    """What the snapshot length took is not empty."""
    link = with_lcp(s, 'PAP')
    link.pap_request('sybil', 'tiptoe')
    clock, size, frame = s.made.frames[-1]
    s.made.frames[-1] = clock, size, frame[:-len('.tiptoe')]
    link.pap(SERVER, 3, sized('Login incorrect'))
    refused(s, link)


# --- The name with which the user logs on to Windows ---

COMPUTER = f'{NAMES}-computer'


def identified(s, user, error=691, by=CLIENT):
    """Windows tells the name of its computer in LCP (RFC 1570 section 2.1)."""
    link = with_lcp(s, 'MS-CHAPv2')
    for text in b'MSRASV5.20', b'MSRAS-1-PC-17':
        link.control(by, LCP, 12, magic(by)[1] + text)
    link.challenge()
    link.response(user=user)
    link.chap(SERVER, FAILURE, failure(error, text=''))
    refused(s, link)


case(COMPUTER, 'auth_failed')(functools.partial(identified, user='pc-17\\nora'))
# A domain; a longer name; an account that the server knows; the server's own computer.
case(COMPUTER, 'auth_failed')(functools.partial(identified, user='CORP\\nora'))
case(COMPUTER, 'auth_failed')(functools.partial(identified, user='PC-177\\nora'))
case(COMPUTER, 'auth_failed')(functools.partial(identified, user='PC-17\\nora', error=647))
case(COMPUTER, 'auth_failed')(functools.partial(identified, user='PC-17\\nora', by=SERVER))


# --- The right password, after wrong ones ---

LOCKED = f'{NAMES}-locked'


@case(LOCKED, 'auth_failed')
def right_at_last(s):
    """Of alice, whose password is in the tests' accounts."""
    for number, password in enumerate(('Spring2023', 'Spring2023', 'Spring2023', 'wonderland42')):
        typed(another(s, number) if number else s, password, user='alice')


# The Failure gives no reason.
case(NAMES, 'auth_failed_chap_md5')(functools.partial(named, user='rita', text=''))


# --- No user name was set ---

HOST = f'{NAMES}-host'


def of_host(s, user, host):
    """The client's Start-Control-Connection-Request has a Host Name."""
    s.connect()
    s.say(CLIENT, 'Start-Control-Connection-Request', **{**ASKED_TO_START, 'host_name': host})
    s.say(SERVER, 'Start-Control-Connection-Reply', **STARTED, result=1)
    link = PPP(s.tunnel())
    link.lcp_up('CHAP-MD5')
    link.challenge()
    link.response(noise('md5', 16), user=user)
    link.chap(SERVER, FAILURE, 'Access denied')
    refused(s, link)


for user, host in (('localhost.localdomain', 'local'), ('Gateway', 'gateway'), ('alice', 'gateway'),
                   ('gate', 'gateway')):
    case(HOST, 'auth_failed_chap_md5')(functools.partial(of_host, user=user, host=host))
