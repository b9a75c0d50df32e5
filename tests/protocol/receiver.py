# tests/protocol/receiver.py - a receiver of one stream that speaks version 1 of filters/send/PROTOCOL.md alone, over python3-zmq.
#
# receiver.py KEY READY: under CURVE with that secret key, lets everybody in, writes its endpoint into READY, and prints what it
# was sent. Ends with 0 once it has said DONE.
import struct
import sys

import zmq

keys = dict(line.rstrip('\n').split('\t') for line in open(sys.argv[1]) if '\t' in line)
socket = zmq.Context().socket(zmq.ROUTER)
socket.setsockopt(zmq.RCVTIMEO, 60000)
socket.setsockopt(zmq.LINGER, 1000)
socket.curve_server = True
socket.curve_secretkey = keys['secret'].encode()
port = socket.bind_to_random_port('tcp://127.0.0.1')
with open(sys.argv[2], 'w') as ready:
    ready.write('tcp://127.0.0.1:%d\n' % port)

expected = 1
while True:
    route, head, body = socket.recv_multipart()
    kind, version, highest, who, a, b, c = struct.unpack('>cBB5x16sQQQ', head)

    def say(kind, a=0, b=0, c=0):
        socket.send_multipart([route, struct.pack('>cBB5x16sQQQ', kind, 1, 0, who, a, b, c), b''])

    if kind == b'H':
        assert version == 1 and highest >= 1
        sys.stdout.buffer.write(body.split(b'\n', 1)[1] if expected == 1 else b'')
        say(b'W', 4 << 20, 1024)
        continue
    assert version == 1 and kind in (b'D', b'L', b'E', b'P')
    if kind != b'P' and a == expected:
        expected += 1
        sys.stdout.buffer.write(body if kind == b'D' else b'')
        if kind == b'E':
            assert c == 0
            say(b'F')
            break
    say(b'A', expected, expected - 1, a if kind == b'P' else 0)
