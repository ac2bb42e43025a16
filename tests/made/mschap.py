"""MS-CHAP's answers and MPPE's first keys: a reading of RFC 2433, 2759 and 3079, for tests and for captures that are
made.

MD4, DES and RC4 are libgcrypt's, which comes with Wireshark.
"""
import ctypes
import hashlib
import struct

GCRYPT = ctypes.CDLL('libgcrypt.so.20')
GCRYPT.gcry_check_version.restype = ctypes.c_char_p
GCRYPT.gcry_check_version(None)
MD4, DES, RC4_CIPHER, ECB, STREAM, SET_ALLOW_WEAK_KEY, WEAK_KEY = 301, 302, 301, 1, 4, 79, 43


def sha1(*parts):
    return hashlib.sha1(b''.join(parts)).digest()


def md4(octets):
    digest = ctypes.create_string_buffer(16)
    GCRYPT.gcry_md_hash_buffer(MD4, digest, octets, ctypes.c_size_t(len(octets)))
    return digest.raw


class Cipher:
    """libgcrypt's; a key is set even if it is weak."""

    def __init__(self, algorithm, mode, key):
        self.handle = ctypes.c_void_p()
        assert GCRYPT.gcry_cipher_open(ctypes.byref(self.handle), algorithm, mode, 0) == 0
        GCRYPT.gcry_cipher_ctl(self.handle, SET_ALLOW_WEAK_KEY, None, ctypes.c_size_t(1))
        error = GCRYPT.gcry_cipher_setkey(self.handle, key, ctypes.c_size_t(len(key)))
        assert error & 0xffff in (0, WEAK_KEY), error

    def __del__(self):
        GCRYPT.gcry_cipher_close(self.handle)

    def encrypt(self, octets):
        out = ctypes.create_string_buffer(len(octets))
        size = ctypes.c_size_t(len(octets))
        assert not octets or GCRYPT.gcry_cipher_encrypt(self.handle, out, size, octets, size) == 0
        return out.raw


def rc4(key):
    """Tables initialised with a key: what is encrypted with them one after the other is one stream."""
    return Cipher(RC4_CIPHER, STREAM, key)


def des_key(seven):
    """RFC 2759 section 9.3: seven bits to an octet, and a parity bit that makes the number of bits odd."""
    bits = int.from_bytes(seven, 'big')
    octets = [(bits >> 49 - 7 * i & 0x7f) << 1 for i in range(8)]
    return bytes(octet | (bin(octet).count('1') + 1) % 2 for octet in octets)


def des(clear, seven):
    return Cipher(DES, ECB, des_key(seven)).encrypt(clear)


# --- hashes and responses -------------------------------------------------------------------------------------------

def nt_hash(password):
    """RFC 2433 A.6, of Unicode as Windows means it: UTF-16LE."""
    return md4(password.encode('utf-16-le'))


def lm_hash(password):
    """RFC 2433 A.2; None where "OEM" would need a code page."""
    if not password.isascii():
        return None
    octets = password.upper().encode()[:14].ljust(14, b'\0')
    return b''.join(des(b'KGS!@#$%', half) for half in (octets[:7], octets[7:]))


def without_domain(user):
    """RFC 2759 section 4: DOMAIN\\user."""
    return user.rsplit(b'\\', 1)[-1]


def challenge_hash(peer_challenge, challenge, user, with_domain=False):
    """RFC 2759 section 8.2; with_domain is what section 4 forbids."""
    return sha1(peer_challenge, challenge, user if with_domain else without_domain(user))[:8]


def challenge_response(challenge, password_hash):
    """RFC 2433 A.7: of 8 octets."""
    padded = password_hash.ljust(21, b'\0')
    return b''.join(des(challenge, padded[i:i + 7]) for i in (0, 7, 14))


def authenticator_response(password_hash, nt_response, peer_challenge, challenge, user, with_domain=False):
    """RFC 2759 section 8.7, without the text's form: 20 octets."""
    digest = sha1(md4(password_hash), nt_response, b'Magic server to client signing constant')
    return sha1(digest, challenge_hash(peer_challenge, challenge, user, with_domain),
                b'Pad to make it do more than one iteration')


# --- keys -----------------------------------------------------------------------------------------------------------

# RFC 3079 section 3.4, and who sends with a key that is derived with it: there the client's send key is the server's
# receive key.
BY_CLIENT = b'On the client side, this is the send key; on the server side, it is the receive key.'
BY_SERVER = b'On the client side, this is the receive key; on the server side, it is the send key.'
PAD1, PAD2 = bytes(40), b'\xf2' * 40
KEPT = {40: b'\xd1\x26\x9e', 56: b'\xd1', 128: b''}         # what reduces a key


def size_of(bits):
    """Octets of a key."""
    return 16 if bits == 128 else 8


def reduced(key, bits):
    return KEPT[bits] + key[len(KEPT[bits]):]


def mschapv2_master(password_hash, nt_response):
    """RFC 3079 section 3.4, GetMasterKey()."""
    return sha1(md4(password_hash), nt_response, b'This is the MPPE Master Key')[:16]


def mschapv2_key(password_hash, nt_response, by_server):
    """GetAsymmetricStartKey(), of what the authenticator (by_server) or its peer sends. Shorter keys are its
    beginning."""
    return sha1(mschapv2_master(password_hash, nt_response), PAD1, BY_SERVER if by_server else BY_CLIENT, PAD2)[:16]


def mschap_key(password_hash, challenge):
    """RFC 3079 section 2.4, Get_Start_Key(), for 128 bits; shorter keys are the LAN Manager hash's beginning."""
    twice = md4(password_hash)
    return sha1(twice, twice, challenge)[:16]


def session_key(start, bits):
    """The first: Get_Key() of RFC 3079 section 2.4. Section 3's GetNewKeyFromSHA() is the same, without RFC 3078's
    RC4."""
    start = start[:size_of(bits)]
    return reduced(sha1(start, PAD1, start, PAD2)[:len(start)], bits)


def next_key(start, key, bits):
    """RFC 3078 section 7.3."""
    start = start[:size_of(bits)]
    interim = sha1(start, PAD1, key, PAD2)[:len(key)]
    return reduced(rc4(interim).encrypt(interim), bits)


def failure_text(error=691, retry=0, challenge=None, text='Access denied'):
    """RFC 2759 section 6."""
    asked = '' if challenge is None else f' C={challenge.hex().upper()}'
    return f'E={error} R={retry}{asked} V=3 M={text}'


def response_value(nt=bytes(24), peer_challenge=None, lm=bytes(24), use_nt=True):
    """The Value of a Response: RFC 2759 section 4 with a Peer-Challenge, else RFC 2433 section 6."""
    if peer_challenge is None:
        return struct.pack('>24s24sB', lm, nt, use_nt)
    return struct.pack('>16s8x24sB', peer_challenge, nt, 0)
