"""Fetching what the emulator serves, and looking at it."""

import io
import urllib.error
import urllib.request

from PIL import Image


def fetch(url):
    """Media type and bytes behind a URL."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.headers["content-type"], answer.read()


def status(url):
    """The HTTP status of a URL."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def image(url, kind="JPEG"):
    """The picture behind a URL: it has to decode to the last line."""
    media_type, content = fetch(url)
    assert media_type == f"image/{kind.lower()}", (url, media_type)
    picture = Image.open(io.BytesIO(content))
    assert picture.format == kind, url
    picture.load()
    return picture


def different_images(urls, size=None, kind="JPEG"):
    """The pictures behind the URLs: all of one size, no two alike."""
    assert urls
    pictures = [image(url, kind) for url in urls]
    for url, picture in zip(urls, pictures):
        assert size is None or picture.size == size, (url, picture.size)
    assert len({picture.tobytes() for picture in pictures}) == len(pictures), "frames at different times differ"
    return pictures
