# tests/protocol/office.py - an office made from filters/send/PROTOCOL.md alone, over python3-zmq and the zstd command.
#
# office.py ENDPOINT HOW: delivers batches 1 to 4 of the feed `visas`, whose records are 1 to 4. HOW is what it does:
#   good      sends a piece twice, one too early, one not at all, and goes back when the answer to ASK says so; then all again
#   resume    leaves in the middle of a batch, comes back as another process, and goes on where it was
#   conflict  delivers batch 2 with another content
#   clone     goes on speaking under an id whose place it has taken with another
#   long, form, live, number   breaks the protocol; ends when it is cut off or denied
# Ends with 0, or 1 and what DENY said.
import hashlib
import os
import struct
import subprocess
import sys
import time

import zmq

socket = zmq.Context().socket(zmq.DEALER)
socket.setsockopt(zmq.RCVTIMEO, 60000)
socket.setsockopt(zmq.LINGER, 1000)
socket.connect(sys.argv[1])
epoch = b'00112233445566778899aabbccddeeff'


def batch(content):
    tail = b'weir\t1\nkind\ttext\nraw\t%d\nmade\t0\nrecords\t%d\n' % (len(content), content.count(b'\n') - 1)
    frame = subprocess.run(['zstd', '-qc'], input=content, stdout=subprocess.PIPE, check=True).stdout
    return frame + bytes([0x5E, 0x2A, 0x4D, 0x18, 0xF8, 1, 0, 0]) + tail.ljust(504, b'\n')


def say(kind, a=0, b=0, c=0, body=b'', who=None):
    head = struct.pack('>cBB5x16sQQQ', kind, 1, 1 if kind == b'h' else 0, who or me, a, b, c)
    socket.send_multipart([head, body])


def hear(*kinds):
    while True:
        head, body = socket.recv_multipart()
        kind, version, _, who, a, b, c = struct.unpack('>cBB5x16sQQQ', head)
        assert version == 1
        if kind == b'r':
            print(body.decode())
            sys.exit(1)
        if kind in kinds and who == me:
            return a, b, c, body


def ask(token):
    say(b'p', token)
    while True:
        a, b, c, body = hear(b'a')
        if body and struct.unpack('>Q', body)[0] == token:
            return a, b, c


def offer(first=1):
    say(b'h', 4, first, 0, b'visas\n' + epoch + b'\n')
    return hear(b'w')


def head(n, offset=0):
    say(b'b', n, len(files[n]), offset, hashlib.sha256(files[n]).digest())


def piece(n, begin, end):
    say(b'd', n, begin, 0, files[n][begin:end])


def whole(n):
    head(n)
    piece(n, 0, len(files[n]))


def until_stored(n):
    token = 1000
    while ask(token)[0] < n:
        token += 1
        time.sleep(0.01)


files = {n: batch(b'id\n%d\n' % n) for n in range(1, 5)}
me = os.urandom(16)
how = sys.argv[2]
if how != 'live':
    a, b, c, body = offer()
if how == 'good':
    assert (a, b, body) == (0, 0, b'') and c >= 262144
    head(1)
    piece(1, 0, 100)
    piece(1, 0, 100)  # again
    piece(1, 200, 300)  # 100 to 200 are missing
    assert ask(1) == (0, 1, 100)
    head(1, 100)
    piece(1, 100, len(files[1]))
    whole(3)  # too early
    assert ask(2)[1:] == (2, 0)
    for n in range(2, 5):
        whole(n)
    until_stored(4)
    a, b, c, body = offer()  # a second time: heads are enough
    assert (a, b) == (4, 0)
    for n in range(1, 5):
        assert ask(10 + n)[0] == n - 1  # what was not announced anew is not acknowledged
        head(n, len(files[n]))
    until_stored(4)
elif how == 'resume':
    head(1)
    piece(1, 0, 300)
    assert ask(1) == (0, 1, 300)
    me = os.urandom(16)
    a, b, c, body = offer()
    assert (a, b, body) == (0, 300, hashlib.sha256(files[1]).digest())
    head(1, 300)
    piece(1, 300, len(files[1]))
    for n in range(2, 5):
        whole(n)
    until_stored(4)
elif how == 'conflict':
    whole(1)
    files[2] = batch(b'id\n22\n')
    head(2)
    piece(2, 0, len(files[2]))
    hear(b'r')
elif how == 'clone':
    former, me = me, os.urandom(16)
    offer()
    say(b'p', 1, who=former)  # late, as of a process that was killed
    assert ask(1) == (0, 1, 0)
    time.sleep(5.2)
    say(b'p', 2, who=former)
    hear(b'r')
elif how == 'long':
    head(1)
    say(b'd', 1, 0, 0, files[1] + b'x')
elif how == 'form':
    say(b'b', 1, 600, 0, b'no hash')
elif how == 'live':
    say(b'H', 0, 0, 0, b'main\nid\n')
    head_, body = socket.recv_multipart()
    print(body.decode())
    sys.exit(1 if head_[:1] == b'R' else 2)
elif how == 'number':
    head(1, len(files[1]) + 1)
if how in ('long', 'form', 'number'):
    say(b'p', 1)
    while not socket.poll(300):  # over a new connection, once this one is cut
        say(b'p', 1)
say(b'e')
