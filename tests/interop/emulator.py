"""`mediasnap emulator` as a process of its own, and its control endpoint."""

import json
import subprocess
import urllib.request

KEY_ID, SECRET = "EMULATORAK", "emulator-secret-key"


class Emulator:
    """A running emulator. Its clock is moved instead of waiting."""

    def __init__(self, binary, *options):
        command = [binary, "emulator", "--listen", "127.0.0.1:0", *map(str, options)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, f"the emulator ended at once: {command}"
        self.url = json.loads(line)["listening"]

    def control(self, method, path, body=None):
        """A call of the control endpoint."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{self.url}/_emulator/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def advance(self, seconds):
        """Moves the clock forward."""
        return self.control("PUT", "clock", {"advance": seconds})

    def now(self):
        """The time by the emulator's clock, in seconds since 1970."""
        return self.control("GET", "clock")["now"]

    def fault(self, **rule):
        """Makes this the only fault rule."""
        return self.control("PUT", "faults", [rule])

    def requests(self):
        """The API requests that were received, oldest first."""
        return self.control("GET", "requests")

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=10) == 0
        self.process.stdout.close()
