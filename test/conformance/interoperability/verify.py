"""Verifies a presentation, a signed agreement and a sealed message with python3-jwcrypto, knowing nothing of our code.

Reads JSON on standard input, prints what it verified, exits 1 at the first thing that is wrong.
"""
import base64, hashlib, json, sys
from jwcrypto import jwe, jwk, jws


def key(members):
    return jwk.JWK(**{name: value for name, value in members.items() if name != 'kid'})


def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()


def claims(token, by):
    signed = jws.JWS()
    signed.deserialize(token, key(by))
    return json.loads(signed.payload)


sample = json.load(sys.stdin)
*parts, release = sample['presentation'].split('~')
clear = claims(parts[0], sample['origin'])
for disclosure in parts[1:]:
    assert digest(disclosure) in clear['_sd'], 'disclosure'
assert claims(release, sample['release'])['sd_hash'] == digest('~'.join(parts) + '~'), 'sd_hash'

for root in sample['roots']:
    signed = jws.JWS()
    signed.deserialize(json.dumps(sample['agreement']))
    signed.verify(key(root))

opened = jwe.JWE()
opened.deserialize(sample['sealed'], key(sample['gate']))
assert opened.payload.decode() == sample['presentation'], 'sealed'
print(json.dumps({'disclosures': len(parts) - 1, 'signers': len(sample['roots'])}))
