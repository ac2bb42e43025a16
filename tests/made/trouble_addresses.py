"""IPCP fails: no address, or no IPv4 at all."""
import functools
import struct

from made import CLIENT, SERVER
from made.ppp import (CCP, INSIDE, IPCP, IPV4, IPV6CP, KEY_128, LCP, SECOND, STATELESS, SUCCESS, TERMINATE, TERMINATED,
                      VAN_JACOBSON, address, encoded, interface, noise, ping)
from made.trouble import authenticated, case, lcp_options, second_client
from made.trouble_logons import another
from made.trouble_multilink import Bundle, joined
from packets import ACK, message

ADDRESSES = 'trouble-addresses'


@case(ADDRESSES, 'ipcp_rejected')
def no_ipcp(s):
    """The server has no IPCP (Windows: error 720)."""
    link = authenticated(s, 'CHAP-MD5')
    request = encoded([address('0.0.0.0')])
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.protocol_reject(SERVER, IPCP, struct.pack('>BBH', 1, 1, 4 + len(request)) + request)
    s.close(link, text='')


@case(ADDRESSES, 'ipcp_no_agreement')
def fixed_address(s):
    """The client insists on an address, the server on another."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    for _ in range(10):
        link.request(CLIENT, IPCP, address('192.168.1.5'))
        link.nak(SERVER, IPCP, address(INSIDE[CLIENT]))
    s.close(link, text='')


@case(ADDRESSES, 'address_never_assigned')
def address_rejected(s):
    """The client asks for any address; the server rejects the option."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.reject(SERVER, IPCP, address('0.0.0.0'))
    link.request(CLIENT, IPCP)
    link.ack(SERVER, IPCP)
    s.close(link, text='')


@case(ADDRESSES, 'address_never_assigned')
def any_address_agreed(s):
    """The server agrees to 0.0.0.0."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.ack(SERVER, IPCP)
    s.close(link, text='')


@case(ADDRESSES, 'ipcp_only_ipv6')
def only_ipv6(s):
    """Nobody speaks of IPv4."""
    link = authenticated(s, 'CHAP-MD5')
    link.ipv6cp_up()
    link.echo(CLIENT, after=30 * SECOND)
    s.close(link)


@case(ADDRESSES, 'vj_rejected_again')
def compression_asked_again(s):
    """The client asks for Van Jacobson's compression although it was rejected (RFC 1661 section 5.4: it must not)."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    for _ in range(4):
        link.request(CLIENT, IPCP, VAN_JACOBSON, address(INSIDE[CLIENT]))
        link.reject(SERVER, IPCP, VAN_JACOBSON)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    s.close(link)


@case(ADDRESSES, 'ipcp_terminated')
def pool_exhausted(s):
    """The server has no address left."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.terminate(SERVER, 'Cannot satisfy pool request', IPCP)
    s.close(link, SERVER, 'No network protocols running')


@case(ADDRESSES, 'ipcp_terminated')
def own_address_unknown(s):
    """pppd at the client got no address for itself."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP)
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(SERVER, IPCP)
    link.ack(CLIENT, IPCP)
    link.terminate(CLIENT, 'Could not determine local IP address', IPCP)
    s.close(link, text='No network protocols running')


@case(ADDRESSES, 'address_never_assigned')
def nobody_answers_the_request_for_an_address(s):
    """0.0.0.0 asked for ten times; LCP lives, IPCP is not answered."""
    link = s.call()
    link.lcp_up('CHAP-MD5')
    link.authenticate('CHAP-MD5')
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    for _ in range(9):
        link.again(CLIENT, IPCP)
        link.echo(CLIENT)
    s.close(link)


@case(ADDRESSES, 'address_never_assigned')
def wants_it_to_have_none(s):
    """The server's Nak names 0.0.0.0 again and again."""
    link = s.call()
    link.lcp_up('CHAP-MD5')
    link.authenticate('CHAP-MD5')
    for _ in range(5):
        link.request(CLIENT, IPCP, address('0.0.0.0'))
        link.nak(SERVER, IPCP, address('0.0.0.0'))
    s.close(link)


@case(f'{ADDRESSES}-shared', 'address_shared')
def one_address_for_two(s):
    """The server gives the second client the address that the first one still uses."""
    first = s.session()
    other = second_client(s, s.client_id + 500)
    second = other.session()
    for link in first, second:
        link.pings(2)
    s.close(first)
    other.close(second)


