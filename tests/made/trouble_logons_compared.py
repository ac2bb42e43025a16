"""A logon is refused, and others of the same user, or from the same address, tell more about it."""
import functools

from made import CLIENT, SERVER, mschap
from made.ppp import AUTHENTICATION, LCP, SECOND, magic, noise
from made.trouble import case, with_lcp
from made.trouble_authentication_names import named, typed
from made.trouble_logons import another

COMPARED = 'trouble-logons-compared'
OFFICE = '192.0.2.92'
PASSWORD = 'wonderland42'


def accept(s, user, auth='CHAP-MD5', password=None):
    """A session that ends at once. password: that of the user, for MS-CHAPv2."""
    link = with_lcp(s, auth)
    if password:
        value, peer = noise('challenge', 16), noise('peer', 16)
        link.challenge()
        answer = mschap.challenge_response(mschap.challenge_hash(peer, value, user.encode()), mschap.nt_hash(password))
        link.response(mschap.response_value(answer, peer), user=user)
        link.success()
    else:
        link.authenticate(auth, user)
    link.ipcp_up({CLIENT: f'10.10.1.{s.number}', SERVER: '10.10.0.1'})
    link.pings(2)
    s.close(link)
    s.made.clock += 30 * SECOND


def tell(s, *steps):
    """steps: what is done, and the address at which; None: the client's own."""
    for number, (step, place) in enumerate(steps):
        step(another(s, number, place) if number or place else s)


def accepted(user, **how):
    return functools.partial(accept, user=user, **how)


def rejected(user, **how):
    return functools.partial(named, user=user, **how)


def cases(name, finding, *told):
    for steps in told:
        case(name, finding)(functools.partial(lambda s, steps: tell(s, *steps), steps=steps))


# Only the case differs; so it does, but for another client.
cases(COMPARED, 'auth_failed_chap_md5',
      [(rejected('Vera'), None), (accepted('vera'), None)],
      [(rejected('Walt'), None), (accepted('walt'), OFFICE)])
# A slash, and one that belongs there; Windows' own account, and what only looks like it.
cases(COMPARED, 'auth_failed_chap_md5',
      [(rejected('CORP/walt'), None)], [(rejected('host/pc.example@EXAMPLE'), None)],
      [(rejected('MicrosoftAccount\\xena@example.com'), None)], [(rejected('MicrosoftAccounts\\xena'), None)])
# An account that works at the office only: another user works here; none does; that one does, too, later.
cases(COMPARED, 'auth_failed_chap_md5',
      *([(accepted(user), OFFICE), (rejected(user), None), *((accepted(name), None) for name in more),
         (accepted(user), OFFICE)] for user, more in (('yves', ['zoe']), ('alan', []), ('bert', ['zoe', 'bert']))))
# What worked before; a user who mistyped the password; the same at another address.
cases(COMPARED, 'auth_failed_chap_md5',
      [(accepted('carl'), None), (rejected('carl'), None)],
      [(accepted('dora'), None), (rejected('dora'), None), (accepted('dora'), None)],
      [(accepted('emil'), OFFICE), (rejected('emil'), None)])

def downgraded(s, user):
    """The client refuses MS-CHAPv2, and gets PAP."""
    link = s.call()
    link.request(SERVER, LCP, AUTHENTICATION['MS-CHAPv2'], magic(SERVER))
    link.nak(CLIENT, LCP, AUTHENTICATION['PAP'])
    link.request(CLIENT, LCP, magic(CLIENT))
    link.ack(SERVER, LCP)
    link.request(SERVER, LCP, AUTHENTICATION['PAP'], magic(SERVER))
    link.ack(CLIENT, LCP)
    link.authenticate('PAP', user)
    link.ipcp_up()
    link.pings(2)
    s.close(link)


SUITS = f'{COMPARED}-suits'
refused = functools.partial(typed, password=PASSWORD)

# PAP suits the server's store, and MS-CHAP does not; both do.
cases(SUITS, 'auth_failed',
      [(functools.partial(refused, user='fred'), None), (functools.partial(downgraded, user='fred'), '192.0.2.91')])

MSCHAP = f'{COMPARED}-mschap'
cases(MSCHAP, 'auth_failed',
      [(functools.partial(refused, user='gina'), None), (accepted('gina', auth='PAP'), '192.0.2.91'),
       (accepted('gina', auth='MS-CHAPv2'), '192.0.2.91')],
      # The right password (alice, wonderland42); so it is once more, and then it is taken.
      [(functools.partial(refused, user='alice'), None), (accepted('alice', auth='PAP'), None)],
      [(functools.partial(refused, user='Alice'), None),
       (accepted('alice', auth='MS-CHAPv2', password=PASSWORD), None)])
case(MSCHAP, 'auth_failed_chap_md5')(functools.partial(named, user='hugo'))
case(MSCHAP, 'auth_failed')(functools.partial(refused, user='AzureAD\\ida'))

# The right password, and another user whom MS-CHAP lets in.
cases(f'{COMPARED}-known', 'auth_failed',
      [(functools.partial(refused, user='alice'), None), (accepted('jan', auth='MS-CHAPv2'), None)])
