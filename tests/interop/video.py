"""A video whose frames say which they are: their number as a bar code of black and white blocks."""

import shutil
import subprocess

RATE = (30000, 1001)
PERIOD = RATE[1] / RATE[0]
FRAMES = 360
SECONDS = FRAMES * PERIOD
WIDTH, HEIGHT, BITS = 320, 180, 16
LAST = (FRAMES - 1) * PERIOD
# the names of the video as a media asset, an object, a stream and a whiteboard
ASSET, BUCKET, KEY, STREAM, ROOM = "0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20", "demo", "in put/视频.mp4", "film", 4711


def make(path):
    """Writes the video: few key frames, frames that refer to later ones, and a rate that is not a whole number."""
    assert shutil.which("ffmpeg"), "ffmpeg is not installed"
    path.parent.mkdir(parents=True, exist_ok=True)
    command = ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}",
               "-r", f"{RATE[0]}/{RATE[1]}", "-i", "-", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "120", "-bf", "3",
               "-crf", "18", "-y", str(path)]
    subprocess.run(command, input=b"".join(map(frame, range(FRAMES))), check=True)


def make_sources(directory):
    """Fills a directory for `--media`."""
    film = directory / "buckets" / BUCKET / KEY
    make(film)
    for name in (f"media/{ASSET}.mp4", f"streams/{STREAM}.mp4", f"whiteboards/{ROOM}.mp4"):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(film, directory / name)


def frame(number):
    """The pixels of a frame: its number in the upper half, the same inverted in the lower."""
    def row(value):
        blocks = (255 if value >> bit & 1 else 0 for bit in reversed(range(BITS)))
        return b"".join(bytes([block]) * (WIDTH // BITS) for block in blocks)

    return row(number) * (HEIGHT // 2) + row(~number) * (HEIGHT // 2)


def number(image):
    """The number of the frame that an image of any size shows."""
    grey = image.convert("L")
    width, height = grey.size

    def read(line):
        lights = [grey.getpixel((int((block + 0.5) * width / BITS), line)) for block in range(BITS)]
        assert all(light < 80 or light > 175 for light in lights), f"not a frame of the video: {lights}"
        return int("".join("1" if light > 127 else "0" for light in lights), 2)

    upper, lower = read(height // 4), read(height * 3 // 4)
    assert upper == ~lower & 0xFFFF, "the halves are of two frames"
    return upper


def time(image):
    """The time in seconds at which the frame that an image shows begins."""
    return number(image) * PERIOD


def assert_times(images, wanted):
    """Each image shows the frame of its time in seconds, or one beside it."""
    found = [time(image) for image in images]
    assert len(found) == len(wanted)
    off = [abs(found - wanted) for found, wanted in zip(found, wanted)]
    assert max(off) <= PERIOD + 0.001, list(zip(found, wanted))
