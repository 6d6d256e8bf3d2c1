"""The video in many containers and codecs, with pixels that are not square, colors without a tag, and files that are no video."""

import pathlib
import shutil
import subprocess

import video

# the seconds by which a copy is late
LATE = 5
COPY = ["-c", "copy"]
TONE = ["-f", "lavfi", "-i", "sine=frequency=440:duration=14"]
# other than the video itself
PAL = ["-vf", "setpts=N/25/TB", "-r", "25"]
LOSSY = ["-pix_fmt", "yuv420p", "-g", "48"]


def ffmpeg(*arguments, input=None):
    subprocess.run(["ffmpeg", "-v", "error", *map(str, arguments)], input=input, check=True)


def late(number):
    """The number of the frame that a player shows where the first one is late, and the time line begins at zero."""
    return number - LATE / video.PERIOD


def sound_first(number):
    """The same where the sound begins first: with the samples that its decoder needs at the start, and two seconds more."""
    return number - (2 + 1024 / 44100) / video.PERIOD


# what stands before and after the input, and which frame is shown where the video itself shows `number`
CONTAINERS = {
    "fragmented.mp4": ([], [*COPY, "-movflags", "frag_keyframe+empty_moov"], lambda number: number - 2),
    "late.mp4": (["-itsoffset", LATE], COPY, late),
    "late.mov": (["-itsoffset", LATE], COPY, late),
    "late.3gp": (["-itsoffset", LATE], COPY, late),
    "late.mkv": (["-itsoffset", LATE], COPY, late),
    "late.webm": (["-itsoffset", LATE], ["-c:v", "libvpx", "-b:v", "2M", "-cpu-used", "8", *LOSSY], late),
    "late.ts": (["-itsoffset", LATE], COPY, None),
    "late.flv": (["-itsoffset", LATE], COPY, None),
    "late.mpg": (["-itsoffset", LATE], ["-c:v", "mpeg2video", "-q:v", "2", "-fps_mode", "passthrough", *LOSSY], None),
    "wrapped.ts": ([], [*COPY, "-output_ts_offset", "95440"], None),
    "sound.ts": (["-itsoffset", "2"], ["-c:v", "copy", "-c:a", "aac", "-output_ts_offset", "95440"], sound_first),
    "bare.h264": ([], COPY, None),
    "bare.h265": ([], ["-c:v", "libx265", "-x265-params", "log-level=none", "-crf", "18", *LOSSY], None),
    "bare.m4v": ([], ["-c:v", "mpeg4", "-q:v", "2", "-bf", "2", "-f", "m4v", *LOSSY], None),
    "bare.m2v": ([], ["-c:v", "mpeg2video", "-q:v", "2", "-bf", "2", *LOSSY], None),
    "bare.mjpeg": ([], ["-c:v", "mjpeg", "-q:v", "2", *PAL], None),
    "file.ivf": ([], ["-c:v", "libvpx", "-b:v", "2M", "-cpu-used", "8", *LOSSY], None),
    "file.avi": ([], ["-c:v", "mpeg4", "-q:v", "2", *LOSSY], None),
    "file.ogv": ([], ["-c:v", "libtheora", "-q:v", "10", *LOSSY], None),
    "file.nut": ([], COPY, None),
    "file.wmv": ([], ["-c:v", "wmv2", "-q:v", "2", *LOSSY], None),
    "file.mxf": ([], ["-c:v", "mpeg2video", "-q:v", "2", *PAL, *LOSSY], None),
    "list.m3u8": ([], [*COPY, "-hls_list_size", "0", "-hls_time", "4", "-f", "hls"], None),
    "pieces.m3u8": ([], [*COPY, "-hls_list_size", "0", "-hls_segment_type", "fmp4", "-f", "hls"], None),
}

# files that hold no picture, and the whiteboard rooms that they stand for
NOT_VIDEOS = {"silent.m4a": 901, "cover.mp3": 902, "empty.mp4": 903, "text.mp4": 904, "noise.ts": 905}


def make(name, film, directory):
    """Writes the video in one container."""
    before, after, _ = CONTAINERS[name]
    sound = TONE if name.startswith("sound") else []
    ffmpeg(*before, "-i", film, *sound, *after, "-y", directory / name)


def make_not_videos(directory):
    """Writes files that are no video into the directory of media assets, and as objects and whiteboards."""
    ffmpeg(*TONE, "-c:a", "aac", "-y", directory / "silent.m4a")
    cover = ["-f", "lavfi", "-i", "color=red:s=64x64:d=0.1"]
    ffmpeg(*TONE, *cover, "-map", "0", "-map", "1", "-frames:v", "1", "-disposition:v", "attached_pic", "-y", directory / "cover.mp3")
    (directory / "empty.mp4").write_bytes(b"")
    (directory / "text.mp4").write_text("This is a text about a video.\n" * 40)
    (directory / "noise.ts").write_bytes(bytes(index * 97 % 251 for index in range(5000)))
    for name, room in NOT_VIDEOS.items():
        shutil.copy(directory / name, directory.parent / "buckets" / video.BUCKET / name)
        shutil.copy(directory / name, directory.parent / "whiteboards" / f"{room}{pathlib.Path(name).suffix}")


def make_color(path, size, red, green, blue, matrix):
    """Writes a video of one color without a tag of its matrix, which is `709` or `601`."""
    kr, kb = {"709": (0.2126, 0.0722), "601": (0.299, 0.114)}[matrix]
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    scaled = [16 + luma * 219 / 255]
    scaled += [128 + (side - luma) / (1 - k) / 2 * 224 / 255 for side, k in ((blue, kb), (red, kr))]
    width, height = size
    planes = [bytes([round(value)]) * length for value, length in zip(scaled, (width * height, *[width * height // 4] * 2))]
    ffmpeg("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", 5, "-i", "-",
           "-c:v", "libx264", "-qp", 0, "-y", path, input=b"".join(planes) * 5)
