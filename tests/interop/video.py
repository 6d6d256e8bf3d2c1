"""A video whose frames say which they are: their number as a bar code of black and white blocks."""

import shutil
import subprocess

RATE = (30000, 1001)
PERIOD = RATE[1] / RATE[0]
FRAMES = 360
SECONDS = FRAMES * PERIOD
WIDTH, HEIGHT, BITS = 320, 180, 16


def make(path):
    """Writes the video: few key frames, frames that refer to later ones, and a rate that is no whole number."""
    assert shutil.which("ffmpeg"), "ffmpeg is not installed"
    path.parent.mkdir(parents=True, exist_ok=True)
    command = ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}",
               "-r", f"{RATE[0]}/{RATE[1]}", "-i", "-", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "120", "-bf", "3",
               "-crf", "18", "-y", str(path)]
    subprocess.run(command, input=b"".join(map(frame, range(FRAMES))), check=True)


def frame(number):
    """The pixels of a frame: its number in the upper half, the same inverted in the lower."""
    def row(value):
        blocks = (255 if value >> bit & 1 else 0 for bit in reversed(range(BITS)))
        return b"".join(bytes([block]) * (WIDTH // BITS) for block in blocks)

    return row(number) * (HEIGHT // 2) + row(~number) * (HEIGHT // 2)


def number(picture):
    """The number of the frame that a picture shows, whatever its size."""
    grey = picture.convert("L")
    width, height = grey.size

    def read(line):
        lights = [grey.getpixel((int((block + 0.5) * width / BITS), line)) for block in range(BITS)]
        assert all(light < 80 or light > 175 for light in lights), f"no frame of the video: {lights}"
        return int("".join("1" if light > 127 else "0" for light in lights), 2)

    upper, lower = read(height // 4), read(height * 3 // 4)
    assert upper == ~lower & 0xFFFF, "the halves are of two frames"
    return upper


def time(picture):
    """The time in seconds at which the frame that a picture shows begins."""
    return number(picture) * PERIOD