@case(f'{ADDRESSES}-shared')
def server_that_dials_out(s):
    """The PNS is the server, and has the same address in both calls; the PAC's users differ, and hang up."""
    for story, user in (s, '10.10.0.100'), (second_client(s, s.client_id + 500), '10.10.0.101'):
        link = story.call()
        link.request(CLIENT, LCP, *lcp_options(CLIENT, 'CHAP-MD5'))
        link.request(SERVER, LCP, *lcp_options(SERVER))
        link.ack(CLIENT, LCP)
        link.ack(SERVER, LCP)
        link.challenge(by=CLIENT)
        link.response(noise('md5', 16), by=SERVER)
        link.chap(CLIENT, SUCCESS, 'Access granted')
        link.request(CLIENT, IPCP, address('10.10.0.1'))
        link.ack(SERVER, IPCP)
        link.request(SERVER, IPCP, address(user))
        link.ack(CLIENT, IPCP)
        link.pings(2)
        if story is s:
            first = link
    first.pings(2)
    s.close(first, SERVER)
    story.close(link, SERVER)


@case(f'{ADDRESSES}-shared')
def address_of_a_bundle(s):
    """Two links, from two addresses of the client, carry one Multilink bundle with one address."""
    first, story = joined(s), another(s, 1, '198.51.100.77')
    bundle = Bundle(first)
    bundle.ipcp_up()
    bundle.links.append(joined(story))
    for _ in range(3):
        bundle.ping(over=(1, 0), cuts=(50, 100))
    story.close(bundle.links[1])
    s.close(first)


@case(f'{ADDRESSES}-shared', 'address_shared')
def address_taken_away(s):
    """The first client hears nothing more once the second has its address."""
    first = s.session(addresses={CLIENT: '10.10.0.7', SERVER: '10.10.0.1'})
    first.pings(2)
    other = another(s, 1, '192.0.2.220')
    second = other.session(addresses={CLIENT: '10.10.0.7', SERVER: '10.10.0.1'})
    for _ in range(8):
        first.send(CLIENT, IPV4, ping(CLIENT), after=SECOND)
        first.hear(SERVER)
    s.close(first)
    other.close(second)


@case(f'{ADDRESSES}-shared')
def one_address_after_the_other(s):
    """Healthy: the client comes back, and the clock of the capturing host was set back by an hour meanwhile."""
    s.close(s.session())
    s.made.clock -= 3600 * SECOND
    again = second_client(s, s.client_id + 500)
    again.close(again.session())


@case(ADDRESSES, 'ipcp_terminated')
def address_of_the_other_end(s):
    """The client wants another address for the server than it has."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.nak(SERVER, IPCP, address(INSIDE[CLIENT]))
    for _ in range(4):
        link.request(SERVER, IPCP, address('10.10.0.1'))
        link.nak(CLIENT, IPCP, address('10.64.64.64'))
    link.terminate(SERVER, 'Conflicting remote IP address', IPCP)
    s.close(link, text='No network protocols running')


@case(ADDRESSES, 'dns_rejected')
def no_name_servers(s):
    """The client asks for name servers, too; the server has none."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]), (129, bytes(4)), (131, bytes(4)))
    link.reject(SERVER, IPCP, (129, bytes(4)), (131, bytes(4)))
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    link.pings(2)
    s.close(link)


@case(ADDRESSES, 'tunnel_in_itself')
def inside_is_outside(s):
    """The server's address inside the tunnel is the one outside; the client is mute as soon as IPCP opens."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    link.request(SERVER, IPCP, address(s.ends['server']))
    link.ack(CLIENT, IPCP)
    for _ in range(4):
        link.echo(SERVER, answered=False, after=10 * SECOND)
    s.hang_up(SERVER)


@case(ADDRESSES, 'tunnel_in_itself')
def default_route_into_the_tunnel(s):
    """The client's default route leads into the tunnel, and no other to the server: TCP falls silent, too."""
    link = authenticated(s, 'CHAP-MD5')
    s.connection.segment(CLIENT, b'', ACK)
    link.ipcp_up()
    for _ in range(4):
        link.echo(SERVER, answered=False, after=10 * SECOND)
    notify = message('Call-Disconnect-Notify', call_id=s.server_id, result=3)
    at = s.connection.segment(SERVER, notify)
    for number in range(4):
        s.connection.segment(SERVER, notify, at=at, after=SECOND << number)


