"""A server falls silent for all its clients at once."""
from made import CLIENT, SERVER
from made.ppp import IPV4, SECOND, ping
from made.trouble import case
from made.trouble_logons import another

SILENCE = 'trouble-silence'


def sessions(s):
    """Three clients, each in a session that works."""
    stories = s, another(s, 1, '192.0.2.211'), another(s, 2, '192.0.2.212')
    return stories, work(stories)


def work(stories):
    links = [story.session(user=f'user{number}', addresses={CLIENT: f'10.10.0.{number + 5}', SERVER: '10.10.0.1'})
             for number, story in enumerate(stories)]
    for link in links:
        link.pings(1, after=SECOND // 10)
    return links


def ask_in_vain(links, by=CLIENT):
    for _ in range(6):
        for link in links:
            link.send(by, IPV4, ping(by), after=SECOND)


@case(SILENCE)
def server_breaks_down(s):
    """Neither GRE nor TCP comes from it any more."""
    ask_in_vain(sessions(s)[1])


@case(f'{SILENCE}-gre')
def gre_breaks_down(s):
    """Only GRE stops: the server still answers Echo-Requests of the control connection."""
    stories, links = sessions(s)
    ask_in_vain(links)
    stories[1].say(CLIENT, 'Echo-Request', identifier=1)
    stories[1].say(SERVER, 'Echo-Reply', identifier=1, result=1)


@case(f'{SILENCE}-clients')
def clients_break_down(s):
    """Nothing comes from any client any more; one of them redials later, and falls silent again."""
    stories, links = sessions(s)
    ask_in_vain(links, SERVER)
    s.made.clock += 60 * SECOND
    back = another(s, 3, stories[1].ends['client'])
    link = back.session(user='user1', addresses={CLIENT: '10.10.0.9', SERVER: '10.10.0.1'})
    link.pings(2)
    ask_in_vain([link] * 3, SERVER)


@case(f'{SILENCE}-clients-none')
def two_clients_break_down(s):
    """The third goes on."""
    _, links = sessions(s)
    ask_in_vain(links[:2], SERVER)
    links[2].pings(2)


@case(f'{SILENCE}-clients-none')
def one_place_breaks_down(s):
    """Two calls of one client."""
    ask_in_vain(work((s, another(s, 3, s.ends['client']))), SERVER)


@case(f'{SILENCE}-none')
def two_break_down(s):
    """The server goes on for the third client."""
    _, links = sessions(s)
    ask_in_vain(links[:2])
    links[2].pings(2)
