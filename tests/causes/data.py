"""Encryption, sizes, and data that find no answer."""
from causes import Cause

CAUSES = {
    'mppe_with_compression_bit': Cause(r'(?i)compression bit', (r'40-bit',), (r'Next: Enable MPPE', r'bits? 0x00')),
    'mss_1460_in_tunnel': Cause(r'MSS of 1460.*1360.*MRU of 1400', (),
                                (r'behind the server', r'never acknowledged', r"MPPE's own", r'no warnings')),
    'df_black_hole': Cause(r'(?i)6 .*(of|with) 14\d\d.*octets.*never acknowledged',
                           (r'(?i)MTU', r'(?i)small'), (r'no warnings',)),
    'clear_data_unanswered': Cause(r'12 .*in the clear.*no data', (r'MPPE',), (r'unable to decrypt', r'MPPE keys')),
    'no_compression_negotiated': Cause(r'^(?!.*Warning: )', (r'12 IPv4',), (r'Warning: ',)),
    'eap_mschapv2_other_keys': Cause(r'(?i)different MPPE keys|other keys', (r'(?i)damaged|altered',),
                                      (r'(?i)user name or password', r'return route', r'no warnings|nothing wrong')),
}
