"""What clients may rely on without moving the emulator's clock: jobs finish within seconds, images differ and are real."""

import time

import pytest
from images import different_images
from products import flows, module

# how long a job, and the first image of an endless job, may take
SECONDS, ENDLESS_SECONDS = 15, 30


@pytest.mark.parametrize("product, name", flows())
def test_a_job_has_its_images_soon(connect, start, product, name):
    emulator, flow = start(), module(product, name)
    client = connect(product, emulator)
    job = flow.sample_job(client, "")
    end = time.monotonic() + (ENDLESS_SECONDS if getattr(flow, "ENDLESS", False) else SECONDS)
    while not (urls := flow.sample_images(client, emulator, job)):
        assert time.monotonic() < end, "no image in time"
        time.sleep(0.2)
    assert all(url.startswith(emulator.url) for url in urls)
    different_images(urls)