# --- Addresses that lead nowhere ---

UNUSABLE = f'{ADDRESSES}-unusable'


def given(s, client, server='10.10.0.1', answered=False, host=None):
    if host:
        s.ends['client'] = host
    link = s.session(auth='CHAP-MD5', addresses={CLIENT: client, SERVER: server})
    if answered:
        link.pings(8)
    for _ in range(0 if answered else 4):
        link.send(CLIENT, IPV4, ping(CLIENT), after=SECOND)
        link.hear(SERVER)
    return link


@case(UNUSABLE, 'address_unusable')
def address_without_dhcp(s):
    """Windows' server could not reach its DHCP server."""
    s.close(given(s, '169.254.112.7', '169.254.31.2'))


@case(UNUSABLE, 'address_unusable')
def address_that_radius_means_otherwise(s):
    s.close(given(s, '255.255.255.254'))


@case(UNUSABLE, 'address_unusable')
def one_address_for_both_ends(s):
    s.close(given(s, '10.10.0.1', '10.10.0.1'))


@case(UNUSABLE, 'address_unusable')
def odd_address_that_works(s):
    s.close(given(s, '169.254.2.2', '169.254.2.1', answered=True))


@case(UNUSABLE, 'address_overlaps', client='192.168.1.34')
def office_like_home(s):
    """The office has the numbers of the client's LAN, so nothing for the office enters the tunnel."""
    s.ends['client'] = '192.168.1.34'
    link = s.session(auth='MS-CHAPv2', bits=STATELESS | KEY_128, addresses={CLIENT: '192.168.1.201',
                                                                            SERVER: '192.168.1.200'})
    s.made.clock += 30 * SECOND
    s.close(link)


@case(UNUSABLE, 'address_overlaps', client='10.0.0.5')
def office_like_home_with_data(s):
    """The same, but the client uses the tunnel for the rest of the world."""
    s.close(given(s, '10.0.0.201', '10.0.0.200', answered=True, host='10.0.0.5'))


@case(UNUSABLE)
def other_network_at_home(s):
    s.close(given(s, '192.168.2.201', '192.168.2.200', answered=True, host='192.168.1.35'))


# --- The server's own address ---

OF_SERVER = f'{ADDRESSES}-of-server'


def asks_for_its_own(s):
    """The client has its address; the server asks for 0.0.0.0 for itself, and then without the option."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    for _ in range(4):
        link.request(SERVER, IPCP, address('0.0.0.0'))
        link.nak(CLIENT, IPCP, address('10.64.64.64'))
    link.request(SERVER, IPCP, address('0.0.0.0'))
    link.reject(CLIENT, IPCP, address('0.0.0.0'))
    return link


@case(OF_SERVER, 'address_never_assigned')
def none_for_the_server(s):
    """A router whose profile lacks its local address."""
    link = asks_for_its_own(s)
    link.terminate(CLIENT, 'Could not determine remote IP address', IPCP)
    s.close(link, text='No network protocols running')


@case(OF_SERVER)
def none_needed(s):
    """The server does without."""
    link = asks_for_its_own(s)
    link.request(SERVER, IPCP)
    link.ack(CLIENT, IPCP)
    link.pings(3)
    s.close(link)


# --- What is no trouble ---

SILENT = f'{ADDRESSES}-silent'


@case(SILENT)
def compression_given_up(s):
    """The client asks for Van Jacobson's compression once, and takes no for an answer."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, VAN_JACOBSON, address(INSIDE[SERVER]))
    link.reject(CLIENT, IPCP, VAN_JACOBSON)
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, VAN_JACOBSON, address(INSIDE[CLIENT]))
    link.reject(SERVER, IPCP, VAN_JACOBSON)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    link.pings(3)
    s.close(link)


