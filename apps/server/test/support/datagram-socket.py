# Prints what arrives at a Unix datagram socket: what systemd does with NOTIFY_SOCKET, which Node cannot open.
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
    listener.bind(sys.argv[1])
    print("bound", flush=True)
    while True:
        message = listener.recvmsg(65536)[0]  # descriptors that came along are closed, which systemd-notify waits for
        print(message.decode(), flush=True)
