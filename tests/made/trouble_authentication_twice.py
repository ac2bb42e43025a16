"""A backend refuses a user who still has a session."""
from made import SERVER
from made.ppp import FAILURE, SECOND
from made.trouble import case, with_lcp
from made.trouble_authentication import refused
from made.trouble_logons import another

TWICE = 'trouble-authentication-twice'


def refuse(s, name):
    """With a text only, as pppd's RADIUS plugin does."""
    link = with_lcp(s, 'MS-CHAPv2')
    link.challenge()
    link.response(user=name)
    link.chap(SERVER, FAILURE, 'You are already logged in - access denied')
    refused(s, link)


def user(s):
    return f'user{s.number}'


def work(s, name=None):
    link = s.session(auth='MS-CHAPv2', user=name or user(s))
    link.pings(2)
    return link


@case(TWICE, 'auth_failed_no_reason')
def former_session_is_dead(s):
    """The client was restarted, and dials again."""
    work(s)
    s.made.clock += 60 * SECOND
    refuse(another(s, 1), user(s))


@case(TWICE, 'auth_failed_no_reason')
def former_session_works(s):
    link = work(s)
    refuse(another(s, 1), user(s))
    link.pings(2)
    s.close(link)


@case(TWICE, 'auth_failed_no_reason')
def former_session_is_over(s):
    s.close(work(s))
    s.made.clock += 60 * SECOND
    refuse(another(s, 1), user(s))


@case(TWICE, 'auth_failed_no_reason')
def former_session_is_of_another(s):
    work(s, 'ada')
    s.made.clock += 60 * SECOND
    refuse(another(s, 1), user(s))