@case(SILENT, 'ipcp_terminated')
def no_name_servers_and_no_address(s):
    """The server rejects the name servers, and then has no address either: names are beside the point."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('0.0.0.0'), (129, bytes(4)), (131, bytes(4)))
    link.reject(SERVER, IPCP, (129, bytes(4)), (131, bytes(4)))
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.terminate(SERVER, 'Cannot satisfy pool request', IPCP)
    s.close(link, SERVER, 'No network protocols running')


def renumbered(s, address_then, pings=2):
    """IPCP once more, in mid-session unless there are no pings before."""
    link = s.session()
    if pings:
        link.pings(pings)
    link.ipcp_up({CLIENT: address_then, SERVER: '10.10.0.1'})
    link.pings(2)
    s.close(link)


case(f'{ADDRESSES}-again', 'ipcp_address_changed')(functools.partial(renumbered, address_then='10.10.7.9'))
case(f'{ADDRESSES}-again')(functools.partial(renumbered, address_then='10.10.0.100'))
case(f'{ADDRESSES}-again')(functools.partial(renumbered, address_then='10.10.7.9', pings=0))


# --- IPv6 that does not open ---

OF_IPV6 = f'{ADDRESSES}-ipv6'


def one_identifier(s, count, ends=(b'\2\x11\x22\xff\xfe\x33\x44\x55',) * 2):
    """Each end wants the other to have another Interface Identifier, and asks for its own again."""
    link = s.session()
    for _ in range(count):
        for client, identifier in zip((SERVER, CLIENT), ends):
            link.request(client, IPV6CP, (1, identifier))
            link.nak(not client, IPV6CP, (1, noise('identifier', 8)))
    if count == 1:
        link.ipv6cp_up()
    link.pings(3)
    s.close(link)


case(OF_IPV6, 'ipv6_no_agreement')(lambda s: one_identifier(s, 4))
case(OF_IPV6, 'ipv6_no_agreement')(lambda s: one_identifier(s, 3, (bytes(7) + b'\1', bytes(7) + b'\2')))
case(OF_IPV6)(lambda s: one_identifier(s, 1))


@case(ADDRESSES, 'ipcp_terminated', 'windows_error')
def ended_by_windows_without_dhcp(s):
    """A Windows server without addresses ends IPCP as it ends LCP: with a number."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(CLIENT, IPCP, address('0.0.0.0'))
    link.control(SERVER, IPCP, TERMINATE, noise('magic number', 4) + bytes.fromhex('003ccd74 000002e0'))
    link.control(CLIENT, IPCP, TERMINATED, b'', link.identifier[SERVER, IPCP])
    link.control(CLIENT, LCP, TERMINATE, noise('magic number', 4) + bytes.fromhex('003ccd74 000002e0'))
    s.end()


@case(ADDRESSES, 'vj_rejected_again')
def compression_asked_again_at_first(s):
    """The client asks twice for what was rejected, then without it: data passes."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    for _ in range(2):
        link.request(CLIENT, IPCP, VAN_JACOBSON, address(INSIDE[CLIENT]))
        link.reject(SERVER, IPCP, VAN_JACOBSON)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]))
    link.ack(SERVER, IPCP)
    link.pings(3)
    s.close(link)


def zero_acknowledged(s, second):
    """The client's request for name servers is acknowledged with 0.0.0.0."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address(INSIDE[CLIENT]), (129, bytes(4)), (131, second))
    link.ack(SERVER, IPCP)
    link.pings(2)
    s.close(link)


case(ADDRESSES, 'dns_rejected')(functools.partial(zero_acknowledged, second=bytes(4)))
case(ADDRESSES)(functools.partial(zero_acknowledged, second=b'\x0a\x0a\0\x35'))


# --- An end whose address is refused asks for none at last ---

REFUSED = f'{ADDRESSES}-refused'


