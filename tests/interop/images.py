"""Fetches and checks the images that the emulator serves."""

import io
import urllib.error
import urllib.request

from PIL import Image


def fetch(url):
    """Media type and bytes behind a URL."""
    with urllib.request.urlopen(url, timeout=60) as response:
        return response.headers["content-type"], response.read()


def status(url):
    """The HTTP status of a URL."""
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def image(url, kind="JPEG"):
    """The image behind a URL. It has to decode to the last line."""
    media_type, content = fetch(url)
    assert media_type == f"image/{kind.lower()}", (url, media_type)
    opened = Image.open(io.BytesIO(content))
    assert opened.format == kind, url
    opened.load()
    return opened


def different_images(urls, size=None, kind="JPEG"):
    """The images behind the URLs: all of one size, no two equal."""
    assert urls
    images = [image(url, kind) for url in urls]
    for url, opened in zip(urls, images):
        assert size is None or opened.size == size, (url, opened.size)
    assert len({opened.tobytes() for opened in images}) == len(images), "frames at different times differ"
    return images