def left_out(s, owner, own, given):
    """The owner wants an address of its own, gets Naks, and leaves the option out."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(not owner, IPCP, address(INSIDE[not owner]))
    link.ack(owner, IPCP)
    for _ in range(3):
        link.request(owner, IPCP, address(own))
        link.nak(not owner, IPCP, address(given))
    link.request(owner, IPCP)
    link.ack(not owner, IPCP)
    return link


@case(REFUSED, 'ipcp_no_agreement')
def pppd_ends_for_his_address(s):
    s.close(left_out(s, CLIENT, '172.16.9.9', '10.10.0.100'), SERVER, 'Peer refused to agree to his IP address')


@case(REFUSED, 'ipcp_no_agreement')
def client_ends_for_the_servers_address(s):
    s.close(left_out(s, SERVER, '172.16.9.1', '10.10.0.1'), CLIENT, '')


@case(REFUSED)
def lives_without(s):
    """Nobody minds."""
    link = left_out(s, CLIENT, '172.16.9.9', '10.10.0.100')
    link.pings(3)
    s.close(link)


@case(REFUSED, 'ipcp_rejected')
def no_network_protocol_left(s):
    """The client has IPv6 only, the server IPv4."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(INSIDE[SERVER]))
    link.protocol_reject(CLIENT, IPCP, struct.pack('>BBH', 1, 1, 10) + encoded([address(INSIDE[SERVER])]))
    link.request(CLIENT, IPV6CP, interface(CLIENT))
    link.protocol_reject(SERVER, IPV6CP, struct.pack('>BBH', 1, 1, 14) + encoded([interface(CLIENT)]))
    s.close(link, CLIENT, 'No network protocols running')


@case(REFUSED, 'ipcp_no_agreement')
def closes_encryption_first(s):
    """The server takes down CCP, and says only in LCP why."""
    link = left_out(s, CLIENT, '172.16.9.9', '10.10.0.100')
    link.terminate(SERVER, '', CCP)
    s.close(link, SERVER, 'Peer refused to agree to his IP address')


@case(REFUSED, 'ipcp_terminated')
def gives_ipcp_up(s):
    link = left_out(s, CLIENT, '172.16.9.9', '10.10.0.100')
    link.terminate(SERVER, 'Peer refused to agree to his IP address', IPCP)
    s.close(link, SERVER, 'No network protocols running')


# --- IPCP ends although the address was given ---

UNAUTHORIZED = f'{ADDRESSES}-unauthorized'


def gives_up_after_all(s, text, by=SERVER):
    link = authenticated(s, 'CHAP-MD5')
    link.ipcp_up()
    link.terminate(by, text, IPCP)
    s.close(link, by, 'No network protocols running')


case(UNAUTHORIZED, 'ipcp_terminated')(functools.partial(gives_up_after_all, text='Unauthorized remote IP address'))
case(UNAUTHORIZED, 'ipcp_terminated')(functools.partial(gives_up_after_all, text='', by=CLIENT))


# --- Windows without an adapter for IP ---

ADAPTER = f'{ADDRESSES}-adapter'


def rejected_by_windows(s, by):
    """Its PPP has no IPCP, and ends with error 720."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(not by, IPCP, address('10.10.0.1'))
    link.protocol_reject(by, IPCP, b'\1\1\0\x0a\3\6\x0a\x0a\0\1')
    link.control(by, LCP, TERMINATE, noise('magic number', 4) + bytes.fromhex('003ccd74 000002d0'))
    s.end() if by else s.end_by_server()


case(ADAPTER, 'ipcp_rejected', 'windows_error')(lambda s: rejected_by_windows(s, CLIENT))
case(ADAPTER, 'ipcp_rejected', 'windows_error')(lambda s: rejected_by_windows(s, SERVER))


# --- A client with a fixed address ---

FIXED = f'{ADDRESSES}-fixed'


def asks_for_fixed(s, insists, error):
    """The server offers another address. The client, which is Windows, asks again, for its own or for that one."""
    link = authenticated(s, 'CHAP-MD5')
    link.request(SERVER, IPCP, address(str(INSIDE[SERVER])))
    link.ack(CLIENT, IPCP)
    link.request(CLIENT, IPCP, address('192.168.1.50'))
    link.nak(SERVER, IPCP, address(str(INSIDE[CLIENT])))
    link.request(CLIENT, IPCP, address('192.168.1.50' if insists else str(INSIDE[CLIENT])))
    if insists:
        link.nak(SERVER, IPCP, address(str(INSIDE[CLIENT])))
    told = bytes.fromhex('003ccd74') + error.to_bytes(4, 'big')
    link.control(CLIENT, LCP, TERMINATE, noise('magic number', 4) + told)
    s.end()


case(FIXED, 'address_disputed', 'windows_error')(functools.partial(asks_for_fixed, insists=True, error=735))
case(FIXED, 'windows_error')(functools.partial(asks_for_fixed, insists=False, error=720))
